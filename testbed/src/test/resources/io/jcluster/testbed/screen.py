"""A terminal of 60 columns in which a program runs until it shows a certain text; then a key is typed.

Prints as JSON what the terminal was sent, the program's status, and whether the terminal's modes are what they were.
"""
import fcntl
import json
import os
import pty
import signal
import struct
import sys
import termios

awaited, key, argv = sys.argv[1].encode(), sys.argv[2].encode(), sys.argv[3:]
program, terminal = pty.fork()
if program == 0:
    for number in (signal.SIGHUP, signal.SIGINT):  # whatever runs the tests may be deaf to them, and deafness is inherited
        signal.signal(number, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 60, 0, 0))
    before = termios.tcgetattr(0)
    os.environ["TERM"] = "xterm"
    if (child := os.fork()) == 0:
        os.execvp(argv[0], argv)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print("\nafter:", json.dumps({"status": status, "modes": termios.tcgetattr(0) == before}, default=str), flush=True)
    os._exit(0)
shown, typed = b"", False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody has the terminal open any more
        break
    shown += part
    if not typed and awaited in shown:
        typed = True
        os.write(terminal, key)
os.waitpid(program, 0)
text, _, after = shown.decode().rpartition("\nafter:")
print(json.dumps({"shown": text, **json.loads(after)}))
