"""The price that a market gives each answer, round by round, as the places of a small drawing and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debate.core.drawing import Drawing
from debate.core.plot import Line, line, placed
from debate.core.types import WHOLE


@dataclass(frozen=True)
class Priced:
    """A round of the table: each answer's price in percent, () where missing; by how many points it moved."""

    round: int
    shares: tuple[float, ...]
    move: float | None


@dataclass(frozen=True, kw_only=True)
class PriceDrawing(Drawing):
    """Of two answers one line is drawn, since the other is its mirror. `ticks` are the rounds with their places.

    `small` = what counts as a small move, in points; `settled` = two in a row were small. `most` = the most arguments.
    `judges` = whose final belief is foretold.
    """

    options: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[Priced, ...]
    ticks: tuple[tuple[int, str], ...]
    chance: str
    argued: int
    most: int
    small: float
    settled: bool
    judges: tuple[str, ...] = ()


def price_lines(
    options: Sequence[str], prices: Sequence[tuple[int, ...]], ticks: Sequence[tuple[int, str]]
) -> tuple[Line, ...]:
    """`prices` are the forecasts in order, () where one is missing."""
    drawn = options[:1] if len(options) == 2 else options
    return tuple(
        line(n, option, {at: 100 * price[n] / WHOLE for at, price in enumerate(prices) if price}, ticks)
        for n, option in enumerate(drawn)
    )


def ticks_of(most: int) -> tuple[tuple[int, str], ...]:
    """So many arguments, with none before them, fill the width."""
    return tuple((n, placed(100 * n / most)) for n in range(most + 1))
