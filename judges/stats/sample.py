"""What statistics are computed from: the counts behind a report, and those of one arm, or of a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from judges.stats.calibration import Calibration, Level, Stated, calibration, stated_in
from judges.stats.cells import Cell, Half, LeftOut, Measured, Missing, ratings
from judges.stats.costs import Spending, Spent, spending
from judges.stats.natural import natural
from judges.stats.rounds import Gain
from judges.stats.rules import LOG2, Rule
from judges.stats.safety import Suspected


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Grouped counts of every kind, as queries give them; `measured`, `left_out` and `suspicions` are of whole arms."""

    cells: Sequence[Cell] = ()
    levels: Sequence[Level] = ()
    gains: Sequence[Gain] = ()
    spent: Sequence[Spent] = ()
    missing: Sequence[Missing] = ()
    measured: Sequence[Measured] = ()
    left_out: Sequence[LeftOut] = ()
    suspicions: Sequence[Suspected] = ()

    @cached_property
    def final(self) -> tuple[Cell, ...]:
        """The last words, which all figures count but those by round."""
        return tuple(cell for cell in self.cells if cell.final)

    def by_arm(self) -> Mapping[str, Counts]:
        return _split(self, "arm", [one.name for one in fields(self)])

    def by_label(self) -> Mapping[str, Counts]:
        """By what an arm is split into; what is of whole arms is left out."""
        return _split(
            self, "label", [one.name for one in fields(self) if one.name not in ("measured", "left_out", "suspicions")]
        )


def _split(counts: Counts, by: str, kinds: Iterable[str]) -> dict[str, Counts]:
    found: dict[str, dict[str, list[Any]]] = {}
    for kind in kinds:
        for row in getattr(counts, kind):
            found.setdefault(getattr(row, by), {}).setdefault(kind, []).append(row)
    return {name: Counts(**rows) for name, rows in sorted(found.items(), key=lambda one: natural(one[0]))}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What one statistic is computed from: the final cells of an arm, or of a part of it, and what goes with them.

    `floor` and `ceiling` = the final cells of the arms that bound it: blind and expert judgement of questions in the
    same form, or with `own_bounds` those of its own protocol, where other judges are the point. `rule` = what judges
    are scored by.
    """

    cells: tuple[Cell, ...]
    levels: Sequence[Level] = ()
    gains: Sequence[Gain] = ()
    spent: Sequence[Spent] = ()
    floor: tuple[Cell, ...] = ()
    ceiling: tuple[Cell, ...] = ()
    own_bounds: bool = False
    rule: Rule = field(default=LOG2)

    @property
    def n(self) -> int:
        return ratings(self.cells)

    def half(self, name: Half) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.half == name)

    @cached_property
    def stated(self) -> Stated:
        return stated_in(self.levels)

    @cached_property
    def calibration(self) -> Calibration:
        return calibration(self.stated)

    @cached_property
    def spending(self) -> Spending:
        return spending(self.spent)
