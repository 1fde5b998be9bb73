"""Chairs whom a debate waits for, and no longer than the rules of their pool say.

The time of an answer runs from when it was asked for, or from when its person took the chair, whichever came later.
While nobody sits there, it runs for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from debate.models import Seat, Turn
from debate.models.statements import first, rows


@dataclass(frozen=True)
class Late:
    """An answer that its chair owes for too long; `free` = somebody else may have the chair, who begins anew."""

    turn: int
    place: int
    debate: int
    free: bool


def late_chairs(turn: int | None = None) -> list[Late]:
    """All of them, or this one turn's, as it stands now."""
    return [Late(*row) for row in rows(_LATE, {"turn": turn})]


def due_at(seat: Seat, turn: Turn) -> datetime | None:
    """Until when the debate waits for this answer; None = for as long as it takes."""
    if seat.reader or seat.role != "judge":
        return None
    found = first(_DUE_AT, {"turn": turn.pk})
    return found[0] if found else None


_OWED = """
FROM debate_turn t
JOIN debate_seat s ON s.id = t.seat_id AND s.reader = 0 AND s.role = 'judge'
JOIN judges_place p ON p.debate_id = t.debate_id AND p.player_id = s.player_id AND p.chair AND p.left_at IS NULL
JOIN judges_rules r ON r.pool_id = p.pool_id AND r.chair_hours IS NOT NULL
CROSS JOIN LATERAL (SELECT greatest(t.opened_at, p.taken_at) + make_interval(secs => 3600 * r.chair_hours) AS at) due
WHERE t.status = 'open' AND t.endpoint_id IS NULL
"""
_DUE_AT = f"SELECT due.at {_OWED} AND t.id = %(turn)s"
# Where no pool has such a rule, which is known first, no turn is looked at.
# On the stage, who has answered is not replaced: what one person has begun to lead can't be led to its end by another.
_LATE = f"""
SELECT t.id, p.id, t.debate_id, r.chair_then = 'free' AND NOT EXISTS (
    SELECT FROM debate_turn led WHERE led.seat_id = s.id AND led.status <> 'open'
)
{_OWED} AND EXISTS (SELECT FROM judges_rules WHERE chair_hours IS NOT NULL)
    AND due.at < now() AND (%(turn)s::bigint IS NULL OR t.id = %(turn)s)
    AND EXISTS (SELECT FROM debate_debate d JOIN debate_experiment e ON e.id = d.experiment_id
        WHERE d.id = t.debate_id AND d.status = 'running' AND e.status = 'running' AND NOT e.closed)
ORDER BY t.id
"""  # noqa: S608 (constants)
