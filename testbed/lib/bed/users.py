"""Who lives on the hosts: passwd files of the testbed's own, homes, and the key from the laptop to the login node."""

import os
import pwd
import subprocess

from bed import sshd
from bed.plan import ADA, ALICE


def write(state):
    for host in state.plan.hosts:
        for name, text in _account_files(state.plan, host).items():
            state.write(f"hosts/{host}/etc/{name}", text, 0o640 if name == "shadow" else 0o644)
        state.write(f"hosts/{host}/etc/hosts", state.plan.hosts_file(host))
        state.write(f"hosts/{host}/etc/hostname", host + "\n")
    _homes(state)


def _account_files(plan, host):
    """The machine's accounts of services (the daemons need them) and one person.

    A `*` in shadow means "no password"; sshd takes `!` for a locked account and refuses its keys too.
    """
    user, home = plan.user(host), plan.home(host)[0]
    system = [it for it in pwd.getpwall() if it.pw_uid < 1000 or it.pw_name in ("nobody", "slurm", "munge", "mysql")]
    with open("/etc/group", encoding="utf-8") as file:
        groups = [line for line in file.read().splitlines()
                  if int(line.split(":")[2]) < 1000 or line.split(":")[0] in ("nogroup", "slurm", "munge", "mysql")]
    return {
        "passwd": "".join(f"{it.pw_name}:x:{it.pw_uid}:{it.pw_gid}:{it.pw_gecos}:{it.pw_dir}:{it.pw_shell}\n"
                          for it in system) + f"{user.name}:x:{user.uid}:{user.uid}::{home}:/bin/bash\n",
        "group": "\n".join([*groups, f"{user.name}:x:{user.uid}:"]) + "\n",
        "shadow": "".join(f"{it.pw_name}:*:19000::::::\n" for it in system) + f"{user.name}:*:19000::::::\n",
    }


def _homes(state):
    homes = {_home(state.plan, host): state.plan.user(host) for host in state.plan.hosts}
    for path, user in homes.items():
        home = state.path(path)
        os.makedirs(os.path.join(home, ".ssh"))
        for directory in (home, os.path.join(home, ".ssh")):
            os.chmod(directory, 0o700)
            os.chown(directory, user.uid, user.uid)
    user_key = _key(state, "home/laptop/ada/.ssh/id_ed25519", "ada@laptop", ADA.uid)
    host_key = _key(state, "etc/ssh_host_ed25519_key", "login", 0)
    state.write("home/cluster/alice/.ssh/authorized_keys", user_key, 0o600, ALICE.uid)
    state.write("home/laptop/ada/.ssh/known_hosts", f"{','.join(sshd.servers(state.plan))} {host_key}", 0o600, ADA.uid)
    state.write("home/laptop/ada/.ssh/config", "Host cluster\n  HostName login\n  User alice\n", 0o600, ADA.uid)
    if state.plan.own_homes:
        _between_hosts(state, [path for path, user in homes.items() if user == ALICE], user_key, host_key)


def _home(plan, host):
    """Where a host's person has the home, in the testbed's directory."""
    home, of_all = plan.home(host)
    return of_all + home.removeprefix("/home")


def _between_hosts(state, homes, adas_key, host_key):
    """Lets alice go from each host to each, and ada to all of them over the login node."""
    key = _key(state, "home/cluster/alice/.ssh/id_ed25519", "alice@login", ALICE.uid)
    with open(state.path("home/cluster/alice/.ssh/id_ed25519"), encoding="utf-8") as file:
        private = file.read()
    for home in homes:
        state.write(f"{home}/.ssh/id_ed25519", private, 0o600, ALICE.uid)
        state.write(f"{home}/.ssh/authorized_keys", adas_key + key, 0o600, ALICE.uid)
        state.write(f"{home}/.ssh/known_hosts", f"{','.join(sshd.servers(state.plan))} {host_key}", 0o600, ALICE.uid)
    state.write("home/laptop/ada/.ssh/config", "Host cluster\n  HostName login\n  User alice\n"
                "Host nid*\n  ProxyJump cluster\n  User alice\n", 0o600, ADA.uid)


def _key(state, path, comment, owner):
    """Makes a key pair without a passphrase and gives the public half."""
    path = state.path(path)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path],
                   check=True, stdin=subprocess.DEVNULL)
    for file in (path, path + ".pub"):
        os.chown(file, owner, owner)
    with open(path + ".pub", encoding="utf-8") as public:
        return public.read()
