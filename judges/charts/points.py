"""Points of the charts of shares: accuracy by arm, part, half and round; beliefs; the protocols' own shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from judges.charts.chart import Source, columns_of
from judges.charts.marks import said
from judges.stats import ArmReport, Figure, Report
from judges.stats.plants import is_of_plants

HALVES = {"honest": "for the truth", "dishonest": "for what is wrong"}
PARTS = {"kind": "kind of judge", "set": "question set"}
COLUMNS = {**columns_of("arm", "protocol", "part", "half", "round"), "figure": lambda point: point.name}


@dataclass(frozen=True, kw_only=True)
class Point:
    """One mark of a chart; what doesn't set it apart is "" or None. A `bound` bounds what arguing can do.

    `name` says what the figure is: accuracy, belief, or one of a protocol's own. Values and ends are shares, 0 to 1.
    `part` = which part of its arm.
    """

    arm: str
    protocol: str
    figure: Figure
    name: str = "accuracy"
    part: str = ""
    half: str = ""
    round: int | None = None
    bound: bool = False

    @property
    def label(self) -> str:
        """Tells it from the others of its chart."""
        if self.round is not None:
            return f"{self.arm} after {self.round}"
        told_apart = self.part or HALVES.get(self.half, "") or (self.name if self.name != "accuracy" else "")
        return f"{self.arm} · {told_apart}" if told_apart else self.arm

    @property
    def said(self) -> str:
        return said(self.figure)

    @property
    def kind(self) -> str:
        return "bound" if self.bound else "arm"


def by_arm(source: Source) -> Iterator[Point]:
    for row in source.report.arms:
        yield Point(arm=row.arm.name, protocol=row.arm.protocol, figure=row.overall.accuracy, bound=bool(row.arm.bound))


def by_part(source: Source) -> Iterator[Point]:
    for row in source.report.arms:
        for part, summary in row.groups.items():
            yield Point(
                arm=row.arm.name,
                protocol=row.arm.protocol,
                part=part,
                figure=summary.accuracy,
                bound=bool(row.arm.bound),
            )


def by_half(source: Source) -> Iterator[Point]:
    for row in source.report.arms:
        for half, tally in row.overall.halves.items():
            yield Point(arm=row.arm.name, protocol=row.arm.protocol, half=half, figure=tally.accuracy)


def by_round(source: Source) -> Iterator[Point]:
    for row in _with_rounds(source.report):
        for number, one in row.overall.by_round.items():
            yield Point(arm=row.arm.name, protocol=row.arm.protocol, round=number, figure=one.tally.accuracy)


def beliefs(source: Source) -> Iterator[Point]:
    for row in _with_rounds(source.report):
        for number, one in row.overall.by_round.items():
            if one.belief.value is not None:
                yield Point(arm=row.arm.name, protocol=row.arm.protocol, round=number, figure=one.belief, name="belief")


def _with_rounds(report: Report) -> Iterator[ArmReport]:
    """Those arms in which beliefs were asked for after several rounds."""
    return (row for row in report.arms if len(row.overall.by_round) > 1)


def own_shares(source: Source) -> Iterator[Point]:
    """The protocols' own figures, as far as they are shares; counts and scores share no scale."""
    for row in source.report.arms:
        for name, figure in row.measures.items():
            ends = [end for end in (figure.value, figure.low, figure.high) if end is not None]
            own = not name.startswith(row.arm.amounts) and not is_of_plants(name, row.arm)
            if ends and own and all(0 <= end <= 1 for end in ends):
                yield Point(arm=row.arm.name, protocol=row.arm.protocol, name=name, figure=figure)


def parted(text: str, report: Report) -> str:
    """The text with what arms are split into in place of “part”: judge, question set ..."""
    return text.replace("part", " and ".join(map(_part, report.asked.by)) or "part")


def _part(dimension: str) -> str:
    kind, _, key = dimension.partition(".")
    return f"{key} of the {kind}" if key else PARTS.get(dimension, dimension)
