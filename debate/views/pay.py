"""What the people of an experiment are owed; settling it after the close; and the files by which it is paid."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from debate import access
from debate.access import May
from debate.desk.pay import pay_of
from debate.exporters.pay import everything, prolific, studies
from debate.models import Experiment
from debate.views.experiment import experiment_for
from debate.views.operate import log
from judges.services.paying import NotClosed, settle


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, name: str) -> HttpResponse:
    """What is owed, for those who run the experiment, too: bonuses, which would tell the truth, after the close alone.

    POST settles it.
    """
    if request.method == "POST":
        return _settle(request, experiment_for(request, name, May.CHANGE))
    found = experiment_for(request, name, May.RUN)
    owed = pay_of(found)
    may_change = May.CHANGE in access.viewer_of(request.user).rights(found)
    shown = {"experiment": found, "pay": owed, "may_change": may_change}
    if may_change:
        shown["studies"] = studies(owed)
    return render(request, "desk/pay.html", shown)


def _settle(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    try:
        settled = settle(experiment)
    except NotClosed as problem:
        messages.error(request, str(problem))
    else:
        words = f"Settled: {settled:,} {'person' if settled == 1 else 'people'}."
        log(request, experiment, words)
        messages.success(request, words)
    return redirect("pay", experiment.name)


@never_cache
@login_required
@require_safe
def pay_file(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """`everyone` for those who run the experiment; with the panel's ids, as `prolific`, for those who set it up."""
    if format not in ("everyone", "prolific"):
        raise Http404(f"There is no file “{format}” of what is owed.")
    found = experiment_for(request, name, May.CHANGE if format == "prolific" else May.RUN)
    may_change = May.CHANGE in access.viewer_of(request.user).rights(found)
    if format == "prolific":
        study = request.GET.get("study", "")
        content, file = prolific(pay_of(found), study), f"{name}-prolific.csv"
    else:
        content, file = everything(pay_of(found), with_ids=may_change), f"{name}-pay.csv"
    log(request, found, f"Downloaded {file}.")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
