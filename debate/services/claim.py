"""A worker's next piece of work: the next due turn of an endpoint, fair between experiments, under a lease."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from debate.models import Endpoint, Turn

# Beside a call itself, work on a turn takes well under a second; the lease is renewed before each call.
GRACE = timedelta(seconds=10)

_CLAIM = """
WITH busy AS (
    SELECT d.experiment_id, count(*) AS n
    FROM debate_turn t JOIN debate_debate d ON d.id = t.debate_id
    WHERE t.status = 'open' AND t.endpoint_id = %(endpoint)s AND t.lease_until > %(now)s
    GROUP BY d.experiment_id
), chosen AS (
    SELECT t.id
    FROM debate_turn t
    JOIN debate_debate d ON d.id = t.debate_id
    JOIN debate_experiment e ON e.id = d.experiment_id
    LEFT JOIN busy ON busy.experiment_id = e.id
    WHERE t.status = 'open' AND t.endpoint_id = %(endpoint)s AND t.due_at <= %(now)s
      AND (t.lease_until IS NULL OR t.lease_until <= %(now)s)
      AND e.status = 'running' AND d.status IN ('running', 'finished')
      AND (SELECT coalesce(sum(n), 0) FROM busy) < %(most)s
    ORDER BY coalesce(busy.n, 0), d.place_in_order, t.due_at, t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
)
UPDATE debate_turn SET lease = %(lease)s, lease_until = %(until)s, attempts = attempts + 1
FROM chosen WHERE debate_turn.id = chosen.id
RETURNING debate_turn.id
"""


def lease_time(endpoint: Endpoint) -> timedelta:
    return timedelta(seconds=endpoint.timeout_seconds) + GRACE


def claim(endpoint_id: int) -> Turn | None:
    """The next due turn of this endpoint, leased to the caller; None when there is none or it is busy enough.

    One statement: a row that another worker is taking is skipped, so no turn has two owners.
    """
    endpoint = Endpoint.objects.get(pk=endpoint_id)
    now = timezone.now()
    values: dict[str, Any] = {
        "endpoint": endpoint_id,
        "now": now,
        "lease": uuid.uuid4(),
        "until": now + lease_time(endpoint),
        "most": endpoint.most_in_flight,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        found = cursor.fetchone()
    return _loaded(found[0]) if found else None


def _loaded(turn_id: int) -> Turn:
    return Turn.objects.select_related(
        "endpoint",
        "seat__selector",
        "debate__experiment",
        "debate__arm__config",
        "debate__question__passage",
    ).get(pk=turn_id)


def renew(turn: Turn, endpoint: Endpoint) -> bool:
    """Lengthen a lease before a further call; False when it is another's by now."""
    mine = Turn.objects.filter(pk=turn.pk, lease=turn.lease, status=Turn.Status.OPEN)
    return mine.update(lease_until=timezone.now() + lease_time(endpoint)) == 1
