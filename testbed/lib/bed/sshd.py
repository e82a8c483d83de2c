"""The SSH server of the login node: keys only, alice only."""

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


def write(state):
    state.write("hosts/login/etc/ssh/sshd_config", CONFIG)
    state.write("hosts/login/etc/ssh/ssh_config", "")
    for name, mode in (("ssh_host_ed25519_key", 0o600), ("ssh_host_ed25519_key.pub", 0o644)):
        with open(state.path("etc", name), encoding="utf-8") as key:
            state.write(f"hosts/login/etc/ssh/{name}", key.read(), mode)
