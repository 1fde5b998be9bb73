"""Asking the researcher, reading what they answered, and putting aside what they told everybody."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from limits import parse_many

from debate import access
from debate.access import Viewer
from debate.models import Player
from judges import services as judging
from judges.models import Place
from judges.services import talking
from judges.throttle import allowed

LIMITS = parse_many("5/minute;30/hour")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """What somebody asked and was answered, and a field for more. Showing an answer is its receipt."""
    viewer = access.viewer_of(request.user)
    player = _player(viewer)
    if request.method == "POST":
        return _asked(request, viewer, player)
    shown = _page(request, viewer)
    talking.mark_read(player)
    return shown


def _asked(request: HttpRequest, viewer: Viewer, player: Player) -> HttpResponse:
    words, seat = request.POST.get("words", "").strip(), request.POST.get("seat", "")
    if not words:
        return _page(request, viewer, _("Write something first."), 422)
    if len(words) > talking.MOST:
        return _page(request, viewer, _("That is too long: at most %(most)s characters.") % {"most": talking.MOST}, 422)
    if not allowed(LIMITS, "ask", player.public_id):
        return _page(request, viewer, _("That was a lot at once. Wait a minute, then send it again."), 429)
    talking.write(player, words, place=_place(viewer, seat), about=request.POST.get("about", ""))
    kept = {"sent": "", "seat": seat, "next": _onward(request)}
    return redirect(
        f"{reverse('ask')}?{urlencode({name: value for name, value in kept.items() if value or name == 'sent'})}"
    )


def _page(request: HttpRequest, viewer: Viewer, wrong: str = "", status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    context = {
        "exchanges": access.exchanges(viewer),
        "wrong": wrong,
        "words": request.POST.get("words", ""),
        "seat": given.get("seat", ""),
        "about": given.get("about", ""),
        "onward": _onward(request),
        "sent": "sent" in request.GET,
        "most": talking.MOST,
    }
    return render(request, "judges/asking.html", context, status=status)


@never_cache
@login_required
@require_GET
def told(request: HttpRequest) -> HttpResponseBase:
    """What is told now, and how many answers are new: an open page looks now and then."""
    return render(request, "judges/told_now.html")


@login_required
@require_POST
def put_aside(request: HttpRequest, announcement: int) -> HttpResponseBase:
    talking.put_aside(_player(access.viewer_of(request.user)), announcement)
    return redirect(_onward(request) or "queue")


def _player(viewer: Viewer) -> Player:
    if viewer.player is None:
        raise Http404("Only people who judge ask here.")
    return viewer.player


def _place(viewer: Viewer, seat: str) -> Place | None:
    """The judgement on whose page it was asked; what isn't theirs is none."""
    try:
        return judging.place_of(access.seat(viewer, seat)) if seat else None
    except Http404:
        return None


def _onward(request: HttpRequest) -> str:
    """Where they came from, on this site; "" = it isn't known."""
    given = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()})
    path = urlsplit(given).path if here else ""
    return "" if path.startswith(reverse("ask")) else path
