"""What a host sees of the file system: the machine's own programs, and everything else its own."""

import glob
import os
import shlex

from bed import schedulers


def script(state, host):
    """The shell lines that turn a fresh mount namespace into the host's."""
    plan = state.plan
    home = plan.home(host)[1]
    lines = [
        f"hostname {host}",
        # The directory is reached through /mnt from here on, because one of the mounts below may cover its path.
        f"mount --bind {shlex.quote(state.directory)} /mnt",
        f"mount --bind /mnt/{home} /home",
        f"mount --bind /mnt/hosts/{host}/log /var/log",
        f"mount --bind /mnt/hosts/{host}/spool /var/spool",
    ]
    lines += [f"mount --bind /mnt/hosts/{host}/etc/{name} /etc/{name}"
              for name in sorted(os.listdir(state.path("hosts", host, "etc")))]
    lines += [
        "for it in /tmp /var/tmp /dev/shm; do mount -t tmpfs -o mode=1777 tmpfs $it; done",
        "for it in /run /opt /root; do mount -t tmpfs -o mode=755 tmpfs $it; done",
        "chmod 700 /root",
        "mkdir -p -m 755 /run/lock /run/sshd /run/munge",
        # The network devices in /sys are those of the namespace that mounted it, and an MPI looks there for its ways
        # (UCX in MPICH 5.0.2). A machine that does not allow it keeps its own; control groups stay in any case.
        "mkdir /run/cgroup",
        "! mountpoint -q /sys/fs/cgroup || mount --rbind /sys/fs/cgroup /run/cgroup",
        "mount -t sysfs sysfs /sys 2>/dev/null || :",
        "! mountpoint -q /run/cgroup || mount --move /run/cgroup /sys/fs/cgroup",
        "rmdir /run/cgroup",
    ]
    if host != "laptop":
        lines += schedulers.of(plan).mounts(plan)
    if host == "laptop":
        if plan.jcluster:
            lines += ["mkdir /opt/jcluster", "mount --bind /mnt/jcluster /opt/jcluster"]
        lines += _without_python() if plan.laptop_without_python else []
    lines += [
        "umount -l /mnt",
        "echo 0 > /proc/sys/net/ipv4/ip_forward",
        "ip link set lo up",
    ]
    return "\n".join(lines)


def _without_python():
    """Covers every Python on the laptop's PATH with a file that cannot be run."""
    found = {os.path.realpath(path) for place in ("/usr/bin", "/usr/local/bin")
             for path in glob.glob(f"{place}/python*")}
    return ["touch /run/no-python", "chmod 444 /run/no-python",
            *(f"mount --bind /run/no-python {shlex.quote(path)}" for path in sorted(found))]
