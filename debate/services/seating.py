"""A person sits down to judge."""

from __future__ import annotations

from django.db import transaction

from debate.models import Player
from debate.services.advance import advance
from judges import services as judging
from judges.models import Place


@transaction.atomic
def sit_down(player: Player) -> Place | None:
    """Give a person the next debate to judge, its first ask open; None when there is none for them now."""
    place = judging.take_place(player)
    if place is not None:
        advance(place.debate_id)
    return place
