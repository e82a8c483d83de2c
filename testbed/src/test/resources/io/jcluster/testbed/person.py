"""A person at a terminal who answers what a program asks: person.py ANSWERS PROGRAM... with pairs 'question=answer' in
ANSWERS, a line each and in this order. Prints all that the terminal showed, and after it the exit status."""
import os
import pty
import sys

pairs = [line.split("=", 1) for line in sys.argv[1].splitlines()]
program, terminal = pty.fork()
if program == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown, read = b"", 0
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody has the terminal open any more
        break
    shown += part
    if pairs and pairs[0][0].encode() in shown[read:]:
        read = len(shown)
        os.write(terminal, pairs.pop(0)[1].encode() + b"\n")
print(shown.decode(errors="replace"))
print("not asked:", *(question for question, _ in pairs))
print("status", os.waitstatus_to_exitcode(os.waitpid(program, 0)[1]))
