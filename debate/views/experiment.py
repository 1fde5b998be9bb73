"""An experiment's page: what is known now, then how far it has come; and its charts and files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from debate import access, desk, exporters
from debate.access import May
from debate.models import Experiment
from debate.views.operate import open_to
from judges import charts
from judges.stats import to_json


def experiment_for(request: HttpRequest, name: str, may: May) -> Experiment:
    """The experiment, for doing that. Raises Http404 where it doesn't exist for the viewer, else PermissionDenied."""
    return access.experiment(access.viewer_of(request.user), name, may)


@login_required
@require_safe
def experiment(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "desk/experiment.html", _shown(request, experiment_for(request, name, May.FOLLOW)))


@login_required
@require_safe
def news(request: HttpRequest, name: str) -> HttpResponse:
    """What of the page can have changed; the browser puts it in place of what it shows."""
    return render(request, "desk/news.html", _shown(request, experiment_for(request, name, May.FOLLOW)))


def _shown(request: HttpRequest, experiment: Experiment) -> dict[str, Any]:
    """Everything that shows is progress for those who may only follow, and figures too for those who may know."""
    rights = access.viewer_of(request.user).rights(experiment)
    progress = desk.progress_of(experiment)
    shown = {
        "experiment": experiment,
        "progress": progress,
        "operations": [operation for operation in open_to(experiment, progress) if operation.right in rights],
        "may_change": May.CHANGE in rights,
    }
    return {**shown, **_figures(experiment)} if May.KNOW in rights else shown


def _figures(experiment: Experiment) -> dict[str, Any]:
    report = desk.report_of(experiment)
    return {
        "knows": True,
        "report": report,
        "described": charts.describe(report),
        "described_rounds": charts.describe_rounds(report),
        "judged": any(arm.overall.n for arm in report.arms),
        "counted": any(arm.overall.n or arm.overall.missing for arm in report.arms),
        "has_rounds": any(len(arm.overall.by_round) > 1 for arm in report.arms),
        "has_halves": any(arm.overall.halves for arm in report.arms),
        "has_measures": any(arm.measures for arm in report.arms),
        "rounds": sorted({number for arm in report.arms for number in arm.overall.by_round}),
        "formats": exporters.FORMATS.values(),
    }


@login_required
@require_safe
def chart(request: HttpRequest, name: str, subject: str) -> HttpResponse:
    """A chart as SVG; `?dark` and `?narrow` suit it to the page."""
    report = desk.report_of(experiment_for(request, name, May.KNOW))
    draw = charts.accuracy_chart if subject == "accuracy" else charts.rounds_chart
    spec = draw(report, charts.NARROW if "narrow" in request.GET else charts.WIDE)
    if spec is None:
        raise Http404("Nothing has rounds here.")
    response = HttpResponse(charts.svg(spec, dark="dark" in request.GET), content_type="image/svg+xml")
    # The page's addresses say how many judgements are drawn, so that a chart is fetched anew when there are more.
    patch_cache_control(response, private=True, max_age=300 if "n" in request.GET else 0)
    return response


@login_required
@require_safe
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The same as `moot report NAME --json`."""
    shown = to_json(desk.report_of(experiment_for(request, name, May.KNOW)))
    return JsonResponse(shown, json_dumps_params={"indent": 2, "ensure_ascii": False})


@login_required
@require_safe
def download(request: HttpRequest, name: str, format: str) -> HttpResponseBase:
    """The same as `moot export NAME`, streamed."""
    found = experiment_for(request, name, May.KNOW)
    if format not in exporters.FORMATS:
        raise Http404(f"There is no format “{format}”.")
    kind = exporters.FORMATS[format].content_type
    response = StreamingHttpResponse(exporters.export_async(found, format), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response
