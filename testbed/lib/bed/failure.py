"""The one kind of failure the testbed reports."""


class Failure(Exception):
    """A sentence for a person: what failed and where, what it said, what was run, what to try."""

    def __init__(self, what, said="", ran="", advice=""):
        lines = [what]
        lines += ["  | " + line for line in said.strip().splitlines()[-8:]]
        lines += [f"  ran: {ran}"] if ran else []
        lines += [f"  try: {advice}"] if advice else []
        super().__init__("\n".join(lines))
