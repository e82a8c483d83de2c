"""A socket of libzmq that links are tried against: peer.py KIND PORT [curve]. Says its port and its public key."""
import sys

import zmq

kind, port, *curve = sys.argv[1:]
context = zmq.Context()
socket = context.socket({"echo": zmq.ROUTER, "call": zmq.ROUTER, "publish": zmq.XPUB, "hear": zmq.SUB}[kind])
public = b""
if curve:
    public, socket.curve_secretkey = zmq.curve_keypair()
    socket.curve_publickey, socket.curve_server = public, True
for limit in zmq.SNDHWM, zmq.RCVHWM:
    socket.setsockopt(limit, 0)
if kind == "hear":
    socket.subscribe(b"")
if kind == "call":
    socket.router_mandatory = 1
socket.bind(f"tcp://127.0.0.1:{port if port != '0' else '*'}")
print(socket.last_endpoint.decode().rsplit(":", 1)[1].strip("\0"), public.decode(), flush=True)

if kind == "echo":
    while True:
        socket.send_multipart(socket.recv_multipart())
elif kind == "call":  # as a controller does with its engines: it speaks first, to a name
    while True:
        try:
            socket.send_multipart([b"engine", b"client", b"question"])
            break
        except zmq.ZMQError:
            pass
    print(b" ".join(socket.recv_multipart()).decode(), flush=True)
elif kind == "publish":
    print(socket.recv(), flush=True)  # the subscription
    for number in range(1000):
        socket.send_multipart([b"topic", str(number).encode()])
    sys.stdin.read()
elif kind == "hear":
    for _ in range(3):
        print(b" ".join(socket.recv_multipart()).decode(), flush=True)
