"""Where everybody arrives: researchers at their experiments, judges at their queue, strangers at a few words."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from debate import access, desk
from debate.access import May
from debate.models import Experiment
from judges.stats import Report

PER_PAGE = 20


def home(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request.user)
    if viewer.researcher:
        page = Paginator(access.experiments(viewer).select_related("question_set"), PER_PAGE).get_page(
            request.GET.get("page")
        )
        shown = [(e, desk.progress_of(e), _report(viewer, e)) for e in page]
        return render(request, "desk/experiments.html", {"experiments": shown, "page": page})
    if viewer.player:
        return redirect("queue")
    return render(request, "desk/welcome.html")


def _report(viewer: access.Viewer, experiment: Experiment) -> Report | None:
    """None for those who may not know yet."""
    return desk.report_of(experiment) if May.KNOW in viewer.rights(experiment) else None


def healthz(request: HttpRequest) -> HttpResponse:
    """The web process is up; it asks nothing of the database, whose restart must not take the pages down."""
    return HttpResponse("ok\n", content_type="text/plain")
