"""What a page's script tells of how somebody judges. Nobody waits for it, and nothing depends on it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from limits import parse_many
from pydantic import ValidationError

from debate import access
from judges import services as judging
from judges.services import watching
from judges.throttle import allowed
from judges.views.by_script import Refused, body_of, refusal

LARGEST = 20_000  # bytes
# A page sends one in ten seconds, and one when it is left; a person may have several open.
LIMITS = parse_many("60/minute;1200/hour")


@never_cache
@login_required
@require_POST
def judge_events(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """Appends to the log. 400: not of a known kind, or too much at once; 429: too often."""
    viewer = access.viewer_of(request.user)
    seat = access.seat(viewer, seat_id)
    assert viewer.player is not None, "a seat is a player's"
    if not allowed(LIMITS, "events", viewer.player.public_id):
        return HttpResponse(status=429)
    try:
        batch = watching.Batch.model_validate_json(body_of(request, LARGEST))
    except (ValidationError, Refused) as problem:
        return refusal(problem)
    theirs = any(turn.public_id == batch.turn for turn in seat.turns.all())
    watching.keep(viewer.player, judging.place_of(seat), batch, batch.turn if theirs else "")
    return HttpResponse(status=204)
