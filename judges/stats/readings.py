"""A judge's readings in different orders of display: whether the order decides (Zheng et al. 2023, arXiv 2306.05685).

Their section 3.3 calls the first order's advantage position bias, and the share of verdicts that survive a swap
consistency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from judges.stats.cells import Figure
from judges.stats.observed import Observed, amount, mean
from judges.stats.rated import WHOLE


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of a debate by one judge: `belief` in the question's order, `display` the order it was shown in.

    `place` tells apart two judgements of a debate by the same judge; a model has two readings for one, a person one.
    """

    arm: str
    debate: str
    question: str
    judge: str
    belief: tuple[int, ...]
    display: tuple[int, ...]
    place: str = ""


def order_consistency(readings: Iterable[Reading]) -> Figure:
    """The share of pairs of readings, in different orders, that end in the same verdict; `n` counts pairs.

    Two ties on the same options are the same verdict; a tie and a choice are not.
    """
    return mean(Observed(one.question, float(_verdict(one) == _verdict(other))) for one, other in _pairs(readings))


def first_shown(readings: Iterable[Reading]) -> Figure:
    """How much more belief an option gets for being shown first: mean of (p when first - p when last) over pairs.

    0 = the order doesn't matter, 1 = it decides all. Over the pairs of readings of two options; `n` counts pairs.
    """
    return amount(
        Observed(one.question, _advantage(one, other)) for one, other in _pairs(readings) if len(one.belief) == 2
    )


def _pairs(readings: Iterable[Reading]) -> list[tuple[Reading, Reading]]:
    """Readings of the same judgement in different orders, every two of them."""
    found: dict[tuple[str, str, str, str], list[Reading]] = {}
    for one in readings:
        found.setdefault((one.arm, one.debate, one.judge, one.place), []).append(one)
    return [pair for same in found.values() for pair in combinations(same, 2) if pair[0].display != pair[1].display]


def _verdict(one: Reading) -> tuple[int, ...]:
    most = max(one.belief)
    return tuple(option for option, share in enumerate(one.belief) if share == most)


def _advantage(one: Reading, other: Reading) -> float:
    """Either option is shown first in one of the two readings, and the difference is the same for both."""
    option = one.display[0]
    return (one.belief[option] - other.belief[option]) / WHOLE
