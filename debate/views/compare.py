"""Which protocol, and at what price: rival protocols set up as one experiment, and read in one table and one chart."""

from __future__ import annotations

from math import isfinite
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from debate import access, desk
from debate.access import May
from debate.forms import LOOK, CompareForm
from debate.services.compare import plan_for
from debate.services.setup import set_up
from debate.views.experiment import experiment_for
from debate.views.operate import log
from debate.views.statistics import asked_for
from judges import charts
from judges.queries import hourly_of
from judges.stats.analysis_plan import MOST_HOURLY

MADE = "A draft. “Launch …” shows first what it would take."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest) -> HttpResponse:
    """The form of a new comparison. What is refused is shown again as it was filled in, and nothing is made.

    With `look`, it is shown for the question set that was chosen: which protocols there are depends on that.
    """
    viewer = access.viewer_of(request.user)
    if not viewer.sets_up:
        raise Http404("Nothing can be set up here.")
    if request.method != "POST":
        return _form(request, CompareForm(viewer, kept=request.GET))
    posted = cast(QueryDict, request.POST)
    if LOOK in posted:
        return _form(request, CompareForm(viewer, kept=posted))
    form = CompareForm(viewer, posted)
    if not form.is_valid() or form.comparable is None:
        return _form(request, form)
    made = set_up(plan_for(form.wanted, form.comparable))
    log(request, made, "Set up as a comparison.")
    messages.success(request, MADE)
    return redirect("experiment", name=made.name)


def _form(request: HttpRequest, form: CompareForm) -> HttpResponse:
    return render(request, "desk/compare.html", {"form": form})


@login_required
@require_safe
def comparison(request: HttpRequest, name: str) -> HttpResponse:
    """One table and one chart of an experiment's protocols, then judging against generating."""
    found = experiment_for(request, name, May.KNOW)
    asked = asked_for(request, found)
    report = desk.report_of(asked.scope, asked.wanted)
    hourly = _hourly(request.GET.get("rate", ""), hourly_of(asked.scope))
    shown = {
        "experiment": found,
        "asked": asked,
        "report": report,
        "compared": desk.compared(report),
        "generating": desk.generating_of(asked.scope, hourly),
        "bots": sum(row.arm.by_bots for row in report.arms),
        "progress": desk.progress_of(found),
        "drawn": desk.drawn(charts.Source(report=report)),
        "scopes": asked.query,
    }
    return render(request, "desk/comparison.html", shown)


def _hourly(text: str, planned: float) -> float:
    """US dollars an hour, as an address says; the plan's where that is no amount."""
    try:
        found = float(text)
    except ValueError:
        return planned
    return found if isfinite(found) and 0 <= found <= MOST_HOURLY else planned
