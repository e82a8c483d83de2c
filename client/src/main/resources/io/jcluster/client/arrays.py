"""Arrays between Python and a client that is not Python, as bytes. See PackedArray."""
import json
import sys
import types

# Below this a reply's bytes stay within its pickle (ipyparallel's buffer_threshold).
FRAME = 1025

FORMATS = {"bool": "?", "int8": "b", "int16": "h", "int32": "i", "int64": "q", "uint8": "B", "uint16": "H",
           "uint32": "I", "uint64": "Q", "float32": "f", "float64": "d"}
NAMES = {code: name for name, code in FORMATS.items()} | {"l": "int64", "L": "uint64"}


def given(data, dtype, shape):
    """An array of one's own, which can be written to: of NumPy, or without it a memoryview."""
    try:
        import numpy
    except ImportError:
        data = bytearray(data)
        if dtype not in FORMATS:
            raise TypeError(f"an array of {dtype} needs NumPy, and this engine has none")
        # A memoryview of no elements cannot be given a shape.
        return memoryview(data).cast(FORMATS[dtype], shape) if data and shape else memoryview(data).cast(FORMATS[dtype])
    # Copied by NumPy, which asks for large pages: a bytearray of 100 MB takes four times as long.
    return numpy.array(numpy.frombuffer(data, dtype=dtype)).reshape(shape)


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
module.__dict__.update(given=given, packed=packed)
sys.modules[__name__] = module
