"""The queue, and the page on which a person judges."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from debate import access, services
from debate.models import Seat
from judges.views.answering import entered, shown, take


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponseBase:
    """What the person has begun and what is next; POST sits them down before the next debate."""
    viewer = access.viewer_of(request.user)
    if request.method == "GET" or viewer.player is None:
        waiting = access.queue(viewer)
        progress = access.progress(viewer, waiting.due.seat if waiting.due else "", waiting.waiting)
        context = {"queue": waiting, "progress": progress, "invited": viewer.player}
        return render(request, "judges/queue.html", context)
    place = services.sit_down(viewer.player)
    seat = access.seat_of(place) if place else None
    if seat is None:
        messages.info(request, _("There is nothing to judge right now. Look in again later."))
        return redirect("queue")
    return redirect("judge", seat.public_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """One judgement, from its first ask to its thanks; POST takes what is said to the open ask a step further."""
    viewer = access.viewer_of(request.user)
    seat = entered(viewer, seat_id)
    if request.method == "POST":
        return take(request, viewer, seat)
    progress = access.progress(viewer, seat.public_id)
    return render(request, "judges/judge.html", {**shown(seat), "progress": progress})


@never_cache
@login_required
@require_GET
def judge_news(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """The changing part of the page, when it is another than the browser has (`after`); else 204, no content.

    `here` says that somebody sits before it. A clock that runs is set by the header `Moot-Left`, in seconds.
    """
    seat = access.seat(access.viewer_of(request.user), seat_id)
    if "here" in request.GET:
        services.note_here(seat)
    if request.GET.get("after") == access.cursor(seat):
        return HttpResponse(status=204, headers=_time_left(seat))
    services.note_shown(seat)
    return render(request, "judges/now.html", shown(seat))


def _time_left(seat: Seat) -> dict[str, str]:
    left = access.form_page(seat).left
    return {} if left is None else {"Moot-Left": f"{left:.2f}"}
