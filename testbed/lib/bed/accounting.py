"""Slurm's accounting: a MariaDB and slurmdbd on the control host, and alice as a known user."""

import pwd
import time

from bed.failure import Failure

DBD = """\
AuthType=auth/munge
DbdHost=control
SlurmUser=slurm
LogFile=/var/log/slurmdbd.log
PidFile=/run/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
StorageLoc=slurm_acct_db
"""

# The database lies in memory and is thrown away. The account is proved by the uid on the other end of the Unix
# socket, so there is no password.
DATABASE = """\
install -d -o mysql -g mysql /run/mysqld /run/mysql
mariadb-install-db --no-defaults --user=mysql --datadir=/run/mysql --skip-test-db --skip-name-resolve
setsid mariadbd --no-defaults --user=mysql --datadir=/run/mysql --socket=/run/mysqld/mysqld.sock --skip-networking \\
    --innodb-flush-log-at-trx-commit=0 --innodb-lock-wait-timeout=900 --innodb-buffer-pool-size=64M </dev/null &
"""

USER = """\
CREATE USER slurm@localhost IDENTIFIED VIA unix_socket;
GRANT ALL ON slurm_acct_db.* TO slurm@localhost;
"""


def write(state):
    # slurmdbd refuses a configuration that others can read.
    state.write("etc/slurm/slurmdbd.conf", DBD, 0o600, pwd.getpwnam("slurm").pw_uid)


def start(state):
    """Brings accounting up to where slurmctld may start: it must find its cluster registered."""
    control = state.hosts["control"]
    log = state.path("hosts/control/log/boot.log")
    if control.start(DATABASE, log).wait():
        raise Failure("the database of the accounting did not start", advice=f"less {log}")
    _until(lambda: control.run("mariadb", "--no-defaults", stdin=USER, check=False))
    if control.start("slurmdbd", log).wait():
        raise Failure("slurmdbd did not start", advice=f"less {log}")
    _until(lambda: control.run("sacctmgr", "-i", "add", "cluster", "testbed", check=False))
    control.run("sacctmgr", "-i", "add", "account", "research", "cluster=testbed", "description=research")
    control.run("sacctmgr", "-i", "add", "user", "alice", "account=research", "cluster=testbed")


def _until(attempt, limit=30):
    deadline = time.monotonic() + limit
    while (done := attempt()).returncode:
        if time.monotonic() > deadline:
            raise Failure("the accounting does not answer", done.stderr or done.stdout, " ".join(done.args))
        time.sleep(0.1)
