"""Statistics: every figure with its n, interval and method, and the charts as pictures and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from debate import access, desk, exporters
from debate.access import May
from debate.models import Experiment
from debate.views.experiment import experiment_for
from judges import charts
from judges.queries.looks import sequential_of
from judges.stats import FIGURES, SECTIONS, Report, Statistic, to_json
from judges.stats.analysis_plan import in_words

# So many other experiments are offered to compare with, the newest first.
OFFERED = 50


@dataclass(frozen=True)
class Drawn:
    """A chart that this report has, and what it shows in words."""

    chart: charts.Chart[Any]
    words: str


@login_required
@require_safe
def statistics(request: HttpRequest, name: str) -> HttpResponse:
    found = experiment_for(request, name, May.KNOW)
    asked = asked_for(request, found)
    report = desk.report_of(asked.scope, asked.wanted)
    shown = {
        "experiment": found,
        "asked": asked,
        "points": f"{100 * asked.wanted:g}",
        "progress": desk.progress_of(found),
        "report": report,
        "plan": in_words(report.asked.plan),
        "drawn": drawn(report),
        "figures": applying(report),
        "sections": SECTIONS,
        "judged": any(arm.overall.n for arm in report.arms),
        "sentences": desk.sentences(report) if len(report.arms) <= desk.FEW else [],
        "split": [desk.words(one) for one in report.asked.by],
        "looks": None if report.asked.plan.stopping is None else sequential_of(found),
        "has_measures": any(arm.measures for arm in report.arms),
        "formats": exporters.FORMATS.values(),
        "scopes": asked.query,
    }
    return render(request, "desk/statistics.html", shown)


def asked_for(request: HttpRequest, experiment: Experiment) -> desk.Asked:
    """What the address asks for; nobody compares with an experiment whose figures they may not see."""
    viewer = access.viewer_of(request.user)
    rows = access.experiments(viewer).exclude(pk=experiment.pk).exclude(launched_at=None)[:OFFERED]
    others = [one for one in rows if May.KNOW in viewer.rights(one)]
    return desk.asked_of(request.GET, experiment, others)


def applying(report: Report) -> dict[str, Statistic]:
    """The figures that have a value for some arm: the others would be columns of nothing."""
    return {
        name: statistic
        for name, statistic in FIGURES.items()
        if any(row.overall.figures[name].value is not None for row in report.arms)
    }


def drawn(report: Report) -> dict[str, Drawn]:
    """The charts in which something is to be seen, by subject."""
    return {
        subject: Drawn(chart.about(report), chart.describe(report))
        for subject, chart in charts.CHARTS.items()
        if any(point.figure.value is not None for point in chart.of(report))
    }


@login_required
@require_safe
def chart(request: HttpRequest, name: str, subject: str, kind: str) -> HttpResponse:
    """A chart as SVG, for which `?dark` and `?narrow` suit it to the page; as PNG, Vega-Lite, or its numbers as CSV."""
    found = charts.CHARTS[subject]
    scope = asked_for(request, experiment_for(request, name, May.KNOW)).scope
    points = desk.points_of(found, scope)
    if not points:
        raise Http404("Nothing is to be drawn here.")
    if kind == "csv":
        return _file(found.csv(points).encode(), "text/csv; charset=utf-8", f"{name}-{subject}.csv")
    spec = found.draw(points, charts.NARROW if "narrow" in request.GET else charts.WIDE)
    if kind == "png":
        return _file(charts.png(spec), "image/png", f"{name}-{subject}.png")
    if kind == "vl.json":
        words = found.told(points, desk.report_of(scope))
        return _file(charts.vega_lite(spec, words).encode(), "application/json", f"{name}-{subject}.vl.json")
    response = HttpResponse(charts.svg(spec, dark="dark" in request.GET), content_type="image/svg+xml")
    # The page's addresses say how many judgements are drawn, so that a chart is fetched anew when there are more.
    patch_cache_control(response, private=True, max_age=300 if "n" in request.GET else 0)
    return response


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The same as `moot report NAME --json`."""
    asked = asked_for(request, experiment_for(request, name, May.KNOW))
    shown: dict[str, Any] = to_json(desk.report_of(asked.scope, asked.wanted))
    return JsonResponse(shown, json_dumps_params={"indent": 2, "ensure_ascii": False})
