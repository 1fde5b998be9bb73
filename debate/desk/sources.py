"""What a page's charts and tables are made from, each part only if something needs it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache

from debate import services
from debate.desk.asked import Asked
from debate.desk.figures import key_of, report_of
from judges import charts, queries
from judges.models import Analysis
from judges.queries import Scope
from judges.stats.drift import Drift
from judges.stats.judging import Judging


def judging_of(scope: Scope) -> Judging:
    """The figures of single judgements as they stand now; kept as a report is."""
    made = cache.get_or_set(f"judging/{key_of(scope)}", lambda: queries.judging_of(scope), timeout=None)
    return cast(Judging, made)


def drift_of(scope: Scope) -> Drift:
    """How figures change with experience, as they stand now; kept as a report is."""
    return cast(Drift, cache.get_or_set(f"drift/{key_of(scope)}", lambda: queries.drift_of(scope), timeout=None))


def analysis_of(asked: Asked) -> Analysis | None:
    """The slow figures, as far as somebody has asked for them."""
    return services.analysis_of(asked.scope)


def source_of(asked: Asked, needs: Collection[charts.Needs]) -> charts.Source:
    """What a chart with these needs is drawn from, and no more."""
    analysis = analysis_of(asked) if "ensembles" in needs else None
    return charts.Source(
        report=report_of(asked.scope, asked.wanted),
        judging=judging_of(asked.scope) if "judging" in needs else None,
        ensembles=charts.ensembles_from(analysis.result) if analysis and analysis.result else (),
        drift=drift_of(asked.scope) if "drift" in needs else None,
    )


@dataclass(frozen=True)
class Drawn:
    """A chart in which something is to be seen, and what it shows in words."""

    chart: charts.Chart[Any]
    words: str


def drawn(source: charts.Source) -> dict[str, Drawn]:
    """By subject."""
    found = {}
    for subject, chart in charts.CHARTS.items():
        points = tuple(chart.points(source))
        if any(point.figure.value is not None for point in points):
            about = chart.about(source.report)
            found[subject] = Drawn(about, about.told(points, source.report))
    return found
