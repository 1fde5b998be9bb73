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


def shares(figures: Iterable[Figure], chance: bool = True, low: float | None = None) -> Scale:
    """Up to 100 %, from 40 % or the ten below the lowest interval, so that chance is always inside; or from `low`."""
    least = min(0.4, floor(10 * min(_ends(figures), default=1)) / 10) if low is None else low
    return Scale(
        low=least,
        high=1,
        ticks=_parts(10, least),
        few=_parts(4, least),
        label=LABEL if chance else PLAIN,
        middle=CHANCE if chance else None,
    )


def around(figures: Iterable[Figure], middle: float, least: float, label: str) -> Scale:
    """Round numbers that hold every interval, and `least` to each side of the middle."""
    ends = _ends(figures)
    low, high = min([middle - least, *ends]), max([middle + least, *ends])
    wide, narrow = _step((high - low) / 7), _step((high - low) / 3)
    low, high = wide * floor(low / wide), wide * ceil(high / wide)
    return Scale(
        low=low, high=high, ticks=_steps(low, high, wide), few=_steps(low, high, narrow), label=label, middle=middle
    )


def _parts(parts: int, least: float) -> tuple[float, ...]:
    return tuple(part / parts for part in range(parts + 1) if part / parts >= least)


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 ..."""
    power: float = 10 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def _steps(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(round(at * step, 9) for at in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1))


def _ends(figures: Iterable[Figure]) -> list[float]:
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
    unit = f" {unit}" if unit else ""
    value, low, high = (
        "" if end is None else f"{round(times * end, digits) + 0.0:{sign}.{digits}f}".replace("-", "−")
        for end in (figure.value, figure.low, figure.high)
    )
    interval = f" ({low} to {high})" if low else ", no interval"
    return f"{value}{unit}{interval}, n = {figure.n:,}"


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
