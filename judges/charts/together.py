"""How often several judges together are right, by how many they are and how their beliefs are combined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.lines import Step, lines
from judges.charts.marks import said, shares
from judges.charts.theme import Spec
from judges.stats import Figure
from judges.stats.ensembles import Ensemble
from judges.stats.output import figure_from

RULES = {
    "mean": "mean belief",
    "log_odds": "mean of log-odds",
    "confidence_weighted": "weighted by confidence",
    "dawid_skene": "Dawid and Skene",
}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The accuracy of `k` judges whose beliefs are combined by a rule."""

    rule: str
    k: int
    figure: Figure
    kind: str = "arm"

    @property
    def line(self) -> str:
        return RULES.get(self.rule, self.rule)

    @property
    def label(self) -> str:
        return f"{self.k} by {self.line}"

    @property
    def said(self) -> str:
        return said(self.figure)


def ensembles_from(result: Mapping[str, Any]) -> tuple[Ensemble, ...]:
    """Those of judges.stats.judging.Slow, read back from its JSON."""
    return tuple(Ensemble(one["rule"], one["k"], figure_from(one["accuracy"])) for one in result.get("ensembles", ()))


def by_size(source: Source) -> Iterator[Panel]:
    """Nothing where there is one judge alone."""
    for one in source.ensembles:
        if one.accuracy.value is not None and max(other.k for other in source.ensembles) > 1:
            yield Panel(rule=one.rule, k=one.k, figure=one.accuracy)


def over_size(points: Sequence[Panel], width: int) -> Spec:
    steps = [Step(point.line, point.k, point.figure) for point in points]
    return lines(steps, width, shares(point.figure for point in points), "judges together")


ENSEMBLES = Chart(
    subject="ensembles",
    title="Judges together",
    words="Share of debates on which so many judges together are right, by how their beliefs are combined, with 95 % "
    "intervals.",
    points=by_size,
    columns=columns_of("rule", "k"),
    draw=over_size,
    needs="ensembles",
)
