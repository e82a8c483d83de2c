"""The SSH server of the login node, and of the compute nodes where they have one: keys only, alice only."""

COMMAND = "/usr/sbin/sshd -E /var/log/sshd.log"

CONFIG = """\
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
AllowUsers alice
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
LogLevel VERBOSE
Subsystem sftp internal-sftp
"""


def servers(plan):
    return ["login", *(plan.compute if plan.node_sshd else [])]


def write(state):
    for host in servers(state.plan):
        state.write(f"hosts/{host}/etc/ssh/sshd_config", CONFIG)
        state.write(f"hosts/{host}/etc/ssh/ssh_config", "")
        for name, mode in (("ssh_host_ed25519_key", 0o600), ("ssh_host_ed25519_key.pub", 0o644)):
            with open(state.path("etc", name), encoding="utf-8") as key:
                state.write(f"hosts/{host}/etc/ssh/{name}", key.read(), mode)
