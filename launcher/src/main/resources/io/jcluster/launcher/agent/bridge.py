"""A bridge of jcluster between its standard streams and one TCP connection.

WORD dial SECONDS PORT ADDRESS...   connects to the first of the addresses that answers
WORD call SECONDS FILE ADDRESS...   is connected to by somebody at one of the addresses who has read FILE

The line that begins with WORD says how it went, "WORD + ADDRESS" or "WORD - reason"; after it come the bytes. Nothing
is left of it once either side has gone. It needs Python 3.3 and its standard library.
"""
import errno
import hmac
import os
import select
import signal
import socket
import sys
import threading
import time

CHUNK = 256 * 1024
LINGER = 10  # seconds of silence that are given to an answer after the input has ended


def dial(limit, port, addresses):
    """Calls all addresses at once: one behind a firewall would keep the others waiting."""
    calls, refusals = {}, []
    for address in addresses:
        try:
            for family, kind, protocol, _, place in socket.getaddrinfo(address, int(port), type=socket.SOCK_STREAM):
                call = socket.socket(family, kind, protocol)
                call.setblocking(False)
                error = call.connect_ex(place)
                if error in (0, errno.EINPROGRESS):
                    calls[call] = address
                else:
                    refusals.append("%s: %s" % (address, os.strerror(error)))
        except OSError as failure:
            refusals.append("%s: %s" % (address, failure.strerror))
    while calls and time.monotonic() < limit:
        _, ready, _ = select.select([], list(calls), [], max(0, limit - time.monotonic()))
        for call in ready:
            error = call.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            address = calls.pop(call)
            if not error:
                for other in calls:
                    other.close()
                return call, address
            call.close()
            refusals.append("%s: %s" % (address, os.strerror(error)))
    refusals += ["%s: no answer" % address for address in calls.values()]
    raise OSError(errno.EHOSTUNREACH, "; ".join(refusals))


def called(limit, file, addresses):
    """Waits for the first caller who knows the secret of the file.

    The file, which comes whole or not at all and only its owner can read: a secret on the first line, then
    "ADDRESS PORT" on each line, in the order to try. A caller sends the secret and a newline; what follows is the
    connection. So a stranger cannot take the only place. It proves nothing more: the two ends prove themselves to
    each other.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    listener = socket.socket()
    listener.bind(("", 0))
    listener.listen(16)
    secret = "".join("%02x" % byte for byte in os.urandom(16))
    lines = [secret] + ["%s %d" % (place, listener.getsockname()[1]) for place in places(addresses)]
    draft = "%s.%s" % (file, secret[:8])
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write("\n".join(lines) + "\n")
        os.rename(draft, file)
        return accept(listener, limit, (secret + "\n").encode())
    finally:
        listener.close()
        remove(file, draft, secret)


def places(addresses):
    """Where this machine is met from those addresses: the near end of the route to each, which sends nothing; its name
    last."""
    found = []
    for address in addresses:
        route = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            route.connect((address, 9))
            found.append(route.getsockname()[0])
        except OSError:
            pass  # no such name here, or no route: another of them may have one
        finally:
            route.close()
    near = [place for place in found if not place.startswith("127.")]
    return list(dict.fromkeys((near or found) + [socket.gethostname()]))


def accept(listener, limit, greeting):
    said = {}
    while time.monotonic() < limit:
        ready, _, _ = select.select([0, listener] + list(said), [], [], max(0, limit - time.monotonic()))
        for one in ready:
            if one == 0:
                sys.exit(1)  # nothing is sent before the answer: whoever waits for it has gone
            if one is listener:
                caller, _ = listener.accept()
                caller.setblocking(False)
                said[caller] = b""
                continue
            try:
                more = one.recv(len(greeting) - len(said[one]))
            except OSError:
                more = b""
            said[one] += more
            if more and len(said[one]) < len(greeting):
                continue
            text = said.pop(one)
            if more and hmac.compare_digest(text, greeting):
                for other in said:
                    other.close()
                return one, one.getpeername()[0]
            one.close()
    raise OSError(errno.ETIMEDOUT, "nobody has called")


def remove(file, draft, secret):
    try:
        os.unlink(draft)
    except OSError:
        pass  # it has its name already
    try:
        with open(file) as text:
            ours = text.readline().strip() == secret
        if ours:
            os.unlink(file)
    except OSError:
        pass  # the directory has gone with its job


def carry(connection):
    heard = [time.monotonic()]
    ended = threading.Event()

    def out():
        try:
            chunk = os.read(0, CHUNK)
            while chunk:
                connection.sendall(chunk)
                heard[0] = time.monotonic()
                chunk = os.read(0, CHUNK)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            os._exit(0)
        heard[0] = time.monotonic()
        ended.set()

    def back():
        try:
            chunk = connection.recv(CHUNK)
            while chunk:
                view = memoryview(chunk)
                while view:
                    view = view[os.write(1, view):]
                heard[0] = time.monotonic()
                chunk = connection.recv(CHUNK)
        except OSError:
            pass
        os._exit(0)

    for direction in (out, back):
        threading.Thread(target=direction, daemon=True).start()
    # The end of who reads is told without a write only here: both directions may be waiting for the far side.
    reader = select.poll()
    reader.register(1, 0)
    while not reader.poll(1000):
        if ended.is_set() and time.monotonic() - heard[0] > LINGER:
            break
    os._exit(0)


def main(word, verb, seconds, *rest):
    limit = time.monotonic() + float(seconds)
    try:
        connection, address = (dial if verb == "dial" else called)(limit, rest[0], rest[1:])
        connection.setblocking(True)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answer = "+ " + address
    except (OSError, ValueError) as failure:
        connection, answer = None, "- " + (getattr(failure, "strerror", None) or str(failure))
    os.write(1, ("\n%s %s\n" % (word, answer.replace("\n", " "))).encode())
    if connection:
        carry(connection)


main(*sys.argv[1:])
