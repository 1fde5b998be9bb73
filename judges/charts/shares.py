"""The charts of shares, from 0 to 100 %: rows by arm, part and half, and lines over rounds."""

from __future__ import annotations

from collections.abc import Sequence

from judges.charts.chart import Chart
from judges.charts.lines import Step, lines
from judges.charts.marks import PLAIN, shares, shares_from
from judges.charts.points import COLUMNS, Point, beliefs, by_arm, by_half, by_part, by_round, own_shares, parted
from judges.charts.rows import rows
from judges.charts.theme import Spec

READ = "rounds of speeches read"


def accuracies(points: Sequence[Point], width: int) -> Spec:
    return rows(points, width, shares(point.figure for point in points))


def own(points: Sequence[Point], width: int) -> Spec:
    return rows(points, width, shares_from(0))


def over_rounds(points: Sequence[Point], width: int) -> Spec:
    return lines(_steps(points), width, shares(point.figure for point in points), READ)


def beliefs_over_rounds(points: Sequence[Point], width: int) -> Spec:
    return lines(_steps(points), width, shares((point.figure for point in points), label=PLAIN), READ)


def _steps(points: Sequence[Point]) -> list[Step]:
    return [Step(point.arm, point.round, point.figure) for point in points if point.round is not None]


ACCURACY = Chart(
    subject="accuracy",
    title="Accuracy",
    words="Share of judgements that were right, with 95 % intervals; chance is 50 %.",
    points=by_arm,
    columns=COLUMNS,
    draw=accuracies,
)
ROUNDS = Chart(
    subject="rounds",
    title="After each round",
    words="Share of judgements that were right after each number of rounds, with 95 % intervals.",
    points=by_round,
    columns=COLUMNS,
    draw=over_rounds,
)
BELIEF = Chart(
    subject="belief",
    title="Belief after each round",
    words="Mean belief in the right option after each number of rounds, with 95 % intervals. Who stopped earlier is "
    "not carried on, so rounds hold other judgements.",
    points=beliefs,
    columns=COLUMNS,
    draw=beliefs_over_rounds,
)
PARTS = Chart(
    subject="judges",
    title="By part",
    words="Share of judgements that were right by arm and part, with 95 % intervals; chance is 50 %.",
    points=by_part,
    columns=COLUMNS,
    draw=accuracies,
    retitled=parted,
)
HALVES = Chart(
    subject="halves",
    title="Where one speaker is heard",
    words="Share of judgements that were right, by what the speaker argued for, with 95 % intervals.",
    points=by_half,
    columns=COLUMNS,
    draw=accuracies,
)
MEASURES = Chart(
    subject="measures",
    title="The protocols' own figures",
    words="The protocols' own figures that are shares of debates, with 95 % intervals.",
    points=own_shares,
    columns=COLUMNS,
    draw=own,
)
