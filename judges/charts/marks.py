"""What every chart is made of: widths, scales, figures in words, and marks in the theme's styles.

The specifications are plain data: altair would write the same dictionaries, and takes seconds to import.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Protocol

from judges.charts.theme import Spec
from judges.stats import Figure

WIDE, NARROW = 680, 330
CHANCE = 0.5
PLAIN = "round(datum.value * 100) + ' %'"
LABEL = f"datum.value == {CHANCE} ? 'chance' : {PLAIN}"


class Mark(Protocol):
    """What is drawn of a figure: whose it is, what it says in words, and of which of the theme's kinds it is."""

    @property
    def figure(self) -> Figure: ...
    @property
    def label(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Scale:
    """From `low` to `high`, with `ticks`, or a `few` where there is no room; `label` is Vega's expression for one.

    `middle` = where nothing is to be seen, as chance or no difference; it is marked in every row.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    few: tuple[float, ...]
    label: str
    middle: float | None = None

    def axis(self, roomy: bool, grid: bool = False) -> Spec:
        return {"title": None, "labelExpr": self.label, "values": self.ticks if roomy else self.few, "grid": grid}


def shares(figures: Iterable[Figure], label: str = LABEL) -> Scale:
    """Up to 100 %, from 40 % or the ten below the lowest interval, so that chance is always inside."""
    return shares_from(min(0.4, floor(10 * min(ends(figures), default=1)) / 10), label, CHANCE)


def shares_from(low: float, label: str = PLAIN, middle: float | None = None) -> Scale:
    return Scale(low=low, high=1, ticks=_parts(10, low), few=_parts(4, low), label=label, middle=middle)


def around(figures: Iterable[Figure], middle: float, least: float, label: str) -> Scale:
    """Round numbers that hold every interval, and `least` to each side of the middle."""
    within = ends(figures)
    low, high = min([middle - least, *within]), max([middle + least, *within])
    room = (high - low) / 50
    ticks = steps(low, high, 7)
    return Scale(
        low=low - room,
        high=high + room,
        ticks=ticks,
        few=steps(low, high, 4),
        label=label,
        middle=middle,
    )


def steps(low: float, high: float, most: int) -> tuple[float, ...]:
    """The multiples of 1, 2, 5, 10, 20 ... from low to high, as many as there are up to `most`."""
    least = (high - low) / most
    power: float = 10 ** floor(log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
    return tuple(float(f"{at * step:.9g}") for at in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1))


def _parts(parts: int, least: float) -> tuple[float, ...]:
    return tuple(part / parts for part in range(parts + 1) if part / parts >= least)


def ends(figures: Iterable[Figure]) -> list[float]:
    return [end for figure in figures for end in (figure.value, figure.low, figure.high) if end is not None]


def numbers(figure: Figure) -> Spec:
    """Where there is no interval the ends are the value itself: a dot alone."""
    low, high = (figure.value, figure.value) if figure.low is None else (figure.low, figure.high)
    return {"value": figure.value, "low": low, "high": high}


def said(figure: Figure) -> str:
    """“63 % (55 to 70), n = 120”."""
    if figure.value is None:
        return "nothing judged yet" if not figure.n else "not defined"
    if figure.low is None or figure.high is None:
        return f"{percent(figure.value)}, no interval, n = {figure.n:,}"
    return f"{percent(figure.value)} ({100 * figure.low:.0f} to {100 * figure.high:.0f}), n = {figure.n:,}"


def counted(figure: Figure, digits: int = 0, unit: str = "", sign: str = "+", times: float = 1) -> str:
    """“+16 points (+3 to +29), n = 120”, for a figure that is no share."""
    if figure.value is None:
        return "not defined" if figure.n else "nothing judged yet"
    value, low, high = (
        "" if end is None else _signed(round(times * end, digits), digits, sign)
        for end in (figure.value, figure.low, figure.high)
    )
    interval = f" ({low} to {high})" if low else ", no interval"
    return f"{value}{unit and f' {unit}'}{interval}, n = {figure.n:,}"


def _signed(value: float, digits: int, sign: str) -> str:
    """With a real minus; nothing has no sign."""
    return f"{value:{sign}.{digits}f}".replace("-", "−") if value else f"{0:.{digits}f}"


def percent(share: float | None) -> str:
    return "nothing" if share is None else f"{100 * share:.0f} %"


def layer(style: str, encoding: Spec, kind: str = "", **mark: Any) -> Spec:
    """A mark in the theme's styles of these names, for the rows of that kind alone or, with none, for all."""
    only = {"transform": [{"filter": {"field": "kind", "equal": kind}}]} if kind else {}
    return {"mark": {"style": style.split(), **mark}, "encoding": encoding, **only}


def longest(words: Iterable[str]) -> int:
    """The characters of the longest."""
    return max(map(len, words), default=0)


def in_order(names: Iterable[str]) -> Sequence[str]:
    """Each once, as they come."""
    return list(dict.fromkeys(names))
