"""Where everybody arrives: researchers at their experiments, judges at their queue, strangers at a few words."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from debate import access, desk
from debate.access import May, Viewer
from debate.models import Experiment

PER_PAGE = 20
Purpose = Experiment.Purpose
FOR = ((Purpose.STUDY, "studies"), (Purpose.PRACTICE, "practice"), (Purpose.ATTENTION, "attention checks"))


def home(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request.user)
    if viewer.researcher:
        return _experiments(request, viewer)
    if viewer.player:
        return redirect("queue")
    return render(request, "desk/welcome.html")


def _experiments(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    mine = access.experiments(viewer).select_related("question_set", "study")
    words, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    found = mine.filter(name__icontains=words) if words else mine
    if status in Experiment.Status.values:
        found = found.filter(status=status)
    purpose = request.GET.get("purpose", "")
    # Practice and attention checks are tools of studies, and stand in their way among them.
    known = purpose if purpose in Experiment.Purpose.values else Experiment.Purpose.STUDY
    found = found.filter(purpose=known)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    knowing = {experiment.pk for experiment in page if May.KNOW in viewer.rights(experiment)}
    shown = {
        "lines": list(desk.overview(list(page), knowing)),
        "page": page,
        "words": words,
        "status": status,
        "statuses": Experiment.Status.choices,
        "purpose": known,
        "purposes": FOR if mine.exclude(purpose=Experiment.Purpose.STUDY).exists() else (),
        "any": mine.filter(purpose=known).exists(),
        "may_set_up": viewer.sets_up,
        "shown_arms": f":{desk.SHOWN}",
    }
    return render(request, "desk/experiments.html", shown)
