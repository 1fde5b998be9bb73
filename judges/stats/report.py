"""An experiment's figures, made once for the page, the command line, charts and files alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from judges.stats.accuracy import Tally, accuracy, balanced_accuracy, by_round, tally
from judges.stats.cells import Arm, Cell, Figure, Measured, Missing, Sample
from judges.stats.measures import averages
from judges.stats.missing import bounds
from judges.stats.pgr import pgr
from judges.stats.proper import brier, log_score

Row = TypeVar("Row", Cell, Missing)

# A new statistic is a file beside this one, and its line here: page, charts and files then have it.
FIGURES: Mapping[str, Callable[[Sample], Figure]] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "brier": brier,
    "log_score": log_score,
    "pgr": pgr,
}


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All that is said of the judgements of an arm, or of one of its judges."""

    n: int
    right: int
    ties: int
    clipped: int
    figures: Mapping[str, Figure]
    missing: Mapping[str, int]
    accuracy_bounds: tuple[float, float] | None
    by_round: Mapping[int, Tally]
    halves: Mapping[str, Tally]

    @property
    def accuracy(self) -> Figure:
        return self.figures["accuracy"]


@dataclass(frozen=True)
class ArmReport:
    """One arm: its judgements together, and apart by judge; `measures` are its protocol's own figures."""

    arm: Arm
    overall: Summary
    by_judge: Mapping[str, Summary]
    measures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """One experiment, its arms in the researcher's order."""

    experiment: str
    arms: tuple[ArmReport, ...]


def report(
    experiment: str,
    arms: Sequence[Arm],
    cells: Sequence[Cell],
    missing: Sequence[Missing],
    measured: Sequence[Measured] = (),
) -> Report:
    """The report from grouped counts; cells of no listed arm are left out."""
    rows = []
    for arm in arms:
        own = [cell for cell in cells if cell.arm == arm.name]
        lost = [gap for gap in missing if gap.arm == arm.name]
        floor, ceiling = _bounding(arm, arms, cells)
        by_judge = {
            judge: _summary(arm, _by(judge, own), _of(arm, judge, floor), _of(arm, judge, ceiling), _by(judge, lost))
            for judge in sorted({cell.judge for cell in own} | {gap.judge for gap in lost})
        }
        measures = averages([one for one in measured if one.arm == arm.name], arm)
        rows.append(ArmReport(arm, _summary(arm, own, floor, ceiling, lost), by_judge, measures))
    return Report(experiment, tuple(rows))


def _bounding(arm: Arm, arms: Sequence[Arm], cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """The final cells of the arm's floor and of its ceiling, about questions in the forms that it has them."""
    forms = {cell.form for cell in cells if cell.arm == arm.name}
    if arm.own_bounds:
        low, high = set(arm.after), {a.name for a in arms if a.protocol == arm.protocol and a.bound == "ceiling"}
    else:
        low = {other.name for other in arms if other.bound == "floor" and not other.own_bounds}
        high = {other.name for other in arms if other.bound == "ceiling" and not other.own_bounds}
    final = [cell for cell in cells if cell.final and cell.form in forms]
    return [cell for cell in final if cell.arm in low], [cell for cell in final if cell.arm in high]


def _of(arm: Arm, judge: str, cells: list[Cell]) -> list[Cell]:
    """A judge is held against itself, unless its protocol is about other judges than its bounds have."""
    return cells if arm.own_bounds else _by(judge, cells)


def _by(judge: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.judge == judge]


def _summary(
    arm: Arm, cells: Sequence[Cell], floor: Sequence[Cell], ceiling: Sequence[Cell], missing: Sequence[Missing]
) -> Summary:
    final = tuple(cell for cell in cells if cell.final)
    sample = Sample(final, tuple(floor), tuple(ceiling), arm.own_bounds)
    lost = Counter[str]()
    for gap in missing:
        lost[gap.reason] += gap.n
    whole = tally(final)
    return Summary(
        n=whole.n,
        right=whole.right,
        ties=whole.ties,
        clipped=sum(cell.clipped for cell in final),
        figures={name: statistic(sample) for name, statistic in FIGURES.items()},
        missing=dict(sorted(lost.items())),
        accuracy_bounds=bounds(whole.right, whole.n, lost.total()),
        by_round=by_round(cells),
        halves={half: tally(sample.half(half)) for half in ("honest", "dishonest") if sample.half(half)},
    )
