"""One host: a set of namespaces kept alive by a first process, and a way to run programs in it."""

import contextlib
import os
import select
import shlex
import signal
import subprocess

from bed.failure import Failure

# The first process of a host waits for the word that its testbed is complete, then sleeps for ever. When `up` dies
# before it says the word, the pipe closes and the host goes too: no half a testbed survives. With SIGCHLD ignored the
# kernel itself reaps the orphans a host collects (sigaction(2)), so no init program is needed.
WAIT_THEN_SLEEP = """exec env --ignore-signal=CHLD /bin/sh -c '
echo ready
read -r complete || exit 1
exec env --ignore-signal=CHLD sleep infinity </dev/null >/dev/null 2>&1'"""


class Host:
    """A host by the process that keeps it alive. The start time tells it from a later process with the same number."""

    def __init__(self, name, pid, started):
        self.name = name
        self.pid = pid
        self.started = started

    def to_json(self):
        return {"pid": self.pid, "started": self.started}

    @staticmethod
    def from_json(name, fields):
        return Host(name, fields["pid"], fields["started"])

    def alive(self):
        return _start_time(self.pid) == self.started

    def enter(self, argv):
        """The words that run a program in this host as its root."""
        return ["nsenter", "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "--", *argv]

    def run(self, *argv, stdin="", check=True, timeout=60):
        """Runs a program in this host to its end."""
        try:
            done = subprocess.run(
                self.enter(argv), input=stdin, capture_output=True, text=True, check=False, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise Failure(f"{argv[0]} on {self.name} gave no answer in {timeout} s", ran=shlex.join(argv)) from None
        if check and done.returncode:
            raise Failure(
                f"{argv[0]} on {self.name} ended with status {done.returncode}", done.stderr or done.stdout,
                shlex.join(argv))
        return done

    def start(self, script, log):
        """Starts a shell script in this host; what it and the daemons it leaves behind say goes to the log."""
        with open(log, "ab") as out:
            return subprocess.Popen(
                self.enter(["/bin/sh", "-eu", "-c", script]),
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)

    def kill(self):
        """Ends every process of this host and returns when the last one is gone, and with it all mounts and links."""
        if not self.alive():
            return
        with contextlib.suppress(ProcessLookupError), _watching(self.pid) as process:
            # A pid namespace does not outlive its first process, whatever the others block (pid_namespaces(7)).
            signal.pidfd_send_signal(process, signal.SIGKILL)
            if not select.select([process], [], [], 10)[0]:
                raise Failure(f"the processes of host '{self.name}' do not end", advice=f"ps of pid {self.pid}")


@contextlib.contextmanager
def _watching(pid):
    process = os.pidfd_open(pid)
    try:
        yield process
    finally:
        os.close(process)


class Boot:
    """A host on its way: new namespaces in which a script prepares the mounts."""

    def __init__(self, name, script, log):
        self.name = name
        self.log = log
        with open(log, "ab") as out:
            self.unshare = subprocess.Popen(
                ["unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                 "/bin/sh", "-eu", "-c", f"{script}\n{WAIT_THEN_SLEEP}", name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, cwd="/", start_new_session=True, text=True)

    def ready(self):
        """Waits for the mounts and gives the host, which lives no longer than this object until it is kept."""
        if self.unshare.stdout.readline() != "ready\n":
            with open(self.log, encoding="utf-8", errors="replace") as said:
                raise Failure(f"host '{self.name}' did not boot", said.read())
        with open(f"/proc/{self.unshare.pid}/task/{self.unshare.pid}/children", encoding="ascii") as children:
            pid = int(children.read().split()[0])
        return Host(self.name, pid, _start_time(pid))

    def keep(self):
        """Lets the host outlive this process."""
        self.unshare.stdin.write("complete\n")
        self.unshare.stdin.flush()

    def abandon(self):
        self.unshare.kill()  # and with it, by --kill-child, everything in the namespaces
        self.unshare.wait()


def _start_time(pid):
    """When a process started, in clock ticks since boot; None when there is no such process or it is a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else int(fields[19])
