"""What a person has put into the form of an open turn: kept until the turn is answered, for nobody else to see."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from debate.models import Turn
from judges.models import Draft

MOST = 100_000  # characters in all its fields together


class TooLong(Exception):
    """More than a draft may hold."""


@transaction.atomic
def keep(turn_id: str, values: Mapping[str, str]) -> Draft | None:
    """Keep this for the turn of this public id, in place of what was kept before. Raises TooLong.

    None, and nothing kept, when the turn is closed.
    """
    if sum(map(len, values.values())) > MOST:
        raise TooLong
    # The lock makes an answer wait, which then deletes the draft: none is left behind by a save that comes late.
    turn = Turn.objects.select_for_update().filter(public_id=turn_id, status=Turn.Status.OPEN).first()
    if turn is None:
        return None
    # PostgreSQL's JSON holds no NUL.
    kept = {name: value.replace("\0", "") for name, value in values.items()}
    return Draft.objects.update_or_create(turn=turn, defaults={"values": kept})[0]


def of(turn_id: str) -> Draft | None:
    """What is kept for the turn of this public id."""
    return Draft.objects.filter(turn__public_id=turn_id).first()


def forget(turn: Turn) -> None:
    Draft.objects.filter(turn=turn).delete()
