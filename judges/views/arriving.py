"""A door's page: a room, or a panel's link. Opening it starts nothing, since chat programs open links; its button does.

Whoever has begun comes back to where they stopped: in the same browser at once, else by the button.
"""

from __future__ import annotations

import secrets

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from debate import access, arrivals, people
from debate.access.markdown import page
from debate.arrivals import DoorClosed, LinkRefused, Named
from judges.models import Attendance, Door
from judges.services import attending

BY_INVITATION = "debate.people.ByInvitation"
# The longest random word that a page sends back: its own are shorter.
LONGEST_VISIT = 64


@never_cache
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one door, which is a room or a panel."""
    door = Door.objects.select_related("pool").filter(token=token).first() if "\0" not in token else None
    if door is None:
        return closed(request, _("There is no such room. Perhaps the link was cut off on its way."), 404)
    who = None
    try:
        if door.kind == Door.Kind.ROOM:
            return _room(request, door)
        who = arrivals.named(door, dict(request.GET.lists()), request.META.get("QUERY_STRING", ""))
        return _panel(request, door, who)
    except LinkRefused as refused:
        return render(request, "judges/link_refused.html", {"why": str(refused)}, status=400)
    except DoorClosed as shut:
        handover = access.handover(door, door.code_quota_full, who.id if who else "")
        return render(request, "judges/no_places.html", {"why": str(shut), "handover": handover}, status=410)


def _room(request: HttpRequest, door: Door) -> HttpResponse:
    """A new person for each Begin, but for who is in already in this browser."""
    player = access.viewer_of(request.user).player
    if player and door.attendances.filter(player=player).exists():
        return where_one_stopped(request)
    if request.method == "POST":
        visit = request.POST.get("visit", "")[:LONGEST_VISIT].replace("\0", "")
        return go_in(request, arrivals.come_into_room(door, visit))
    arrivals.check_open(door)
    return _door_page(request, door, returning=False)


def _panel(request: HttpRequest, door: Door, who: Named) -> HttpResponse:
    """The person whom the link names, whoever else is signed in in this browser."""
    if request.method == "POST":
        return go_in(request, arrivals.come_by_panel(door, who))
    known = arrivals.who_is_known(door, who)
    if known is None:
        arrivals.check_open(door)
    elif access.viewer_of(request.user).player == known.player and not arrivals.is_new_session(door, known, who):
        return where_one_stopped(request)
    return _door_page(request, door, returning=known is not None)


def _door_page(request: HttpRequest, door: Door, *, returning: bool) -> HttpResponse:
    shown = {"welcome": page(door.pool.welcome), "returning": returning, "visit": secrets.token_urlsafe(24)}
    return render(request, "judges/room.html", {**shown, "panel": door.kind == Door.Kind.PANEL})


def go_in(request: HttpRequest, attendance: Attendance) -> HttpResponse:
    """Sign this browser in as that person, and nobody else, and lead them to where they stopped."""
    if people.has_an_account(attendance.player):
        return closed(request, _("This link belongs to somebody who signs in with a password now."), 410)
    login(request, attendance.player.user, backend=BY_INVITATION)
    viewer = access.viewer_of(request.user)
    if standing := access.standing(viewer):
        attending.note_step(attendance, standing.course.next)
    request.session["instructed"] = bool(access.instructions(viewer))
    return where_one_stopped(request)


def where_one_stopped(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request.user)
    if access.gate(viewer).away:
        return redirect("course")
    due = access.queue(viewer).due
    return redirect("judge", due.seat) if due else redirect("queue")


def closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "judges/not_open.html", {"why": why}, status=status)
