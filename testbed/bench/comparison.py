"""Several figures of several contenders, taken in turn."""

import dataclasses

from bench.figures import Spread


@dataclasses.dataclass(frozen=True)
class Figure:
    """What is measured, with its unit, and whether more of it is better."""

    name: str
    more_is_better: bool


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Rounds of one figure: what each contender had in each. The first contender is what all are compared with."""

    figure: Figure
    rounds: list[dict[str, float]]

    def contenders(self):
        return list(self.rounds[0])

    def spread(self, contender):
        return Spread.of([one[contender] for one in self.rounds])

    def times_as_good(self, contender):
        """As good as the first: of the medians, and round by round, each with itself."""
        first = self.contenders()[0]

        def ratio(one, other):
            return one / other if self.figure.more_is_better else other / one
        return (ratio(self.spread(contender).median, self.spread(first).median),
                Spread.of([ratio(one[contender], one[first]) for one in self.rounds]))


def in_turn(names, number, run):
    """By name: what each run gives, the first in each round being another one."""
    taken = {name: run(name) for name in turned(list(names), number)}
    return {name: taken[name] for name in names}


def turned(names, number):
    """Each round begins with another one, so that none always follows the same."""
    first = number % len(names)
    return names[first:] + names[:first]
