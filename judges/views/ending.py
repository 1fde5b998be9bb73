"""The last page of a course, with its code; and withdrawing from it, which stays possible after it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from debate import access
from debate.access.earned import earned
from debate.access.leaderboard import has_board
from debate.services.withdrawing import withdraw as take_back


@never_cache
@login_required
@require_GET
def end(request: HttpRequest) -> HttpResponseBase:
    """Thanks, the code, what happens next; of several courses, the one that ended last."""
    viewer = access.viewer_of(request.user)
    # A withdrawal that was broken off has its outcome, and its end only once the sweep has gone on with it.
    ended = [one for one in access.attendances(viewer) if one.ended_at or one.outcome]
    if not ended:
        return redirect("course")
    attendance = max(ended, key=lambda one: (one.ended_at or timezone.now(), one.pk))
    shown = {
        "ending": access.ending(attendance),
        "more": access.standing(viewer) is not None,
        "earned": earned(viewer, attendance),
        "board": attendance.pool_id if has_board(viewer, attendance.pool) else None,
    }
    return render(request, "judges/end.html", shown)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """What withdrawing deletes; POST does it, for the course that it names."""
    viewer = access.viewer_of(request.user)
    if request.method == "GET":
        gone = request.session.get("withdrawn") if "done" in request.GET else None
        shown = {"gone": gone, "courses": access.withdrawable(viewer)}
        return render(request, "judges/withdrawn.html" if gone else "judges/withdraw.html", shown)
    mine = {str(one.pk): one for one in access.attendances(viewer)}
    attendance = mine.get(request.POST.get("attendance", ""))
    if attendance is None:
        raise Http404("There is nothing of yours to withdraw from.")
    gone = take_back(attendance)
    request.session["withdrawn"] = {"judgements": gone.judgements, "debates": gone.debates}
    return redirect(reverse("withdraw") + "?done")
