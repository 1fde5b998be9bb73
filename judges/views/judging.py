"""The queue, and the page on which a person judges."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from debate import access, services
from debate.models import Seat
from judges.forms import AnswerForm

NOTHING_FREE = "There is nothing to judge right now. Look in again later."
NO_LONGER_OPEN = "That had been answered already, in another tab or by a doubled click. Here is where things stand."


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponseBase:
    """What the person has begun and what is next; POST sits them down before the next debate."""
    viewer = access.viewer_of(request.user)
    if request.method == "GET" or viewer.player is None:
        return render(request, "judges/queue.html", {"queue": access.queue(viewer), "invited": viewer.player})
    place = services.sit_down(viewer.player)
    seat = access.seat_of(place) if place else None
    if seat is None:
        messages.info(request, NOTHING_FREE)
        return redirect("queue")
    return redirect("judge", seat.public_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """One judgement, from its first ask to its thanks; POST answers the open ask."""
    seat = access.seat(access.viewer_of(request.user), seat_id)
    page = access.seat_page(seat)
    if request.method == "POST":
        return _answer(request, seat, page)
    services.note_seen(seat)
    return render(request, "judges/judge.html", _shown(page))


@never_cache
@login_required
@require_GET
def judge_news(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """The changing part of the page, when it is another than the browser has (`after`); else 204, no content."""
    seat = access.seat(access.viewer_of(request.user), seat_id)
    page = access.seat_page(seat)
    if request.GET.get("after") == page.cursor:
        return HttpResponse(status=204)
    services.note_seen(seat)
    return render(request, "judges/now.html", _shown(page))


def _shown(page: access.SeatPage, form: AnswerForm | None = None) -> dict[str, object]:
    return {"page": page, "form": form or (AnswerForm(page) if page.ask else None)}


def _answer(request: HttpRequest, seat: Seat, page: access.SeatPage) -> HttpResponse:
    """Stores an answer to the ask that is open now; one to any other changes nothing."""
    here = reverse("judge", args=[page.id]) + "#now"
    if page.ask is None or request.POST.get("turn") != page.turn:
        messages.info(request, NO_LONGER_OPEN)
        return redirect(here)
    form = AnswerForm(page, request.POST)
    if not form.is_valid():
        return render(request, "judges/judge.html", _shown(page, form), status=422)
    turn = seat.turns.get(public_id=page.turn)
    if not services.answer_by_person(turn, services.Answer(reply=form.reply)):
        messages.info(request, NO_LONGER_OPEN)
    return redirect(here)
