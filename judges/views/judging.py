"""The queue, and the page on which a person judges."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from debate import access, services
from debate.models import Seat
from judges import services as judging
from judges.services import presence
from judges.views.answering import DIRECT, entered, judgement, part, take


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponseBase:
    """What the person has begun and what is next; POST sits them down before the next debate.

    Whoever has a step to do before judging, or nothing more to judge, is led to their course.
    """
    viewer = access.viewer_of(request.user)
    gate = access.gate(viewer)
    if gate.away:
        return redirect("course")
    if request.method == "GET" or viewer.player is None or gate.stopped:
        waiting = access.queue(viewer)
        if gate.ends and not waiting.begun and (gate.stopped or not waiting.waiting):
            return redirect("course")
        progress = access.progress(viewer, waiting.due.seat if waiting.due else "", waiting.waiting)
        context: dict[str, Any] = {"queue": waiting, "progress": progress, "invited": viewer.player, "gate": gate}
        if gate.ends:
            context["link"] = access.own_link_of(viewer)
        return render(request, "judges/queue.html", context)
    place = services.sit_down(viewer.player)
    seat = access.seat_of(place) if place else None
    if seat is None:
        if not gate.ends:
            # In a course its own page says what there is to say.
            messages.info(request, _("There is nothing to judge right now. Look in again later."))
        return redirect("queue")
    if DIRECT in request.POST:
        return judgement(request, viewer, entered(viewer, seat.public_id))
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
    return judgement(request, viewer, seat)


@never_cache
@login_required
@require_GET
def judge_news(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """The changing part of the page, when it is another than the browser has (`after`); else 204, no content.

    `here` says that somebody sits before it, active or with the page hidden, or that they are away: nobody answered.
    A clock that runs is set by the header `Moot-Left`, in seconds.
    """
    viewer = access.viewer_of(request.user)
    seat = access.seat(viewer, seat_id)
    if "here" in request.GET:
        _hear(seat, request.GET["here"])
    if request.GET.get("after") == access.cursor(seat):
        return HttpResponse(status=204, headers=_time_left(seat))
    services.note_shown(seat)
    return part(request, seat)


def _hear(seat: Seat, said: str) -> None:
    """The page's heartbeat. Who is away keeps no place by it."""
    assert seat.player is not None, "a person's seat"
    presence.heard(seat.player, judging.place_of(seat), said not in ("hidden", "away"), away=said == "away")
    if said != "away":
        services.note_here(seat)


def _time_left(seat: Seat) -> dict[str, str]:
    left = access.form_page(seat).left
    return {} if left is None else {"Moot-Left": f"{left:.2f}"}
