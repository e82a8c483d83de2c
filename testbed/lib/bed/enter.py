"""Running a program in a host as a person, with this process as its stand-in outside.

Streams are inherited, signals are handed on, and the exit status comes back. If the stand-in is killed outright, so is
the program.
"""

import ctypes
import os
import pwd
import shlex
import signal
import sys

from bed.failure import Failure

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1
HANDED_ON = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2,
             signal.SIGWINCH)


def run(host, user, argv, path=()):
    """Runs argv in a host and gives its exit status, 128+n when signal n ended it.

    path: directories that a login there has on its PATH beside the usual ones.
    """
    if os.isatty(0) and os.isatty(1):
        # A terminal of the host's own: job control needs one whose session is visible inside. script(1) makes it,
        # follows the window size and keeps the exit status.
        argv = ["script", "--quiet", "--return", "--command", shlex.join(argv), "/dev/null"]
    _join(host)
    signal.pthread_sigmask(signal.SIG_BLOCK, HANDED_ON)
    child = os.fork()
    if child == 0:
        _become(user, argv, path)
    for it in HANDED_ON:
        # To its whole process group, as a terminal does, so that what a shell script started hears it too.
        signal.signal(it, lambda number, frame: _signal_group(child, number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDED_ON)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status if status >= 0 else 128 - status


def _signal_group(leader, number):
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        pass  # it has ended between the signal and here


def _join(host):
    # Opened first: after the mount namespace is changed, /proc is another one.
    handles = [os.open(f"/proc/{host.pid}/ns/{kind}", os.O_RDONLY) for kind in ("uts", "ipc", "net", "pid", "mnt")]
    for handle in handles:
        if LIBC.setns(handle, 0):
            raise Failure(f"cannot enter host '{host.name}': {os.strerror(ctypes.get_errno())}")
        os.close(handle)


def _become(user, argv, path):
    """Turns the forked child into the program. Does not return."""
    try:
        os.setsid()
        person = pwd.getpwnam(user)
        os.initgroups(user, person.pw_gid)
        os.setgid(person.pw_gid)
        os.setuid(person.pw_uid)
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after setuid, which forgets it
        os.chdir(person.pw_dir)
        os.umask(0o022)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDED_ON)
        # Python ignores the last two for itself, a shell's "&" the interrupt for what it starts, and a program would
        # inherit that: it is to hear what a person at this host would send.
        for it in (*HANDED_ON, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(it, signal.SIG_DFL)
        os.execvpe(argv[0], argv, _environment(person, path))
    except KeyError:
        print(f"testbed: no user '{user}' on this host", file=sys.stderr, flush=True)
    except OSError as error:
        print(f"testbed: {argv[0]}: {error.strerror}", file=sys.stderr, flush=True)
    os._exit(127)


def _environment(person, path):
    """What a fresh login would have, and nothing of the machine outside."""
    return {
        "HOME": person.pw_dir,
        "USER": person.pw_name,
        "LOGNAME": person.pw_name,
        "SHELL": person.pw_shell,
        "PATH": ":".join(["/usr/local/bin:/usr/bin:/bin",
                          *(["/usr/local/sbin:/usr/sbin:/sbin"] if person.pw_uid == 0 else []), *path]),
        "LANG": "C.UTF-8",
        **({"TERM": os.environ["TERM"]} if "TERM" in os.environ else {}),
    }
