"""The log of what people were shown and did: appended to, never changed; its times are the server's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from debate.models import Player, Pool
from judges.models import Event, Place

# A line about turns, for the statement in which it happens: `{turns}` gives their seat_id and public_id. It goes with
# that in one trip, since each answer and each first look write one.
LINE = """
INSERT INTO judges_event (player_id, pool_id, experiment_id, place_id, turn, kind, data)
SELECT s.player_id, p.pool_id, d.experiment_id, p.id, t.public_id, %(kind)s, %(data)s::jsonb
FROM {turns} t
JOIN debate_seat s ON s.id = t.seat_id AND s.player_id IS NOT NULL
JOIN debate_debate d ON d.id = s.debate_id
LEFT JOIN LATERAL (
    SELECT held.id, held.pool_id FROM judges_place held
    WHERE held.debate_id = s.debate_id AND held.player_id = s.player_id AND held.pool_id IS NOT NULL
) p ON true
RETURNING id
"""


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
def forget(player: Player, pool: Pool | None = None) -> int:
    """Delete the lines of somebody who withdraws, from one pool or from all; returns how many. Nothing else may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL moot.forget = 'on'")
        lines = Event.objects.filter(player=player)
        deleted, _ = (lines.filter(pool=pool) if pool else lines).delete()
        cursor.execute("SET LOCAL moot.forget = 'off'")
    return deleted
