"""An invitation's page. Opening it starts nothing, since mail programs open links too; its button does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from debate import access, people
from debate.access.markdown import page
from debate.models import Invitation
from judges.services import attending
from judges.views.arriving import closed, go_in, where_one_stopped


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = Invitation.objects.select_related("pool", "player__user").filter(token=token).first()
    if invitation is None:
        return closed(request, _("There is no such invitation. Perhaps the link was cut off on its way."), 404)
    try:
        people.check_open(invitation)
        if request.method == "POST":
            player = people.begin(invitation).player
            return go_in(request, attending.arrive(player, invitation.pool, contact={"email": invitation.email}))
    except people.InvitationEnded as ended:
        return closed(request, str(ended), 410)
    if invitation.player and access.viewer_of(request.user).player == invitation.player:
        return where_one_stopped(request)
    shown = {"welcome": page(invitation.pool.welcome), "returning": invitation.player is not None}
    return render(request, "judges/join.html", shown)
