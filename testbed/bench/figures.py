"""What is said of a handful of measurements. No mean: one slow run on a busy machine would speak for all."""

import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Spread:
    """The middle of some measurements, and how far they lie apart."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values):
        return cls(min(values), statistics.median(values), max(values))
