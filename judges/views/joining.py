"""An invitation's page. Opening it starts nothing, since mail programs open links too; its button does."""

from __future__ import annotations

import nh3
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from markdown_it import MarkdownIt

from debate import access, people
from debate.models import Invitation

# Unlike a model, a researcher may link: to a form of consent, say.
_MARKDOWN = MarkdownIt("js-default").disable("image")
_CLEANER = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS - {"img", "map", "area"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener noreferrer",
)
BY_INVITATION = "debate.people.ByInvitation"


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = Invitation.objects.select_related("pool", "player__user").filter(token=token).first()
    if invitation is None:
        return _closed(request, _("There is no such invitation. Perhaps the link was cut off on its way."), 404)
    try:
        people.check_open(invitation)
        if request.method == "POST":
            login(request, people.begin(invitation), backend=BY_INVITATION)
            return _where_one_stopped(request)
    except people.InvitationEnded as ended:
        return _closed(request, str(ended), 410)
    if invitation.player and access.viewer_of(request.user).player == invitation.player:
        return _where_one_stopped(request)
    shown = {"welcome": _html(invitation.pool.welcome), "returning": invitation.player is not None}
    return render(request, "judges/join.html", shown)


def _where_one_stopped(request: HttpRequest) -> HttpResponse:
    due = access.queue(access.viewer_of(request.user)).due
    return redirect("judge", due.seat) if due else redirect("queue")


def _closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "judges/not_open.html", {"why": why}, status=status)


def _html(markdown: str) -> SafeString:
    """The preset passes no HTML through; of what it makes, pictures and anything else from elsewhere are left out."""
    return mark_safe(_CLEANER.clean(_MARKDOWN.render(markdown)))  # noqa: S308
