"""An experiment's statistics: every figure with its n, interval and method, and the charts as pictures and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from debate import desk, exporters
from debate.access import May
from debate.views.experiment import experiment_for
from judges import charts
from judges.stats import FIGURES, Report, to_json


@dataclass(frozen=True)
class Drawn:
    """A chart that this report has, and what it shows in words."""

    chart: charts.Chart
    words: str


@login_required
@require_safe
def statistics(request: HttpRequest, name: str) -> HttpResponse:
    found = experiment_for(request, name, May.KNOW)
    report = desk.report_of(found)
    shown = {
        "experiment": found,
        "progress": desk.progress_of(found),
        "report": report,
        "drawn": drawn(report),
        "scores": {name: (one.title, one.words) for name, one in FIGURES.items() if one.unit != "share"},
        "few": len(report.arms) <= desk.FEW,
        "judged": any(arm.overall.n for arm in report.arms),
        "has_measures": any(arm.measures for arm in report.arms),
        "rounds": sorted({number for arm in report.arms for number in arm.overall.by_round}),
        "formats": exporters.FORMATS.values(),
    }
    return render(request, "desk/statistics.html", shown)


def drawn(report: Report) -> dict[str, Drawn]:
    """The charts in which something is to be seen, by subject."""
    return {
        subject: Drawn(chart, chart.describe(report))
        for subject, chart in charts.CHARTS.items()
        if any(point.figure.value is not None for point in chart.of(report))
    }


@login_required
@require_safe
def chart(request: HttpRequest, name: str, subject: str, kind: str) -> HttpResponse:
    """A chart as SVG, for which `?dark` and `?narrow` suit it to the page; as PNG; or its numbers as CSV."""
    found = charts.CHARTS[subject]
    points = found.of(desk.report_of(experiment_for(request, name, May.KNOW)))
    if not points:
        raise Http404("Nothing is to be drawn here.")
    if kind == "csv":
        return _file(charts.to_csv(points).encode(), "text/csv; charset=utf-8", f"{name}-{subject}.csv")
    spec = found.draw(points, charts.NARROW if "narrow" in request.GET else charts.WIDE)
    if kind == "png":
        return _file(charts.png(spec), "image/png", f"{name}-{subject}.png")
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
    shown = to_json(desk.report_of(experiment_for(request, name, May.KNOW)))
    return JsonResponse(shown, json_dumps_params={"indent": 2, "ensure_ascii": False})
