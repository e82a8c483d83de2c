"""What a testbed is to look like: its hosts, their addresses, its users."""

import dataclasses

from bed.failure import Failure

# The laptop and the login node share one network, the login node and the cluster another; nothing routes between them.
OUTSIDE = "192.168.77."
INSIDE = "10.78.0."

LOGIN_PORT = 22

SLURM, OPENPBS_TOY, TORQUE_TOY, NONE = SCHEDULERS = ("slurm", "openpbs-toy", "torque-toy", "none")


@dataclasses.dataclass(frozen=True)
class User:
    """A person without privileges. The uid is fixed and exists in the testbed's own passwd files only."""

    name: str
    uid: int

    @property
    def home(self):
        return f"/home/{self.name}"


ADA = User("ada", 2001)  # the researcher, on the laptop
ALICE = User("alice", 4001)  # the same person, as the cluster knows her


@dataclasses.dataclass(frozen=True)
class Plan:
    """The options of one testbed, settled."""

    nodes: int = 2
    cpus: int = 12  # what each node claims to have, whatever the machine has
    scheduler: str = SLURM
    accounting: bool = False
    jcluster: str = ""  # a directory of this machine to copy to the laptop; none when empty
    laptop_without_python: bool = False
    slurm_conf: tuple = ()  # further lines for slurm.conf
    node_sshd: bool = False  # whether the compute nodes have an SSH server too
    own_homes: bool = False  # whether each compute node has a home of its own, and a key leads from each to each

    def __post_init__(self):
        if not 1 <= self.nodes <= 64:
            raise Failure(f"a testbed has 1 to 64 nodes, not {self.nodes}")
        if not 1 <= self.cpus <= 1024:
            raise Failure(f"a node has 1 to 1024 CPUs, not {self.cpus}")
        if self.scheduler != SLURM and (self.accounting or self.slurm_conf):
            raise Failure(f"--accounting and --slurm-conf are for Slurm, not for {self.scheduler}")
        if self.own_homes and (self.scheduler != NONE or not self.node_sshd):
            raise Failure("--own-homes makes plain hosts of the nodes", advice="--scheduler none --node-sshd --own-homes")

    @property
    def compute(self):
        return [f"nid{i}" for i in range(1, self.nodes + 1)]

    @property
    def cluster(self):
        """The hosts that share a network, /home and the munge key."""
        return ["login", "control", *self.compute]

    @property
    def hosts(self):
        return ["laptop", *self.cluster]

    def user(self, host):
        return ADA if host == "laptop" else ALICE

    def home(self, host):
        """The home of a host's person, and what of the testbed's directory is /home there."""
        person = self.user(host)
        if self.own_homes and host in self.compute:  # under another path too: nothing may rely on that it is the same
            return f"/home/of-{host}/{person.name}", f"home/{host}"
        return person.home, "home/laptop" if host == "laptop" else "home/cluster"

    def addresses(self, host):
        """The addresses of a host by network name: outside, inside."""
        if host == "laptop":
            return {"outside": OUTSIDE + "2"}
        if host == "login":
            return {"outside": OUTSIDE + "1", "inside": INSIDE + "1"}
        if host == "control":
            return {"inside": INSIDE + "2"}
        return {"inside": INSIDE + str(10 + self.compute.index(host) + 1)}

    def hosts_file(self, host):
        """The names this host can resolve: the laptop knows the login node and no other."""
        network, known = ("outside", ["laptop", "login"]) if host == "laptop" else ("inside", self.cluster)
        lines = [f"{self.addresses(other)[network]} {other}" for other in known]
        return "\n".join(["127.0.0.1 localhost", *lines]) + "\n"
