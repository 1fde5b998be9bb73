"""A report as an answer to “which protocol, and at what price”: each arm against blind judgement of its questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache

from debate.desk.figures import key_of
from judges import queries
from judges.queries import Scope
from judges.stats import ArmReport, Comparison, Figure, Report
from judges.stats.frontier import Unit, price_of, unbeaten, unit_of
from judges.stats.generating import Generating

SURE = 0.05


@dataclass(frozen=True, kw_only=True)
class Line:
    """An arm's line. `gain` = by how much more of it is right than of blind judgement, on the questions they share.

    `p` is adjusted by Holm's method with others of its family, but for the one comparison that is `primary`. `price` =
    what a judgement takes; `unbeaten` = no other arm, nor blind judgement, is as often right for as little.
    """

    row: ArmReport
    gain: Figure | None = None
    p: float | None = None
    primary: bool = False
    price: Figure
    unbeaten: bool = False

    @property
    def better(self) -> bool:
        return self.gain is not None and self.gain.low is not None and self.gain.low > 0

    @property
    def worse(self) -> bool:
        return self.gain is not None and self.gain.high is not None and self.gain.high < 0

    @property
    def sure(self) -> bool:
        """Whether it holds against the many looks at it too."""
        return self.p is not None and self.p < SURE


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The protocols, then what bounds them; `unit` = in what they are priced."""

    arms: tuple[Line, ...]
    bounds: tuple[Line, ...]
    unit: Unit

    @property
    def held(self) -> list[Line]:
        """The arms that can be held against blind judgement."""
        return [one for one in self.arms if one.gain is not None and one.gain.value is not None]

    @property
    def best(self) -> Line | None:
        """The arm that gains most."""
        return max(self.held, key=lambda one: one.gain.value if one.gain and one.gain.value else 0, default=None)

    @property
    def better(self) -> list[Line]:
        return [one for one in self.arms if one.better]

    @property
    def worse(self) -> list[Line]:
        return [one for one in self.arms if one.worse]

    @property
    def unsure(self) -> int:
        return len(self.held) - len(self.better) - len(self.worse)

    @property
    def unbeaten(self) -> list[Line]:
        """The cheapest first."""
        return sorted((one for one in self.arms if one.unbeaten), key=lambda one: one.price.value or 0)

    @property
    def judged(self) -> bool:
        return any(one.row.overall.n for one in (*self.arms, *self.bounds))


def compared(report: Report) -> Compared:
    unit, best = unit_of(report), unbeaten(report)
    lines = [_line(row, report.comparisons, unit, row.arm.name in best) for row in report.arms]
    return Compared(
        arms=tuple(one for one in lines if not one.row.arm.bound),
        bounds=tuple(one for one in lines if one.row.arm.bound),
        unit=unit,
    )


def _line(row: ArmReport, comparisons: Sequence[Comparison], unit: Unit, is_unbeaten: bool) -> Line:
    line = Line(row=row, price=price_of(row, unit), unbeaten=is_unbeaten)
    pair = (row.arm.name, row.floor)
    # Of a floor's own difference to another one nobody asks.
    found = [] if row.arm.bound == "floor" else comparisons
    for one in found:
        if pair in ((one.first, one.second), (one.second, one.first)):
            gain = one.accuracy.paired if one.first == row.arm.name else _turned(one.accuracy.paired)
            p = one.test.p if one.primary and one.test else one.holm
            return replace(line, gain=gain, p=p, primary=one.primary)
    return line


def _turned(figure: Figure) -> Figure:
    low, high = (None if end is None else -end for end in (figure.high, figure.low))
    return replace(figure, value=None if figure.value is None else -figure.value, low=low, high=high)


def generating_of(scope: Scope, hourly_usd: float) -> Generating:
    """What a right answer takes each judge by each way, as it stands now; kept as a report is."""
    key = f"generating/{key_of(scope)}/{hourly_usd}"
    found: Generating | None = cache.get(key)
    if found is None:
        found = queries.generating_of(scope, hourly_usd)
        cache.set(key, found, timeout=None)
    return found
