"""By how much arms differ: each pair's difference in accuracy on its interval, the planned ones told from others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.marks import around, counted
from judges.charts.rows import rows
from judges.charts.theme import Spec
from judges.stats import Figure

POINTS = "datum.value == 0 ? 'equal' : format(100 * datum.value, '+.0f')"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The first arm's accuracy less the second's, -1 to 1; `p` and `holm` are those of the comparison's test."""

    first: str
    second: str
    planned: bool
    primary: bool
    p: float | None
    holm: float | None
    figure: Figure

    @property
    def label(self) -> str:
        return f"{self.first} − {self.second}"

    @property
    def said(self) -> str:
        return f"{counted(self.figure, unit='points', times=100)}, {self.promised}"

    @property
    def promised(self) -> str:
        """Whether the comparison was planned, in a word."""
        if self.primary:
            return "primary"
        return "planned" if self.planned else "unplanned"

    @property
    def kind(self) -> str:
        return "planned" if self.planned else "unplanned"


def by_pair(source: Source) -> Iterator[Compared]:
    for one in source.report.comparisons:
        yield Compared(
            first=one.first,
            second=one.second,
            planned=one.planned,
            primary=one.primary,
            p=one.test.p if one.test else None,
            holm=one.holm,
            figure=one.accuracy.effect,
        )


def differences(points: Sequence[Compared], width: int) -> Spec:
    return rows(points, width, around((point.figure for point in points), 0, 0.1, POINTS))


DIFFERENCES = Chart(
    subject="differences",
    title="Differences between arms",
    words="By how many percentage points more of the first arm’s judgements were right than of the second’s, with 95 % "
    "intervals. Full dots were planned before launch, hollow ones were not.",
    points=by_pair,
    columns=columns_of("first", "second", "promised", "p", "holm"),
    draw=differences,
)
