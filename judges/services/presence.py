"""How long people sat before their pages, as the heartbeat of an open page tells; not while nobody did."""

from __future__ import annotations

from debate.models import Player
from debate.models.statements import FORGETFUL, together
from judges.models import Place

# Between two signs of life nobody was there for longer than this: a computer slept, or a network was gone.
LONGEST = 60

# The last sign of life is read under its row's lock, so that the same minute in two tabs is counted once. Without a
# place it is the course that they were in last.
_HEARD = """
WITH last AS (
    SELECT id, CASE WHEN %(active)s AND heard_at IS NOT NULL AND NOT away
        THEN greatest(0, least(%(longest)s, extract(epoch FROM clock_timestamp() - heard_at)::float)) ELSE 0 END AS gap
    FROM judges_attendance
    WHERE player_id = %(player)s AND (pool_id = %(pool)s OR %(pool)s::bigint IS NULL) AND ended_at IS NULL
    ORDER BY heard_at DESC NULLS LAST LIMIT 1
    FOR UPDATE
), there AS (
    UPDATE judges_attendance a
    SET heard_at = clock_timestamp(), away = %(away)s, active_seconds = a.active_seconds + last.gap
    FROM last WHERE a.id = last.id
)
UPDATE judges_place p SET active_seconds = p.active_seconds + last.gap
FROM last WHERE p.id = %(place)s AND p.player_id = %(player)s AND last.gap > 0
RETURNING p.id
"""


def heard(player: Player, place: Place | None = None, active: bool = True, *, away: bool = False) -> None:
    """A page of theirs says that it is open; the time since it last said so counts where they are `active`.

    They are not where the page is hidden, nor where they are `away`: they were asked, and gave no answer.
    """
    asked = {
        "player": player.pk,
        "place": place.pk if place else None,
        "pool": place.pool_id if place else None,
        "active": active and not away,
        "away": away,
        "longest": LONGEST,
    }
    # A crash of the database may take back half a minute of it: the page doesn't wait for the disk.
    together(FORGETFUL, (_HEARD, asked))
