"""The debates behind the figures: their list, and the whole record of each."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from debate import access, desk
from debate.access import May
from debate.forms import FilterForm
from debate.models import Debate
from debate.views.experiment import experiment_for

PER_PAGE = 50


@login_required
@require_safe
def debates(request: HttpRequest, name: str) -> HttpResponse:
    experiment = experiment_for(request, name, May.KNOW)
    form = FilterForm(experiment, request.GET)
    found = desk.listing(experiment.debates.all(), form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {"experiment": experiment, "form": form, "page": page, "lines": list(desk.lines(list(page)))}
    return render(request, "desk/debates.html", shown)


@login_required
@require_safe
def debate(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = access.debates(access.viewer_of(request.user))
    rows = mine.select_related("experiment", "arm__config", "question__passage")
    found = get_object_or_404(rows, public_id=public_id)
    experiment_for(request, found.experiment.name, May.KNOW)
    # Of what was said in one that was withdrawn, nothing is left to be shown.
    record = None if found.status == Debate.Status.WITHDRAWN else desk.record_of(found)
    return render(request, "desk/debate.html", {"debate": found, "record": record})
