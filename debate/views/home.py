"""Where everybody arrives: researchers at their experiments, judges at their queue, strangers at a few words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from debate import access, desk


def home(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request.user)
    if viewer.researcher:
        found = access.experiments(viewer).select_related("question_set").prefetch_related("arms")
        shown = [(e, desk.progress_of(e), desk.report_of(e)) for e in found]
        return render(request, "desk/experiments.html", {"experiments": shown})
    if viewer.player:
        return redirect("queue")
    return render(request, "desk/welcome.html")


def healthz(request: HttpRequest) -> HttpResponse:
    """The web process is up; it asks nothing of the database, whose restart must not take the pages down."""
    return HttpResponse("ok\n", content_type="text/plain")
