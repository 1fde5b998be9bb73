"""What a person has put into the form of an open turn: kept until the turn is answered, for nobody else to see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from debate.models.statements import rows

MOST = 100_000  # characters in all its fields together


class TooLong(Exception):
    """More than a draft may hold."""


# The lock makes an answer wait, which then deletes the draft: none is left behind by a save that comes late.
_KEEP = """
INSERT INTO judges_draft (turn_id, values, saved_at)
SELECT id, %(values)s::jsonb, %(now)s FROM debate_turn WHERE public_id = %(turn)s AND status = 'open' FOR UPDATE
ON CONFLICT (turn_id) DO UPDATE SET values = excluded.values, saved_at = excluded.saved_at
RETURNING turn_id
"""


def keep(turn_id: str, values: Mapping[str, str]) -> datetime | None:
    """Keep this for the turn of this public id, in place of what was kept before. Raises TooLong.

    Returns when; None, and nothing kept, when the turn is closed.
    """
    if sum(map(len, values.values())) > MOST:
        raise TooLong
    # PostgreSQL's JSON holds no NUL.
    kept = {name: value.replace("\0", "") for name, value in values.items()}
    now = timezone.now()
    return now if rows(_KEEP, {"turn": turn_id, "values": json.dumps(kept), "now": now}) else None
