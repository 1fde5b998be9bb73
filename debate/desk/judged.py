"""What charts are drawn from besides the report: the figures that need single judgements, as they stand now."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from debate.desk.figures import key_of, report_of
from debate.services import analysis_of
from judges.charts import Chart, ensembles_from
from judges.queries import Scope
from judges.queries.judging import judging_of as made_of
from judges.stats.judging import Judging


def judging_of(scope: Scope) -> Judging:
    """A page and its charts share one: where judgements are many it takes seconds."""
    key = f"judging/{key_of(scope)}"
    judging: Judging | None = cache.get(key)
    if judging is None:
        judging = made_of(scope)
        cache.set(key, judging, timeout=None)
    return judging


def points_of(chart: Chart[Any], scope: Scope) -> tuple[Any, ...]:
    """What a chart draws of these judgements, from no more than it needs; of ensembles, what was asked for before."""
    report = report_of(scope)
    if chart.needs == "judging":
        return chart.of(report, judging_of(scope))
    if chart.needs == "ensembles":
        analysis = analysis_of(scope)
        return chart.of(report, ensembles=ensembles_from(analysis.result) if analysis and analysis.result else ())
    return chart.of(report)
