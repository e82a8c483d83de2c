"""Several ways to the same end, run in turn, and the comparisons that are drawn between them."""

import dataclasses
from typing import Callable

from bench.comparison import turned
from bench.figures import Spread


class Unmeasured(Exception):
    """A way that could not be run to its end: there is no figure, and no comparison without it."""


@dataclasses.dataclass(frozen=True)
class Way:
    """One way. Its run gives the seconds from the start to each moment worth naming, in order; the last is the end."""

    name: str
    run: Callable[[], dict[str, float]]


@dataclasses.dataclass(frozen=True)
class Rivalry:
    """Two ways that end with the same result. A moment is named where it is not the end that compares."""

    ours: str
    rival: str
    moment: str = ""

    def title(self):
        return f"{self.ours}{', ' + self.moment if self.moment else ''} : {self.rival}"


@dataclasses.dataclass(frozen=True)
class Contest:
    """What a benchmark has prepared: everything is warm, and each way can be run again and again."""

    ways: tuple[Way, ...]
    rivalries: tuple[Rivalry, ...]
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Result:
    """The rounds of a contest: per round and way, the seconds to each moment."""

    contest: Contest
    rounds: list[dict[str, dict[str, float]]]

    def moments(self, way):
        """The spread of each moment of a way."""
        return {moment: Spread.of([one[way][moment] for one in self.rounds]) for moment in self.rounds[0][way]}

    def end(self, way):
        return list(self.moments(way).values())[-1]

    def ratio(self, rivalry):
        """How many times as long the rival takes: of the medians, and spread over the rounds, each with itself."""
        pairs = [(_seconds(one[rivalry.rival]), _seconds(one[rivalry.ours], rivalry.moment)) for one in self.rounds]
        rival, ours = (Spread.of(side).median for side in zip(*pairs))
        return rival / ours, Spread.of([theirs / own for theirs, own in pairs])


def hold(contest, rounds, say):
    """Runs all ways once per round, each round beginning with another one, so that none always follows the same."""
    held = []
    for number in range(rounds):
        one = {}
        for way in turned(contest.ways, number):
            one[way.name] = way.run()
            say(f"round {number + 1} of {rounds}: {way.name}: {_seconds(one[way.name]):.3f} s")
        held.append(one)
    return Result(contest, held)


def _seconds(moments, moment=""):
    return moments[moment] if moment else list(moments.values())[-1]
