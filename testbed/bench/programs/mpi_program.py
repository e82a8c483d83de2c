"""What ./bench mpi has done in Python. MpiProgram.java does the same in Java."""
import sys
import time

import numpy
from mpi4py import MPI

WORK, GO = 1, 2
PARTNERS = {"near": 1, "far": 4}

comm = MPI.COMM_WORLD
rank, size = comm.Get_rank(), comm.Get_size()


def ping_pong(partner, length, times):
    sent, got = numpy.full(length, 7, "b"), numpy.zeros(length, "b")
    for _ in range(times):
        if rank == 0:
            comm.Send(sent, partner, WORK)
            comm.Recv(got, partner, WORK)
        elif rank == partner:
            comm.Recv(got, 0, WORK)
            comm.Send(got, 0, WORK)
    check(got[-1], 7 if rank in (0, partner) else 0)


def allreduce(length, times):
    part, total = numpy.ones(length), numpy.zeros(length)
    for _ in range(times):
        comm.Allreduce(part, total, MPI.SUM)
    check(total[-1], size)


def check(got, wanted):
    if got != wanted:
        raise ValueError(f"{got} has come, and not {wanted}")


def meet():
    """Waits asleep for rank 0: whoever waits in MPI keeps a core busy."""
    if rank == 0:
        for other in range(1, size):
            comm.Send(numpy.zeros(1, "b"), other, GO)
        return
    while not comm.Iprobe(0, GO):
        time.sleep(0.01)
    comm.Recv(numpy.zeros(1, "b"), 0, GO)


comm.Barrier()
print(f"rank {rank} {MPI.Get_processor_name()}", flush=True)
for order in sys.argv[1:]:
    what, length, times = order.split(":")

    def run():
        if what == "allreduce":
            allreduce(int(length), int(times))
        else:
            ping_pong(PARTNERS[what], int(length), int(times))

    meet()
    run()  # to warm up
    began = time.perf_counter()
    run()
    if rank == 0:
        print(f"took {order} {(time.perf_counter() - began) / int(times)}", flush=True)
