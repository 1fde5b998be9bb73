"""What charts draw: points, each a figure with whose it is; and the same numbers as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from debate.exporters.table import Columns, table
from judges.stats import Figure, Report

HALVES = {"honest": "for the truth", "dishonest": "for what is wrong"}


@dataclass(frozen=True, kw_only=True)
class Point:
    """One mark of a chart; what doesn't set it apart is "" or None. A `bound` bounds what arguing can do.

    `name` says what the figure is: accuracy, or one of a protocol's own. Values and ends are shares, from 0 to 1.
    """

    arm: str
    protocol: str
    figure: Figure
    name: str = "accuracy"
    judge: str = ""
    half: str = ""
    round: int | None = None
    bound: bool = False

    @property
    def label(self) -> str:
        """Tells it from the other rows of its chart."""
        told_apart = self.judge or HALVES.get(self.half, "") or (self.name if self.name != "accuracy" else "")
        return f"{self.arm} · {told_apart}" if told_apart else self.arm


def by_arm(report: Report) -> Iterator[Point]:
    for row in report.arms:
        yield Point(arm=row.arm.name, protocol=row.arm.protocol, figure=row.overall.accuracy, bound=bool(row.arm.bound))


def by_judge(report: Report) -> Iterator[Point]:
    for row in report.arms:
        for judge, summary in row.groups.items():
            yield Point(
                arm=row.arm.name,
                protocol=row.arm.protocol,
                judge=judge,
                figure=summary.accuracy,
                bound=bool(row.arm.bound),
            )


def by_half(report: Report) -> Iterator[Point]:
    for row in report.arms:
        for half, tally in row.overall.halves.items():
            yield Point(arm=row.arm.name, protocol=row.arm.protocol, half=half, figure=tally.accuracy)


def by_round(report: Report) -> Iterator[Point]:
    """Of those arms in which beliefs were asked for after several rounds."""
    for row in report.arms:
        if len(row.overall.by_round) > 1:
            for number, one in row.overall.by_round.items():
                yield Point(arm=row.arm.name, protocol=row.arm.protocol, round=number, figure=one.tally.accuracy)


def own_shares(report: Report) -> Iterator[Point]:
    """The protocols' own figures, as far as they are shares; counts and scores share no scale."""
    for row in report.arms:
        for name, figure in row.measures.items():
            ends = [end for end in (figure.value, figure.low, figure.high) if end is not None]
            if ends and not name.startswith(row.arm.amounts) and all(0 <= end <= 1 for end in ends):
                yield Point(arm=row.arm.name, protocol=row.arm.protocol, name=name, figure=figure)


COLUMNS: Columns[Point] = {
    "arm": lambda point: point.arm,
    "protocol": lambda point: point.protocol,
    "judge": lambda point: point.judge,
    "half": lambda point: point.half,
    "round": lambda point: point.round,
    "figure": lambda point: point.name,
    "value": lambda point: point.figure.value,
    "low": lambda point: point.figure.low,
    "high": lambda point: point.figure.high,
    "n": lambda point: point.figure.n,
    "method": lambda point: point.figure.method,
}


def to_csv(points: Sequence[Point]) -> str:
    """A row for each point, in the order in which they are drawn; what isn't known is empty."""
    return "".join(table(COLUMNS, points))
