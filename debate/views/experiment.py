"""An experiment's page: what is known now, then how far it has come; and its files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from debate import access, desk, exporters
from debate.access import May
from debate.models import ArmSeat, Experiment
from debate.views.operate import log, open_to


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
    progress, rests = desk.progress_of(experiment), desk.rests_of(experiment)
    operations = [operation for operation in open_to(experiment, progress) if operation.right in rights]
    shown = {
        "experiment": experiment,
        "progress": progress,
        # The pace of the last minutes says nothing of an endpoint that nobody calls now.
        "left": None if rests.resting else desk.time_left(experiment),
        "places": desk.places_of(experiment),
        "audits": desk.audits_of(experiment),
        "calls": desk.calls_of(experiment),
        "rests": rests,
        "operations": operations,
        "may_retry": any(operation.verb == "retry" for operation in operations),
        "may_change": May.CHANGE in rights,
        "may_run": May.RUN in rights,
        "has_people": ArmSeat.objects.filter(arm__experiment=experiment, pool__isnull=False).exists(),
        "now": timezone.now(),
    }
    return {**shown, **_figures(experiment)} if May.KNOW in rights else shown


def _figures(experiment: Experiment) -> dict[str, Any]:
    """The few figures of this page; the others are on the page of statistics."""
    report = desk.report_of(experiment)
    sentences = desk.sentences(report)
    return {
        "knows": True,
        "report": report,
        "sentences": sentences if len(report.arms) <= desk.FEW else [],
        "groups": list(desk.groups(report)),
        "judged": bool(sentences),
        "counted": any(arm.overall.n or arm.overall.missing for arm in report.arms),
        "formats": exporters.FORMATS.values(),
    }


@login_required
@require_safe
def download(request: HttpRequest, name: str, format: str) -> HttpResponseBase:
    """The same as `moot export NAME`, streamed."""
    found = experiment_for(request, name, May.KNOW)
    if format not in exporters.FORMATS:
        raise Http404(f"There is no format “{format}”.")
    # What leaves with the truth in it is known afterwards.
    log(request, found, f"Downloaded {name}.{format}.")
    kind = exporters.FORMATS[format].content_type
    response = StreamingHttpResponse(exporters.export_async(found, format), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response
