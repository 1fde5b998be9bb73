"""Whether one person was right as often as they were sure: the researchers' figure, as places of a small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debate.core.plot import placed
from judges.services.scores import Told
from judges.stats.calibration import TENTHS, Bin, calibration, level
from judges.stats.rated import Rated

# Of fewer judgements a drawing says nothing; of few, bins by the ten hold one each.
LEAST, MANY = 5, 30
FEW_EDGES = (0, 60, 80)


@dataclass(frozen=True, kw_only=True)
class Dot:
    """Judgements that were about as sure as each other, `low` to `high` percent; `sure` and `right` are their shares.

    `x`, `y`, `top` and `bottom` are places of the drawing, as its markup needs them; the latter two are the interval's.
    """

    low: int
    high: int
    n: int
    sure: float
    right: float
    least: float
    most: float
    x: str
    y: str
    top: str
    bottom: str


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """`gap` = how much surer than right, in percent points; under 0 is less sure."""

    dots: tuple[Dot, ...]
    n: int
    gap: float

    @property
    def under(self) -> float:
        return -self.gap


def calibrated(told: Sequence[Told]) -> Calibrated | None:
    """None where there are too few judgements to draw."""
    if len(told) < LEAST:
        return None
    found = calibration([level(_rated(one)) for one in told], TENTHS if len(told) >= MANY else FEW_EDGES)
    dots = tuple(_dot(one) for one in found.bins if one.n)
    return Calibrated(dots=dots, n=len(told), gap=100 * (found.overconfidence.value or 0.0))


def _rated(one: Told) -> Rated:
    """Each counts for itself, by debate: one person's judgements of a question in two arms are two."""
    return Rated(
        arm="",
        debate=str(one.debate),
        question=str(one.debate),
        judge="",
        rater="",
        belief=one.belief,
        answer=one.truth,
        kind="person",
    )


def _dot(one: Bin) -> Dot:
    sure, right = 100 * (one.belief or 0.0), 100 * (one.right.value or 0.0)
    # A bin of one judgement has no interval worth drawing: it would be nearly everything.
    least = right if one.right.low is None else 100 * one.right.low
    most = right if one.right.high is None else 100 * one.right.high
    return Dot(
        low=round(100 * one.low),
        high=round(100 * one.high),
        n=one.n,
        sure=sure,
        right=right,
        least=least,
        most=most,
        x=placed(sure),
        y=placed(100 - right),
        top=placed(100 - most),
        bottom=placed(100 - least),
    )
