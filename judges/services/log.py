"""The log of what people were shown and did: appended to, never changed; its times are the server's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from debate.models import Player, Pool
from judges.models import Event, Place


def note(
    kind: str,
    player: Player,
    *,
    pool: Pool | None = None,
    place: Place | None = None,
    turn: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append a line; `turn` is the public id of what was asked. A place brings its pool and its experiment."""
    Event.objects.create(
        kind=kind,
        player=player,
        pool_id=place.pool_id if place else pool.pk if pool else None,
        experiment_id=place.experiment_id if place else None,
        place=place,
        turn=turn,
        data=dict(data or {}),
    )


@transaction.atomic
def forget(player: Player) -> int:
    """Delete the lines of somebody who withdraws; returns how many. Nothing else may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL moot.forget = 'on'")
        deleted, _ = Event.objects.filter(player=player).delete()
        cursor.execute("SET LOCAL moot.forget = 'off'")
    return deleted
