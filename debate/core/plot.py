"""Lines of shares over rounds, as the places of a small drawing: in percent of its width and height."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# So many lines are told apart by their style.
STYLES = 6


@dataclass(frozen=True)
class Dot:
    """A share after a round, in percent; `x` and `y` as its markup needs them."""

    round: int
    percent: float
    x: str
    y: str


@dataclass(frozen=True)
class Line:
    """What goes by one name. `strokes` join dots of rounds that follow each other; where one is missing is a gap."""

    name: str
    style: int
    dots: tuple[Dot, ...]
    strokes: tuple[tuple[Dot, Dot], ...]


def line(number: int, name: str, shares: Mapping[int, float | None], ticks: Sequence[tuple[int, str]]) -> Line:
    """The line of this number, from 0. `shares` in percent by round, None = missing; `ticks` = rounds with places."""
    known = {round: share for round, share in shares.items() if share is not None}
    row = [Dot(at, known[at], x, placed(100 - known[at])) if at in known else None for at, x in ticks]
    dots = tuple(dot for dot in row if dot)
    return Line(name, number % STYLES, dots, tuple((a, b) for a, b in pairwise(row) if a and b))


def even(options: int) -> str:
    """The height at which so many options have equal shares."""
    return placed(100 - 100 / options)


def placed(percent: float) -> str:
    """As markup wants it, whatever language the page is in."""
    return f"{percent:.2f}%"
