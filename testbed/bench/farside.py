"""The programs at the far end of the line: ports that send, take or echo what they are asked to.

    farside.py COUNT

Prints COUNT ports and then serves them until it is ended. The first eight bytes on a connection say what is wanted, a
letter and seven digits of a number: D gives so many MiB, U takes so many and then answers with a byte, E sends everything back as it comes.
"""

import socket
import sys
import threading

MIB = 1 << 20


def serve(connection):
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wanted = connection.recv(8, socket.MSG_WAITALL).decode()
        try:
            if wanted.startswith("D"):
                block = bytes(MIB)
                for _ in range(int(wanted[1:])):
                    connection.sendall(block)
                connection.recv(1)
            elif wanted.startswith("U"):
                block, left = bytearray(MIB), int(wanted[1:]) * MIB
                while left and (taken := connection.recv_into(block)):
                    left -= taken
                connection.sendall(b"!")
            else:
                while said := connection.recv(MIB):
                    connection.sendall(said)
        except OSError:
            pass  # Whoever asked has gone.


def accept(listener):
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def main(count):
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=500) for _ in range(count)]
    print(*(one.getsockname()[1] for one in listeners), flush=True)
    for one in listeners[1:]:
        threading.Thread(target=accept, args=(one,), daemon=True).start()
    accept(listeners[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
