"""The price that a market gives each answer, round by round, as the places of a small drawing and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from debate.core.drawing import Drawing
from debate.core.types import WHOLE

STYLES = 6


@dataclass(frozen=True)
class Dot:
    """A price after so many arguments, in percent of the drawing's width and height as its markup needs them."""

    round: int
    percent: float
    x: str
    y: str


@dataclass(frozen=True)
class Line:
    """The price of one answer. `strokes` join rounds that follow each other: where a forecast is missing is a gap."""

    option: str
    style: int
    dots: tuple[Dot, ...]
    strokes: tuple[tuple[Dot, Dot], ...]


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


def price_lines(options: Sequence[str], prices: Sequence[tuple[int, ...]], most: int) -> tuple[Line, ...]:
    """`prices` are the forecasts in order, () where one is missing; `most` arguments fill the width."""
    drawn = options[:1] if len(options) == 2 else options
    return tuple(
        _line(option, n, [price[n] if price else None for price in prices], most) for n, option in enumerate(drawn)
    )


def _line(option: str, number: int, shares: Sequence[int | None], most: int) -> Line:
    row = [None if share is None else _dot(at, 100 * share / WHOLE, most) for at, share in enumerate(shares)]
    dots = tuple(dot for dot in row if dot)
    return Line(option, number % STYLES, dots, tuple((a, b) for a, b in pairwise(row) if a and b))


def _dot(at: int, percent: float, most: int) -> Dot:
    return Dot(at, percent, place(at, most), _percent(100 - percent))


def place(at: int, most: int) -> str:
    return _percent(100 * at / most)


def chance(options: Sequence[str]) -> str:
    """The height at which all answers have the same price."""
    return _percent(100 - 100 / len(options))


def _percent(value: float) -> str:
    """As markup wants it, whatever language the page is in."""
    return f"{value:.2f}%"
