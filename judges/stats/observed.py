"""One number for each rating, debate or pair of them, and their mean: what many statistics come down to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from judges.stats.cells import Figure
from judges.stats.intervals import clustered, share


@dataclass(frozen=True)
class Observed:
    """`value` is what was seen about `question`: 1 or 0 where it is so or not, else any number."""

    question: str
    value: float
    n: int = 1


def mean(observed: Iterable[Observed]) -> Figure:
    """The mean, with Wilson's interval where all is so or not so, once a question; else a bootstrap by question."""
    found = list(observed)
    if found and all(one.value in (0.0, 1.0) for one in found):
        return share(found, _value)
    return clustered([found], _value)


def amount(observed: Iterable[Observed]) -> Figure:
    """The mean of counts or other amounts, which are no shares even if all happen to be 0 or 1."""
    return clustered([list(observed)], _value)


def _value(one: Observed) -> float:
    return one.value
