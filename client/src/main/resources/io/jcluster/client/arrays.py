"""Arrays between Python and a client that is not Python, as bytes. See PackedArray."""
import json
import math
import sys
import time
import types

# Below this a reply's bytes stay within its pickle (ipyparallel's buffer_threshold).
FRAME = 1025
# The seconds after which the rest of an array will not come any more.
PATIENCE = 600

FORMATS = {"bool": "?", "int8": "b", "int16": "h", "int32": "i", "int64": "q", "uint8": "B", "uint16": "H",
           "uint32": "I", "uint64": "Q", "float32": "f", "float64": "d"}
NAMES = {code: name for name, code in FORMATS.items()} | {"l": "int64", "L": "uint64"}


def made(dtype, shape):
    """An array, of NumPy or without it a memoryview, and its bytes."""
    try:
        import numpy
    except ImportError:
        if dtype not in FORMATS:
            raise TypeError(f"an array of {dtype} needs NumPy, and this engine has none")
        memory = memoryview(bytearray(math.prod(shape) * memoryview(b"").cast(FORMATS[dtype]).itemsize))
        # A memoryview of no elements cannot be given a shape.
        return memory.cast(FORMATS[dtype], *([shape] if memory and shape else [])), memory
    # NumPy asks for large pages: a bytearray of 100 MB takes four times as long.
    array = numpy.empty(shape, dtype)
    return array, memoryview(array.reshape(-1).view("u1"))


class Arrival:
    """An array of which not all parts are there yet."""

    def __init__(self, dtype, shape):
        self.array, self.memory = made(dtype, shape)
        self.count = 0
        self.heard = time.monotonic()

    def take(self, data, start):
        # A part that a cut line has lost leaves a gap.
        if start == self.count:
            self.memory[start:start + len(data)] = data
            self.count += len(data)
        self.heard = time.monotonic()


arrivals = {}


def part(transfer, data, start, dtype, shape):
    """Takes a part of an array; they come in order."""
    for name, arrival in list(arrivals.items()):
        if time.monotonic() - arrival.heard > PATIENCE:
            del arrivals[name]
    if transfer not in arrivals:
        arrivals[transfer] = Arrival(dtype, shape)
    arrivals[transfer].take(data, start)


def whole(transfer, data, start, dtype, shape):
    """The array, of which this is the last part; it can be written to."""
    part(transfer, data, start, dtype, shape)
    arrival = arrivals.pop(transfer)
    if arrival.count < len(arrival.memory):
        raise RuntimeError("parts of the array are missing: interrupted, aborted, or lost with the line; push it again")
    return arrival.array


def packed(value):
    name, shape, data = laid_out(value)
    head = {"dtype": name, "shape": list(shape)}
    if data.nbytes < FRAME:
        head["inline"] = data.nbytes
        return [(json.dumps(head) + "\n").encode() + data.tobytes() + b" " * FRAME]
    return [(json.dumps(head) + "\n").encode() + b" " * FRAME, data]


def laid_out(value):
    """The type, the shape and the bytes in C order, little-endian."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        array = numpy.asarray(value)
        if array.dtype.kind not in "biufc" or array.dtype.name not in [*FORMATS, "complex64", "complex128"]:
            raise TypeError(f"an array of {array.dtype} does not travel as binary; numbers of 1 to 8 bytes do")
        shape = array.shape  # that of a single number is lost below
        array = numpy.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        return array.dtype.name, shape, memoryview(array.reshape(-1).view("u1"))
    try:
        view = memoryview(value)
    except TypeError:
        raise TypeError(f"a {type(value).__name__} is no array; NumPy's, array.array and bytes are")
    if view.format not in NAMES:
        raise TypeError(f"an array of format {view.format!r} does not travel as binary")
    return NAMES[view.format], view.shape, memoryview(view.tobytes())


module = types.ModuleType(__name__)
module.__dict__.update(part=part, whole=whole, packed=packed)
sys.modules[__name__] = module
