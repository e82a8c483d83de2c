"""A terminal that is closed as soon as it shows a certain text: the shell in it and its program get a hang-up."""
import os
import pty
import signal
import sys

awaited, argv = sys.argv[1].encode(), sys.argv[2:]
shell, terminal = pty.fork()
if shell == 0:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever runs the tests may be deaf to it, and deafness is inherited
    os.execvp("bash", ["bash", "-c", '"$@"; read -r nothing', "bash", *argv])
shown = b""
while awaited not in shown:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody has the terminal open any more
        sys.exit("ended before it showed the text: " + shown.decode())
    shown += part
os.close(terminal)
print("signal", os.WTERMSIG(os.waitpid(shell, 0)[1]))
