"""Messages between the ranks of an MPI world. See Traffic."""
import sys
import time
import types
from array import array

TAG = 28913  # of no other traffic, should the user's program have left some under way
ROUNDS = 30
SMALLEST, LARGEST = 1 << 16, 1 << 24
LONG = 0.05  # seconds: a message that takes as long need not grow

# Buffers of messages that were given up: MPI may still write to them.
abandoned = []


def exchange(pairs, seconds):
    """Around the ring, then pair by pair. Nothing here blocks: an engine that blocks in MPI cannot be had back."""
    from mpi4py import MPI

    world = MPI.COMM_WORLD
    rank, size = world.Get_rank(), world.Get_size()
    talk = Talk(MPI, world, time.monotonic() + seconds)
    said = {"ring": None, "links": []}
    try:
        mine, got = array("q", [rank]), array("q", [-1])
        talk.both([mine, MPI.INT64_T], (rank + 1) % size, [got, MPI.INT64_T], (rank - 1) % size)
        said["ring"] = got[0]
        for number, (first, second) in enumerate(pairs):
            # One pair at a time: two that share a wire would share its speed.
            talk.wait([world.Ibarrier()], 0.0005)
            if rank == first:
                said["links"].append({"pair": number, **talk.ask(second)})
            elif rank == second:
                talk.echo(first)
    except Exception as problem:
        said["problem"] = f"{type(problem).__name__}: {problem}"
    return said


class Talk:
    def __init__(self, MPI, world, end):
        self.MPI, self.world, self.end = MPI, world, end

    def wait(self, requests, pause=0):
        while not self.MPI.Request.Testall(requests):
            if time.monotonic() > self.end:
                abandoned.append(requests)
                raise TimeoutError("a message did not arrive in time")
            time.sleep(pause)

    def both(self, out, to, into, source):
        abandoned.append((out, into))
        self.wait([self.world.Isend(out, to, TAG), self.world.Irecv(into, source, TAG)])
        abandoned.pop()

    def send(self, data, to):
        self.wait([self.world.Isend([data, self.MPI.BYTE], to, TAG)])

    def receive(self, data, source):
        self.wait([self.world.Irecv([data, self.MPI.BYTE], source, TAG)])

    def round(self, other, data):
        begin = time.perf_counter()
        self.send(len(data).to_bytes(8, "little"), other)
        self.send(data, other)
        self.receive(data, other)
        return time.perf_counter() - begin

    def ask(self, other):
        small = bytearray(8)
        times = sorted(self.round(other, small) for _ in range(ROUNDS))
        best, size = 0, SMALLEST
        while size <= LARGEST:
            data = bytearray(size)
            took = min(self.round(other, data) for _ in range(3))
            best = max(best, 2 * size / took)
            if took > LONG:
                break
            size *= 4
        self.send(bytes(8), other)
        return {"latency": times[ROUNDS // 2] / 2, "bandwidth": best}

    def echo(self, other):
        size = bytearray(8)
        while True:
            self.receive(size, other)
            length = int.from_bytes(size, "little")
            if not length:
                return
            data = bytearray(length)
            self.receive(data, other)
            self.send(data, other)


module = types.ModuleType(__name__)
module.exchange = exchange
sys.modules[__name__] = module
