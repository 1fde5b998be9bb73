"""What a judgement costs in money and time, and what a right one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from judges.stats.cells import Figure, Half, OfPart, ratings
from judges.stats.intervals import of_sums, summed


@dataclass(frozen=True, kw_only=True)
class Spent(OfPart):
    """What the judgements of one arm x judge x question x half took, all priced or none, all timed or none.

    `n` judgements have scores, `right` of them are right; n may be 0, where money or time brought no judgement.
    `cost_usd` in US dollars and `seconds` are sums; None = not known. `rater` tells people apart, where that was asked
    for; None = a model, or all of them together.
    """

    arm: str
    judge: str
    question: str
    half: Half = ""
    n: int = 1
    right: int = 0
    cost_usd: float | None = None
    seconds: float | None = None
    group: str = ""
    rater: str | None = None


@dataclass(frozen=True, kw_only=True)
class Spending:
    """US dollars and seconds for a judgement, and for a right one; `n` = the judgements whose amount is known."""

    cost: Figure
    cost_right: Figure
    time: Figure
    time_right: Figure


def spending(cells: Sequence[Spent]) -> Spending:
    """Sums over sums, with intervals by question; what brought no judgement counts among what was spent."""
    return Spending(
        cost=each(cells, _cost, _n, "price", "judgement"),
        cost_right=each(cells, _cost, _right, "price", "right judgement"),
        time=each(cells, _seconds, _n, "time", "judgement"),
        time_right=each(cells, _seconds, _right, "time", "right judgement"),
    )


def each(
    cells: Sequence[Spent],
    amount: Callable[[Spent], float | None],
    count: Callable[[Spent], int],
    what: str,
    unit: str,
) -> Figure:
    """The amount for each of what is counted, over the cells whose amount is known."""
    known = [(cell, value) for cell in cells if (value := amount(cell)) is not None]
    n = sum(cell.n for cell, _ in known)
    unknown = ratings(cells) - n
    left_out = f"; left out: {unknown:,} of {n + unknown:,} judgements, {what} unknown" if unknown else ""
    if not sum(count(cell) for cell, _ in known):
        return Figure(None, n, method=f"undefined: no {unit} with a known {what}{left_out}")
    values = np.array([(value, count(cell)) for cell, value in known], dtype=np.float64)
    sums = summed([cell.question for cell, _ in known], values)
    figure = of_sums(sums, lambda drawn: drawn[..., 0] / drawn[..., 1], n)
    return replace(figure, method=f"{figure.method}{left_out}")


def _cost(cell: Spent) -> float | None:
    return cell.cost_usd


def _seconds(cell: Spent) -> float | None:
    return cell.seconds


def _n(cell: Spent) -> int:
    return cell.n


def _right(cell: Spent) -> int:
    return cell.right
