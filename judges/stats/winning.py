"""What goes with winning a debate: length, quotes, concessions.

An association isn't a cause: who has the better case may also quote more. It is seen from the honest side, whose
advantage is the same in every bout and so drops out of the correlation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from judges.stats.bouts import SEATS, Bout, Seat
from judges.stats.cells import Figure
from judges.stats.intervals import Array, narrow, of_sums, summed
from judges.stats.observed import Observed, amount, mean

Count = Callable[[Bout], tuple[int, int] | None]


@dataclass(frozen=True)
class Use:
    """How much of something each side brings to a bout, and how it goes with winning.

    `honest`, `dishonest` = the mean of a side. `correlation` = point-biserial, of the honest side's amount less the
    other's with the honest side's winning: -1 to 1. `more_wins` = how often the side with more of it wins.
    """

    honest: Figure
    dishonest: Figure
    correlation: Figure
    more_wins: Figure


@dataclass(frozen=True)
class Conceding:
    """How often a side gives its point up, and how often it wins where it does; over bouts in which one looked."""

    seat: Seat
    share: Figure
    wins: Figure


def length(bouts: Iterable[Bout]) -> Use:
    """Words: whether the longer side wins (length bias)."""
    return use(bouts, lambda bout: bout.words)


def verified_quotes(bouts: Iterable[Bout]) -> Use:
    """Quotes that stand in the passage."""
    return use(bouts, lambda bout: bout.verified)


def unverified_quotes(bouts: Iterable[Bout]) -> Use:
    """Quotes that don't stand in the passage."""
    return use(bouts, lambda bout: bout.unverified)


def use(bouts: Iterable[Bout], count: Count) -> Use:
    """Any count of the sides, over the bouts that have it; in `more_wins`, over those whose sides differ."""
    found = [(bout, counted) for bout in bouts if (counted := count(bout)) is not None]
    honest, dishonest = (
        amount(Observed(bout.question, counted[side]) for bout, counted in found if bout.speaker(seat))
        for side, seat in enumerate(SEATS)
    )
    contests = [(bout, counted) for bout, counted in found if bout.two_sided]
    unequal = [(bout, SEATS[mine < theirs]) for bout, (mine, theirs) in contests if mine != theirs]
    more = mean(Observed(bout.question, bout.won_by(seat)) for bout, seat in unequal)
    return Use(honest, dishonest, _correlation(contests), more)


def concessions(bouts: Sequence[Bout]) -> tuple[Conceding, Conceding]:
    """Of the honest and of the dishonest side, where there was one."""
    honest, dishonest = (_conceding(bouts, seat) for seat in SEATS)
    return honest, dishonest


def _conceding(bouts: Sequence[Bout], seat: Seat) -> Conceding:
    looked = [(bout, seat in bout.conceded) for bout in bouts if bout.conceded is not None and bout.speaker(seat)]
    share = mean(Observed(bout.question, gave) for bout, gave in looked)
    return Conceding(seat, share, mean(Observed(bout.question, bout.won_by(seat)) for bout, gave in looked if gave))


def _correlation(found: Sequence[tuple[Bout, tuple[int, int]]]) -> Figure:
    """Pearson's r (point-biserial: Tate 1954, Annals of Mathematical Statistics 25, 603-607), by drawing questions."""
    if not found:
        return Figure(None, 0, method="no ratings")
    x = np.array([honest - dishonest for _, (honest, dishonest) in found], dtype=np.float64)
    y = np.array([bout.won for bout, _ in found])
    for values, name in ((x, "both sides always differ by as much"), (y, "the honest side always fares the same")):
        if np.ptp(values) == 0:
            return Figure(None, len(found), method=f"undefined: {name}")
    # Taken from its middle, a sum of squares keeps its digits; r doesn't change.
    x, y = x - x.mean(), y - y.mean()
    columns = np.column_stack([np.ones_like(x), x, y, x * x, y * y, x * y])
    figure = narrow(of_sums(summed([bout.question for bout, _ in found], columns), _pearson, len(found)), "92-95 %")
    return replace(figure, method=f"point-biserial correlation; {figure.method}")


def _pearson(sums: Array) -> Array:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    spread = (xx - x * x / n) * (yy - y * y / n)
    result: Array = np.where(spread > 1e-9, (xy - x * y / n) / np.sqrt(np.maximum(spread, 1e-9)), np.nan)
    return result
