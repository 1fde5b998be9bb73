"""How strong debaters are where they argue for the truth, and where against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.marks import around, counted
from judges.charts.rows import rows
from judges.charts.theme import Spec
from judges.stats import Figure
from judges.stats.bouts import Seat

SEATS = {"honest": "for the truth", "dishonest": "against it"}
ELO = "datum.value == 0 ? 'mean' : format(datum.value, '+.0f')"


@dataclass(frozen=True, kw_only=True)
class Strength:
    """One debater in one seat, in Elo points; ratings of two groups can't be compared, and groups count from 1."""

    debater: str
    seat: Seat
    group: int
    groups: int
    figure: Figure

    @property
    def label(self) -> str:
        return f"{self.debater} · {SEATS[self.seat]}"

    @property
    def said(self) -> str:
        group = f", group {self.group}" if self.groups > 1 else ""
        return f"{counted(self.figure)}{group}"

    @property
    def kind(self) -> str:
        return self.seat


def by_seat(source: Source) -> Iterator[Strength]:
    """Those that have a rating, the strongest of each group first."""
    rated = [one for one in source.judging.ratings if one.rating.value is not None] if source.judging else []
    groups = sorted({one.group for one in rated})
    for one in rated:
        yield Strength(
            debater=one.debater,
            seat=one.seat,
            group=groups.index(one.group) + 1,
            groups=len(groups),
            figure=one.rating,
        )


def strengths(points: Sequence[Strength], width: int) -> Spec:
    return rows(points, width, around((point.figure for point in points), 0, 50, ELO))


DEBATERS = Chart(
    subject="debaters",
    title="Debaters",
    words="Bradley and Terry’s ratings of debaters by seat, in Elo points, with 95 % intervals. 100 points more win "
    "64 % of debates; 0 is the mean of those that can be compared. Round dots are for the truth, square ones against.",
    points=by_seat,
    columns=columns_of("debater", "seat", "group"),
    draw=strengths,
    needs="judging",
)
