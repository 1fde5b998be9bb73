"""Tables as a report prints them: plain values, whose methods stand once below the table rather than in every row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Literal

from judges.stats import Figure
from judges.stats.figures import Unit

# How a number is written: by its unit, as a difference of shares, as a p value.
Written = Unit | Literal["points", "p"]
NOTHING = "–"
# So many methods are told one by one.
FEW = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Column:
    """`number` = its values are numbers, which stand to the right."""

    name: str
    number: bool = False


@dataclass(frozen=True)
class Value:
    """What one cell says. `sort` = the number that it is sorted by, where it has one.

    `how` = the method behind it in words, and `note` the letter under which the table tells it. `number` = it stands in
    a column of numbers.
    """

    text: str
    sort: float | None = None
    how: str = ""
    note: str = ""
    soft: bool = False
    number: bool = False


@dataclass(frozen=True)
class Note:
    """A method, under its letter; "" where the whole table has one method."""

    letter: str
    words: str


@dataclass(frozen=True)
class Table:
    """`label` says what it is to those who don't see it. The first column names each row."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[Note, ...]


def table(label: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Table:
    """The table with its methods told apart: each once, by the letter that its values bear.

    Columns in which no row says anything are left out, the first apart.
    """
    found = [tuple(row) for row in rows]
    kept = [n for n in range(len(columns)) if n == 0 or any(row[n].text != NOTHING or row[n].how for row in found)]
    told = _told(list(dict.fromkeys(value.how for row in found for value in row if value.how)))
    letters = {words: _letter(n) for n, words in enumerate(dict.fromkeys(told.values()))}
    if len(letters) < 2:
        letters = dict.fromkeys(letters, "")
    return Table(
        label=label,
        columns=tuple(columns[n] for n in kept),
        rows=tuple(
            tuple(
                replace(row[n], note=letters.get(told.get(row[n].how, ""), ""), number=columns[n].number) for n in kept
            )
            for row in found
        ),
        notes=tuple(Note(letter, f"{words[0].upper()}{words[1:]}") for words, letter in letters.items()),
    )


def _told(methods: Sequence[str]) -> dict[str, str]:
    """How each method is told: of more than a few, those that differ in their numbers alone are told as one."""
    if len(methods) <= FEW:
        return {how: how for how in methods}
    alike: dict[str, list[str]] = {}
    for how in methods:
        alike.setdefault(_NUMBER.sub("#", how), []).append(how)
    return {how: _ranging(group) for group in alike.values() for how in group}


def _ranging(methods: Sequence[str]) -> str:
    """“26 ratings” and “151 ratings” -> “26 to 151 ratings”."""
    places = zip(*(_NUMBER.findall(how) for how in methods), strict=True)
    ranges = iter([sorted(set(numbers), key=lambda number: float(number.replace(",", ""))) for numbers in places])

    def told(_: re.Match[str]) -> str:
        numbers = next(ranges)
        return numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"

    return _NUMBER.sub(told, methods[0])


def _letter(number: int) -> str:
    """a ... z, aa, ab ..."""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def word(text: str, soft: bool = False) -> Value:
    return Value(text or NOTHING, soft=soft)


def count(n: int) -> Value:
    return Value(f"{n:,}", n)


def number(value: float | None, unit: Written = "number", how: str = "") -> Value:
    return Value(NOTHING if value is None else written(value, unit), value, how)


def figure(of: Figure, unit: Written = "number") -> tuple[Value, Value]:
    """Its value, and its interval. How it was made goes with the value."""
    if of.low is None or of.high is None:
        return number(of.value, unit, of.method), Value(NOTHING, soft=True)
    interval = f"{written(of.low, unit).removesuffix(' %')} to {written(of.high, unit)}"
    return number(of.value, unit, of.method), Value(interval, of.low, soft=True)


def points(of: Figure) -> tuple[Value, Value]:
    """The same of a difference of shares, in percentage points."""
    return figure(_scaled(of, lambda share: 100 * share), "points")


def _scaled(of: Figure, change: Callable[[float], float]) -> Figure:
    value, low, high = (None if end is None else change(end) for end in (of.value, of.low, of.high))
    return replace(of, value=value, low=low, high=high)


def written(value: float, unit: Written = "number") -> str:
    """0.8441 -> “84.4 %”; a minus is a minus sign."""
    text = {
        "share": f"{100 * value:.1f} %",
        "points": f"{value:+.1f}",
        "usd": _usd(value),
        "seconds": f"{value:,.1f}",
        "p": "< 0.0001" if value < 0.0001 else f"{value:.4f}" if value < 0.1 else f"{value:.2f}",
    }.get(unit, f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}")
    return text.replace("-", "−")


def _usd(value: float) -> str:
    """As much as says something: $3.20, $0.0042."""
    return f"${value:,.2f}" if value == 0 or value >= 0.1 else f"${value:.2g}"
