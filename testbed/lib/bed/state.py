"""The directory that holds everything of one testbed, and the lock that lets one command at a time change it."""

import contextlib
import dataclasses
import fcntl
import json
import os
import re
import shutil

from bed.failure import Failure
from bed.host import Host
from bed.plan import Plan

RECORD = "testbed.json"


class State:
    """One testbed on disk. Nothing of it lies elsewhere, so removing the directory removes all files."""

    def __init__(self, name, directory=None):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}", name):
            raise Failure(f"not a name for a testbed: {name!r}", advice="letters, digits, _ and -")
        self.name = name
        # Not $XDG_RUNTIME_DIR: it is set in a login shell and not under sudo or cron, and both must find the same bed.
        self.directory = os.path.abspath(directory or f"/tmp/jcluster-testbed-{name}")
        self.plan = None
        self.hosts = {}

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def write(self, path, text, mode=0o644, owner=0):
        """Puts a file below the directory, with its mode from the first byte on."""
        path = self.path(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), mode)
            os.fchown(out.fileno(), owner, owner)
            out.write(text)

    @contextlib.contextmanager
    def locked(self):
        """Makes the directory if need be and keeps other commands from changing it. Ends with this process at latest."""
        while True:
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.directory, 0o700)
            held = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(held).st_uid != os.geteuid():
                    raise Failure(f"{self.directory} belongs to somebody else", advice="another --dir")
                fcntl.flock(held, fcntl.LOCK_EX)
                if self._is(held):
                    self._check_ours()
                    yield
                    return
            finally:
                os.close(held)

    def _is(self, held):
        """Whether the locked directory is still the one at that path: down may have removed it meanwhile."""
        try:
            return os.path.samestat(os.fstat(held), os.stat(self.directory))
        except FileNotFoundError:
            return False

    def _check_ours(self):
        found = os.listdir(self.directory)
        if found and not any(it.startswith(RECORD) for it in found):
            raise Failure(f"{self.directory} holds something that is no testbed", advice="an empty or new --dir")

    def save(self):
        record = {
            "name": self.name,
            "plan": dataclasses.asdict(self.plan),
            "hosts": {name: host.to_json() for name, host in self.hosts.items()},
        }
        self.write(RECORD + ".new", json.dumps(record, indent=1), 0o600)
        os.replace(self.path(RECORD + ".new"), self.path(RECORD))

    def load(self):
        """Reads what the last `up` recorded. False when there is no such testbed."""
        try:
            with open(self.path(RECORD), encoding="utf-8") as file:
                record = json.load(file)
        except FileNotFoundError:
            return False
        plan = record["plan"]
        self.plan = Plan(**{**plan, "slurm_conf": tuple(plan["slurm_conf"])})
        self.hosts = {name: Host.from_json(name, fields) for name, fields in record["hosts"].items()}
        return True

    def host(self, name):
        """A running host of a testbed that is up."""
        if not self.load():
            raise Failure(f"the testbed '{self.name}' is not up", advice="testbed up")
        if name not in self.hosts:
            known = " ".join(self.plan.hosts)
            raise Failure(f"the testbed '{self.name}' has no host '{name}'", advice=f"one of {known}")
        if not self.hosts[name].alive():
            raise Failure(f"the host '{name}' is dead", advice="testbed down, then testbed up")
        return self.hosts[name]

    def clear(self):
        """Removes what is in the directory, the record last: it is what tells a testbed from something precious."""
        for entry in sorted(os.scandir(self.directory), key=lambda it: it.name.startswith(RECORD)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry)
            else:
                os.unlink(entry)
