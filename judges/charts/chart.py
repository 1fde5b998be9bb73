"""What a chart is: a subject, its points, and how they are drawn, told in words and written to a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, Protocol, TypeVar

from debate.exporters.table import Cell, Columns, table
from judges.charts.marks import Mark
from judges.charts.theme import Spec
from judges.stats import Figure, Report
from judges.stats.bradley_terry import Rating
from judges.stats.drift import Drift
from judges.stats.ensembles import Ensemble

P = TypeVar("P", bound=Mark)
Needs = Literal["report", "judging", "ensembles", "drift"]
# A screen reader says all of these at one go; the rest stands in the table.
MOST_TOLD = 40


class Judged(Protocol):
    """What is drawn of judges.stats.judging.Judging."""

    @property
    def pairs(self) -> Mapping[tuple[str, str], Figure]: ...
    @property
    def ratings(self) -> Sequence[Rating]: ...


@dataclass(frozen=True, kw_only=True)
class Source:
    """What charts are drawn from; what stands after the report takes longer to make, and only some charts need it."""

    report: Report
    judging: Judged | None = None
    ensembles: Sequence[Ensemble] = ()
    drift: Drift | None = None


def _as_it_is(text: str, report: Report) -> str:
    return text


@dataclass(frozen=True, kw_only=True)
class Chart(Generic[P]):
    """One subject: what it draws, how, and what it is about, in words.

    `needs` = the part of a source that its points come from; `retitled` = its title or words as they suit a report.
    """

    subject: str
    title: str
    words: str
    points: Callable[[Source], Iterable[P]]
    columns: Columns[P]
    draw: Callable[[Sequence[P], int], Spec]
    needs: Needs = "report"
    retitled: Callable[[str, Report], str] = _as_it_is

    def of(self, report: Report, judging: Judged | None = None, ensembles: Sequence[Ensemble] = ()) -> tuple[P, ...]:
        """What it draws; nothing = there is no such chart of these."""
        return tuple(self.points(Source(report=report, judging=judging, ensembles=ensembles)))

    def describe(self, report: Report, judging: Judged | None = None, ensembles: Sequence[Ensemble] = ()) -> str:
        """The chart in words, for those who don't see it."""
        return self.told(self.of(report, judging, ensembles), report)

    def told(self, points: Sequence[P], report: Report) -> str:
        each = [f"{point.label}: {point.said}" for point in points[:MOST_TOLD]]
        more = f"; and {len(points) - MOST_TOLD:,} more" if len(points) > MOST_TOLD else ""
        return f"{self.about(report).words} {'; '.join(each) or 'Nothing to show'}{more}."

    def about(self, report: Report) -> Chart[P]:
        """The same chart, whose title and words say what this report's arms are split into."""
        title, words = (self.retitled(text, report) for text in (self.title, self.words))
        return replace(self, title=title, words=words, retitled=_as_it_is)

    def csv(self, points: Sequence[P]) -> str:
        """A row for each point, in the order in which they are drawn; what isn't known is empty."""
        return "".join(table({**self.columns, **FIGURE}, points))


def columns_of(*names: str) -> dict[str, Callable[[Any], Cell]]:
    """Columns that are called as a point's own fields are."""
    return {name: _field(name) for name in names}


def _field(name: str) -> Callable[[Any], Cell]:
    def value(point: Any) -> Cell:
        found: Cell = getattr(point, name)
        return found

    return value


FIGURE: Columns[Mark] = {
    "value": lambda point: point.figure.value,
    "low": lambda point: point.figure.low,
    "high": lambda point: point.figure.high,
    "n": lambda point: point.figure.n,
    "method": lambda point: point.figure.method,
}
