"""A person's notes and highlights are kept: from the page's script as JSON, without one from a form."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from debate import access
from judges.services import notebooks
from judges.services.notebooks import Change, TooMuch
from judges.views.by_script import Refused, body_of, refusal

LARGEST = 100_000  # bytes


@never_cache
@login_required
@require_POST
def notebook(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """Keeps what it is sent, and says when, and all highlights by now. 400, with the reason in words, if it can't."""
    seat = access.seat(access.viewer_of(request.user), seat_id)
    by_script = request.content_type == "application/json"
    try:
        change = Change.model_validate_json(body_of(request, LARGEST)) if by_script else _typed(request)
        saved_at, highlights = notebooks.keep(seat, change)
    except (ValidationError, Refused, TooMuch) as problem:
        return refusal(problem)
    if not by_script:
        return redirect(reverse("judge", args=[seat.public_id]) + "#notes")
    return JsonResponse({"saved_at": saved_at, "highlights": highlights})


def _typed(request: HttpRequest) -> Change:
    scratch = request.POST.get("scratch", "").replace("\r\n", "\n")
    if len(scratch) > notebooks.MOST_NOTES:
        raise Refused(_("These notes are too long: at most %(most)s characters.") % {"most": notebooks.MOST_NOTES})
    return Change(scratch=scratch)
