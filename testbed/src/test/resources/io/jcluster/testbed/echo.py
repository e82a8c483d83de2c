"""Sends back what it is sent: to who connects to its port, and to who asks in a file to be called."""
import os
import socket
import sys
import threading
import time


def serve(connection):
    with connection:
        chunk = connection.recv(1 << 18)
        while chunk:
            connection.sendall(chunk)
            chunk = connection.recv(1 << 18)


def listen(port):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", port))
    listener.listen(16)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def answer(file):
    answered = ""
    while True:
        time.sleep(0.2)
        try:
            os.listdir(os.path.dirname(file))
            with open(file, encoding="utf-8") as text:
                secret, *places = text.read().splitlines()
        except (OSError, ValueError):
            continue
        if secret == answered:
            continue
        for place in places:
            host, port = place.rsplit(" ", 1)
            try:
                connection = socket.create_connection((host, int(port)), 5)
            except OSError:
                continue
            connection.settimeout(None)
            connection.sendall(secret.encode() + b"\n")
            answered = secret
            threading.Thread(target=serve, args=(connection,), daemon=True).start()
            break


threading.Thread(target=listen, args=(int(sys.argv[1]),), daemon=True).start()
answer(os.path.abspath(sys.argv[2]))
