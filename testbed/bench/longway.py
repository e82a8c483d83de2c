"""A long way to a port: what is sent arrives so many milliseconds later, whatever its amount.

    longway.py TARGET-PORT MILLISECONDS

Prints the port to connect to instead. Nothing is lost, nothing queues for a share of the line, and the two TCP
connections have no round trip of their own: what is measured through it is what the protocol above waits for.
"""

import collections
import socket
import sys
import threading
import time

CHUNK = 256 * 1024


def carry(source, sink, seconds):
    """One direction: a thread takes what comes at once, and this one hands it on when its time has come."""
    on_the_way, arrived = collections.deque(), threading.Semaphore(0)

    def take():
        while True:
            try:
                chunk = source.recv(CHUNK)
            except OSError:
                chunk = b""
            on_the_way.append((time.monotonic() + seconds, chunk))
            arrived.release()
            if not chunk:
                return

    threading.Thread(target=take, daemon=True).start()
    while True:
        arrived.acquire()
        due, chunk = on_the_way.popleft()
        time.sleep(max(0, due - time.monotonic()))
        try:
            if not chunk:
                sink.shutdown(socket.SHUT_WR)
                return
            sink.sendall(chunk)
        except OSError:
            # Whoever still sends is to hear of it.
            source.close()
            return


def main(target, milliseconds):
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(listener.getsockname()[1], flush=True)
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", target))
        for end in near, far:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, sink in (near, far), (far, near):
            threading.Thread(target=carry, args=(source, sink, milliseconds / 2000), daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
