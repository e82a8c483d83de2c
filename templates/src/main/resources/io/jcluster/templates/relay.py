# The half of the relay that runs beside the controller. The other half holds local ports on somebody's own
# machine; what goes through them goes through one connection to here, the carrier, which may be cut at any time.
#
# The peer speaks first: "jcr1", session (16), nonce (32). Answer: nonce (32), proof (32). Then the peer: 1 for
# a session that is to begin or 0, bytes received so far (8), proof. Answer: 0 taken, 1 no such session, 2 too many;
# bytes received so far, proof. A proof is the HMAC-SHA256, under the key of the job, of who speaks and of all that
# was said before it. After that both send frames: kind (1), stream (4), length (4), and so many bytes. Of what it
# sends each side keeps what the other has not acknowledged; a new carrier goes on from the byte that is missing.
import collections, errno, hashlib, hmac, itertools, os, re, selectors, socket, struct, sys, time

ACK, OPEN, DATA, END, RESET, CREDIT, BYE, ASK = range(8)
LONGEST = {ACK: 8, OPEN: 300, DATA: 1 << 20, END: 0, RESET: 0, CREDIT: 4, BYE: 0, ASK: 8}
HEADER = struct.Struct(">BII")
WINDOW = 8 << 20  # bytes on their way in a stream: 150 MB/s at 50 ms
CREDIT_AT = WINDOW // 16
ACK_AT, ACK_FRAMES = 1 << 20, 256  # each wakes every process on the line
UNSENT = 1 << 20  # what is not on its way yet: small, so that streams take turns
UNACKNOWLEDGED = 48 << 20
CHUNK = BLOCK = 256 << 10  # what stays in a processor's cache
SPARE = 16  # blocks for the next bytes: the system would clear each new one first
GUESTS, GUEST_PATIENCE = 16, 5
SESSIONS, STREAMS = 16, 256
SILENCE = 20  # seconds; the peer asks every five

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
selector = selectors.DefaultSelector()
buffer = memoryview(bytearray(1 << 20))
spare, watched = [], {}
guests, sessions, dirty = collections.OrderedDict(), {}, set()
calls, answered, looked = set(), "", 0


def watch(sock, events, ready):
    """Has ready(events) called from now on; with no events, no more."""
    before = watched.get(sock, 0)
    if events == before:
        return
    if not events:
        selector.unregister(sock)
        del watched[sock]
        return
    if before:
        selector.modify(sock, events, ready)
    else:
        selector.register(sock, events, ready)
    watched[sock] = events


def prepared(sock):
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def proof(*said):
    return hmac.new(key, b"".join(said), hashlib.sha256).digest()


class Guest:
    """A connection, whichever side made it, of which it is not known yet who is at its other end."""

    def __init__(self, sock):
        if len(guests) >= GUESTS:
            next(iter(guests)).close()
        self.sock, self.since, self.have, self.said = prepared(sock), time.monotonic(), b"", b""
        guests[self] = True
        watch(sock, READ, self.ready)

    def ready(self, events):
        if self not in guests:
            return
        try:
            part = self.sock.recv((41 if self.said else 52) - len(self.have))
            if not part:
                raise ValueError("left")
            self.have += part
            if not b"jcr1".startswith(self.have[:4]) and not self.said:
                raise ValueError("a stranger")
            if not self.said and len(self.have) == 52:
                nonce = os.urandom(32)
                self.sock.send(nonce + proof(b"relay", self.have[4:], nonce))
                self.said, self.have = self.have[4:] + nonce, b""
            elif self.said and len(self.have) == 41:
                self.enter()
        except BlockingIOError:
            pass
        except (OSError, ValueError):
            self.close()

    def enter(self):
        if not hmac.compare_digest(self.have[9:], proof(b"peer", self.said, self.have[:9])):
            raise ValueError("a stranger")
        begin, received = struct.unpack(">BQ", self.have[:9])
        session = sessions.get(self.said[:16])
        verdict = 0
        if session is not None and not session.goes_on_at(received):
            session.end()
            session = None
        if session is None and not begin:
            verdict = 1
        elif session is None and not room_for_a_session():
            verdict = 2
        elif session is None:
            session = Session(self.said[:16])
        answer = struct.pack(">BQ", verdict, 0 if verdict else session.received)
        self.sock.send(answer + proof(b"answer", self.said, self.have[:9], answer))
        if verdict:
            raise ValueError("not taken")
        del guests[self]
        watch(self.sock, 0, None)
        session.carried_by(self.sock)

    def close(self):
        guests.pop(self, None)
        watch(self.sock, 0, None)
        self.sock.close()


class Call:
    """A connection to the login node, which a file asks for where nobody reaches this node from there."""

    def __init__(self, secret, host, port):
        self.secret, self.since, self.sock = secret, time.monotonic(), prepared(socket.socket())
        calls.add(self)
        watch(self.sock, WRITE, self.ready)
        if self.sock.connect_ex((host, port)) not in (0, errno.EINPROGRESS):
            self.close()

    def ready(self, events):
        global answered
        if self not in calls:
            return
        if self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.close()
            return
        calls.discard(self)
        watch(self.sock, 0, None)
        for other in list(calls):
            other.close()
        answered = self.secret
        try:
            self.sock.send(self.secret.encode() + b"\n")
        except OSError:
            self.sock.close()
            return
        Guest(self.sock)

    def close(self):
        calls.discard(self)
        watch(self.sock, 0, None)
        self.sock.close()


def answer(path):
    """Calls all the addresses in the file: a secret on its first line, then ADDRESS PORT on each."""
    try:
        os.listdir(os.path.dirname(path))  # a network file system looks again only then
        with open(path) as file:
            secret, *places = file.read(4096).splitlines()
        if re.match("[0-9a-f]{32}$", secret) and secret != answered:
            for host, port in (place.split() for place in places):
                if re.match(r"[0-9.]+$", host):  # a name would be looked up while nothing else is done
                    Call(secret, host, int(port))
    except (OSError, ValueError):
        pass  # not there, which is as it should be


def room_for_a_session():
    if len(sessions) >= SESSIONS:  # that of a machine which will not come back is the first to go
        gone = [one for one in sessions.values() if one.carrier is None]
        if gone:
            min(gone, key=lambda one: one.away).end()
    return len(sessions) < SESSIONS


class Outgoing:
    """All bytes for a peer, counted from the first; those that it has not acknowledged are kept."""

    def __init__(self):
        self.acknowledged = self.sent = self.end = 0
        self.blocks = collections.deque()  # the first has the first byte that is kept

    def views(self, begin, end):
        """The memory of these bytes, which may be still to come."""
        first, found = self.acknowledged // BLOCK, []
        while begin < end:
            number, at = begin // BLOCK - first, begin % BLOCK
            if number == len(self.blocks):
                self.blocks.append(spare.pop() if spare else memoryview(bytearray(BLOCK)))
            view = self.blocks[number][at:at + end - begin]
            found.append(view)
            begin += len(view)
        return found

    def set(self, at, said):
        for view in self.views(at, at + len(said)):
            view[:], said = said[:len(view)], said[len(view):]

    def add(self, said):
        self.set(self.end, said)
        self.end += len(said)

    def add_from(self, sock, stream, most):
        """A frame of what has come at a socket, which goes to its place without a copy."""
        begin = self.end + HEADER.size
        n = sock.recvmsg_into(self.views(begin, begin + most))[0]
        self.set(self.end, HEADER.pack(DATA if n else END, stream, n))
        self.end = begin + n
        return n

    def send(self, sock):
        """Sends what is left, as far as is possible now."""
        while self.sent < self.end:
            self.sent += sock.sendmsg(self.views(self.sent, min(self.end, self.sent + UNSENT)))

    def acknowledge(self, position):
        """Lets go of what has arrived; false when that was never sent."""
        if position > self.sent:
            return False
        if position > self.acknowledged:  # what a new carrier says again may have been said before
            for _ in range(position // BLOCK - self.acknowledged // BLOCK):
                block = self.blocks.popleft()
                if len(spare) < SPARE:
                    spare.append(block)
            self.acknowledged = position
        return True

    def has_room(self):
        return self.end - self.sent < UNSENT and self.end - self.acknowledged < UNACKNOWLEDGED


class Session:
    """The streams of one peer, over whatever carries them at the moment."""

    def __init__(self, name):
        self.name, self.carrier, self.away, self.over = name, None, time.monotonic(), False
        self.streams, self.waiting = {}, set()
        self.outgoing = Outgoing()
        # Received: how far, how far that was said, and the frame that has begun.
        self.received = self.told = self.frames = 0
        self.head, self.body, self.kind, self.to, self.left = bytearray(), bytearray(), 0, 0, 0
        self.heard = time.monotonic()
        sessions[name] = self

    def goes_on_at(self, position):
        return position >= self.outgoing.acknowledged and self.outgoing.acknowledge(position)

    def carried_by(self, sock):
        self.drop()
        self.carrier, self.heard = sock, time.monotonic()
        self.outgoing.sent = self.outgoing.acknowledged
        watch(sock, READ, self.ready)
        dirty.add(self)

    def drop(self):
        if self.carrier is not None:
            watch(self.carrier, 0, None)
            self.carrier.close()
            self.carrier, self.away = None, time.monotonic()

    def end(self):
        self.over = True
        del sessions[self.name]
        self.drop()
        for stream in list(self.streams.values()):
            stream.close(hard=True)

    def tick(self, now):
        if self.carrier is None:
            if now - self.away > keep:
                self.end()
        elif now - self.heard > SILENCE:
            self.drop()

    # -- to the peer --

    def send(self, kind, stream, payload=b""):
        self.outgoing.add(HEADER.pack(kind, stream, len(payload)) + payload)
        dirty.add(self)

    def flush(self):
        try:
            if self.carrier is not None:
                self.outgoing.send(self.carrier)
        except BlockingIOError:
            pass
        except OSError:
            self.drop()
        if self.carrier is not None:
            unsent = self.outgoing.sent < self.outgoing.end
            watch(self.carrier, READ | WRITE if unsent else READ, self.ready)
        self.refill()

    def refill(self):
        if self.waiting and self.outgoing.has_room():
            waiting, self.waiting = self.waiting, set()
            for stream in waiting:
                stream.watch()

    def acknowledge(self):
        self.told, self.frames = self.received, 0
        self.send(ACK, 0, struct.pack(">Q", self.received))

    # -- from the peer --

    def ready(self, events):
        if events & READ and self.carrier is not None:
            try:
                n = self.carrier.recv_into(buffer)
                if n:
                    self.heard = time.monotonic()
                    self.take(buffer[:n])
                else:
                    self.drop()
            except BlockingIOError:
                pass
            except OSError:
                self.drop()
            except ValueError as e:
                print("a session is ended: %s" % e, file=sys.stderr, flush=True)
                self.end()
        dirty.add(self)

    def take(self, view):
        self.received += len(view)
        while view and not self.over:
            if self.left == 0:
                view = self.begin(view)
                if self.left:
                    continue
            elif self.kind == DATA:
                piece, view = view[:self.left], view[self.left:]
                self.left -= len(piece)
                stream = self.streams.get(self.to)
                if stream is not None:
                    stream.put(piece)
            else:
                piece, view = view[:self.left], view[self.left:]
                self.left -= len(piece)
                self.body += piece
            if self.left == 0 and not self.head and self.kind != DATA:
                self.whole(self.kind, self.to, bytes(self.body))
                self.body.clear()
        if self.received - self.told >= ACK_AT or self.frames >= ACK_FRAMES:
            self.acknowledge()

    def begin(self, view):
        part, view = view[:HEADER.size - len(self.head)], view[HEADER.size - len(self.head):]
        self.head += part
        if len(self.head) == HEADER.size:
            self.kind, self.to, self.left = HEADER.unpack(self.head)
            self.head.clear()
            self.frames += 1
            if self.left > LONGEST.get(self.kind, -1):
                raise ValueError("no frame: %d of %d bytes" % (self.kind, self.left))
        return view

    def whole(self, kind, to, body):
        if kind in (ACK, ASK):
            if not self.outgoing.acknowledge(struct.unpack(">Q", body)[0]):
                raise ValueError("what was never sent is acknowledged")
            if kind == ASK:
                self.acknowledge()
        elif kind == BYE:
            self.end()
        elif kind == OPEN:
            host, _, port = body.decode("ascii", "replace").rpartition(":")
            if to in self.streams:
                raise ValueError("a stream is opened twice")
            if host in allowed and port.isdigit() and 0 < int(port) < 65536 and len(self.streams) < STREAMS:
                Stream(self, to, (host, int(port)))
            else:
                self.send(RESET, to)
        elif to in self.streams:
            self.streams[to].told(kind, body)


class Stream:
    """A connection of the peer's, and the one from here to the controller that goes on for it."""

    def __init__(self, session, number, target):
        self.session, self.number = session, number
        self.credit, self.owed = WINDOW, 0
        self.queue, self.held = collections.deque(), 0
        self.connected = self.read_all = self.told_all = self.wrote_all = False
        try:
            self.sock = prepared(socket.socket())
        except OSError:
            session.send(RESET, number)
            return
        session.streams[number] = self
        self.sock.connect_ex(target)
        self.watch()

    def watch(self):
        if self.session.streams.get(self.number) is not self:
            return
        events = 0
        if not self.connected or self.queue:
            events = WRITE
        if self.connected and not self.read_all and self.credit > 0:
            if self.session.outgoing.has_room():
                events |= READ
            else:
                self.session.waiting.add(self)
        watch(self.sock, events, self.ready)

    def ready(self, events):
        if self.session.streams.get(self.number) is not self:
            return
        try:
            if not self.connected:
                error = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if error:
                    raise OSError(error, os.strerror(error))
                self.connected = True
            if events & WRITE:
                self.drain()
            if events & READ and self.session.outgoing.has_room():
                self.fill()
            self.settle()
        except OSError:
            self.session.send(RESET, self.number)
            self.close(hard=True)

    def fill(self):
        try:
            n = self.session.outgoing.add_from(self.sock, self.number, min(CHUNK, self.credit))
        except BlockingIOError:
            return
        dirty.add(self.session)
        self.credit -= n
        self.read_all = n == 0

    def put(self, piece):
        try:
            n = 0
            if self.connected and not self.queue:
                try:
                    n = self.sock.send(piece)
                except BlockingIOError:
                    pass
                self.done(n)
            if n < len(piece):
                self.queue.append(bytes(piece[n:]))
                self.held += len(piece) - n
                if self.held > WINDOW or self.told_all:
                    raise ValueError("a stream has sent more than it may")
                self.watch()
        except OSError:
            self.session.send(RESET, self.number)
            self.close(hard=True)

    def drain(self):
        try:
            while self.queue:
                n = self.sock.sendmsg(itertools.islice(self.queue, 64))
                self.held -= n
                self.done(n)
                while n > 0:
                    first = self.queue.popleft()
                    if len(first) > n:
                        self.queue.appendleft(memoryview(first)[n:])
                    n -= min(n, len(first))
        except BlockingIOError:
            pass

    def done(self, n):
        self.owed += n
        if self.owed >= CREDIT_AT:
            self.session.send(CREDIT, self.number, struct.pack(">I", self.owed))
            self.owed = 0

    def told(self, kind, body):
        if kind == CREDIT:
            self.credit += struct.unpack(">I", body)[0]
        elif kind == END:
            self.told_all = True
        elif kind == RESET:
            self.close(hard=True)
            return
        try:
            self.settle()
        except OSError:
            self.session.send(RESET, self.number)
            self.close(hard=True)

    def settle(self):
        if self.told_all and not self.wrote_all and self.connected and not self.queue:
            self.sock.shutdown(socket.SHUT_WR)
            self.wrote_all = True
        if self.read_all and self.wrote_all:
            self.close()
        else:
            self.watch()

    def close(self, hard=False):
        if self.session.streams.pop(self.number, None) is self:
            self.session.waiting.discard(self)
            watch(self.sock, 0, None)
            if hard:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.sock.close()


def key_in(path):
    """The key that lies there, for a job that is started again, or a new one."""
    try:
        with open(path) as file:
            said = file.read().strip()
        if re.match("[0-9a-f]{64}$", said) and os.stat(path).st_mode & 0o77 == 0:
            return bytes.fromhex(said)
    except OSError:
        pass
    made = os.urandom(32)
    if os.path.exists(path + ".new"):
        os.unlink(path + ".new")
    with os.fdopen(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made.hex() + "\n")
    os.rename(path + ".new", path)
    return made


def listeners(addresses, ports):
    """One port on all the addresses: from the end of the range, which a controller uses from its beginning."""
    first, _, last = ports.partition("-")
    for port in itertools.chain(range(int(last), int(first) - 1, -1) if ports else (), [0] * 50):
        opened = []
        try:
            for address in addresses:
                sock = socket.socket()
                opened.append(sock)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((address, port))
                sock.listen(64)
                port = sock.getsockname()[1]
            return opened, port
        except OSError as e:
            problem = e
            for sock in opened:
                sock.close()
    sys.exit("nothing can be listened on at %s: %s" % (" and ".join(addresses), problem))


def welcome(listener):
    def ready(events):
        try:
            Guest(listener.accept()[0])
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.1)  # it would be asked again at once
    listener.setblocking(False)
    watch(listener, READ, ready)


def is_below(process):
    """Whether it has started this one, if only by the runtime of a container, which stands between."""
    pid = os.getpid()
    while pid > 1 and pid != process:
        try:
            with open("/proc/%d/stat" % pid) as stat:
                pid = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return pid == process


# The file of the key, seconds to keep a session without a carrier, the process to end with, FIRST-LAST
# ports or nothing, the address to listen on besides loopback, that of the controller.
key_file, keep, parent, ports, here, there = sys.argv[1:]
keep, parent, allowed = float(keep), int(parent), {"127.0.0.1", there}
os.umask(0o077)
key = key_in(key_file)
opened, port = listeners(sorted({"127.0.0.1", here}), ports)
for listener in opened:
    welcome(listener)
print(port, flush=True)

ticked = time.monotonic()
while True:
    for known, events in selector.select(1):
        known.data(events)
    while dirty:
        dirty.pop().flush()
    now = time.monotonic()
    if now - ticked >= 0.5:
        ticked = now
        if not is_below(parent):
            break
        for call in [one for one in calls if now - one.since > GUEST_PATIENCE]:
            call.close()
        if now - looked >= 2 and not calls:
            looked = now
            answer(os.path.join(os.path.dirname(key_file), "call"))
        for guest in [one for one in guests if now - one.since > GUEST_PATIENCE]:
            guest.close()
        for session in list(sessions.values()):
            session.tick(now)
