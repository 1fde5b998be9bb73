"""Judges' beliefs in the correct option, round after round, as the places of a small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

STYLES = 6


@dataclass(frozen=True)
class Dot:
    """Where a belief stands, in percent of the drawing's width and height, as its markup needs them; said in words."""

    round: int
    percent: float
    x: str
    y: str


@dataclass(frozen=True)
class Line:
    """One judge's beliefs. `strokes` join those of rounds that follow each other; where one is missing is a gap."""

    judge: str
    style: int
    dots: tuple[Dot, ...]
    strokes: tuple[tuple[Dot, Dot], ...]


@dataclass(frozen=True)
class Drawing:
    """`rounds` are the marks below it, each with its place; `chance` is the height at which all options are alike."""

    lines: tuple[Line, ...]
    rounds: tuple[tuple[int, str], ...]
    chance: str


def drawing(judges: Sequence[tuple[str, Sequence[tuple[int, float | None]]]], options: int) -> Drawing | None:
    """For each judge (name, [(round, percent or None where missing)]); None where no two rounds were judged."""
    rounds = sorted({number for _, beliefs in judges for number, _ in beliefs})
    if len(rounds) < 2:
        return None
    places = {number: _percent(100 * place / (len(rounds) - 1)) for place, number in enumerate(rounds)}
    lines = tuple(_line(n, name, beliefs, places) for n, (name, beliefs) in enumerate(judges))
    return Drawing(lines, tuple(places.items()), _percent(100 - 100 / options))


def _line(number: int, judge: str, beliefs: Sequence[tuple[int, float | None]], places: dict[int, str]) -> Line:
    known = dict(beliefs)
    row = [
        None if (percent := known.get(n)) is None else Dot(n, percent, x, _percent(100 - percent))
        for n, x in places.items()
    ]
    dots = tuple(dot for dot in row if dot)
    return Line(judge, number % STYLES, dots, tuple((a, b) for a, b in pairwise(row) if a and b))


def _percent(value: float) -> str:
    """As markup wants it, whatever language the page is in."""
    return f"{value:.2f}%"
