"""A worker's next piece of work: the next due turn of an endpoint, fair between experiments, under a lease."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from debate.models import Debate, Endpoint, Seat, Turn
from debate.models.statements import FORGETFUL, columns, instance, split, together
from debate.services import frozen
from debate.transcripts import stage_of

# Beside a call itself, work on a turn takes well under a second; the lease is renewed before each call.
GRACE = timedelta(seconds=5)

# `queues` steps from one experiment to the next through the index of waiting turns, so that a claim costs the same
# among a hundred turns and a million; then the one with the fewest turns in hand gives its first. Where there is only
# one, nothing is counted.
_CLAIM = f"""
WITH RECURSIVE queues AS (
    (SELECT t.experiment_id FROM debate_turn t
     WHERE t.endpoint_id = %(endpoint)s AND t.status = 'open' AND t.lease IS NULL AND t.due_at IS NOT NULL
     ORDER BY t.experiment_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.experiment_id FROM debate_turn t
            WHERE t.endpoint_id = %(endpoint)s AND t.status = 'open' AND t.lease IS NULL AND t.due_at IS NOT NULL
              AND t.experiment_id > queues.experiment_id
            ORDER BY t.experiment_id LIMIT 1)
    FROM queues WHERE queues.experiment_id IS NOT NULL
), busy AS (
    SELECT t.experiment_id, count(*) AS n FROM debate_turn t
    WHERE t.endpoint_id = %(endpoint)s AND t.lease IS NOT NULL
      AND (SELECT count(*) > 1 FROM queues WHERE queues.experiment_id IS NOT NULL)
    GROUP BY t.experiment_id
), fairest AS (
    SELECT e.id FROM queues
    JOIN debate_experiment e ON e.id = queues.experiment_id AND e.status = 'running'
    LEFT JOIN busy ON busy.experiment_id = e.id
    ORDER BY coalesce(busy.n, 0), e.id
), chosen AS (
    SELECT first.id FROM fairest CROSS JOIN LATERAL (
        SELECT t.id FROM debate_turn t
        WHERE t.endpoint_id = %(endpoint)s AND t.experiment_id = fairest.id
          AND t.status = 'open' AND t.lease IS NULL AND t.due_at <= %(now)s
          AND EXISTS (SELECT FROM debate_debate d WHERE d.id = t.debate_id AND d.status IN ('running', 'finished'))
        ORDER BY t.place_in_order, t.id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) first LIMIT 1
)
UPDATE debate_turn SET lease = %(lease)s, lease_until = %(until)s, attempts = attempts + 1
FROM chosen, debate_seat s, debate_debate d, debate_arm a, debate_question q
WHERE debate_turn.id = chosen.id AND s.id = debate_turn.seat_id AND d.id = debate_turn.debate_id
  AND a.id = d.arm_id AND q.id = d.question_id
RETURNING {columns(Turn, "debate_turn")}, {columns(Seat, "s")}, {columns(Debate, "d")}, a.xmin::text, q.xmin::text,
    EXISTS (SELECT FROM debate_modelcall c WHERE c.turn_id = debate_turn.id AND c.status = 'ok')
"""  # noqa: S608 - names of columns


# Of the turn that the same lease has claimed.
_STAGE = stage_of("(SELECT debate_id FROM debate_turn WHERE endpoint_id = %(endpoint)s AND lease = %(lease)s)")


def lease_time(endpoint: Endpoint) -> timedelta:
    return timedelta(seconds=endpoint.timeout_seconds) + GRACE


def claim(endpoint: Endpoint) -> Turn | None:
    """The next due turn of this endpoint, leased to the caller; None when there is none.

    One statement: a row that another worker is taking is skipped, so no turn has two owners.
    """
    now = timezone.now()
    values = {"endpoint": endpoint.pk, "now": now, "lease": uuid.uuid4(), "until": now + lease_time(endpoint)}
    _, found, stage = together(FORGETFUL, (_CLAIM, values), (_STAGE, values))
    if not found:
        return None
    turn = _loaded(endpoint, *split(found[0], Turn, Seat, Debate))
    turn.stage = [instance(Turn, row) for row in stage]
    return turn


def _loaded(endpoint: Endpoint, turn: Turn, seat: Seat, debate: Debate, arm: str, question: str, begun: bool) -> Turn:
    debate.arm = frozen.arm(debate.arm_id, arm)
    debate.question = frozen.question(debate.question_id, question)
    debate.experiment = debate.arm.experiment
    turn.endpoint, turn.seat, turn.debate = endpoint, seat, debate
    seat.debate = debate
    turn.begun = begun
    return turn


def renew(turn: Turn, endpoint: Endpoint) -> bool:
    """Lengthen a lease before a further call; False when it is another's by now."""
    mine = Turn.objects.filter(pk=turn.pk, lease=turn.lease, status=Turn.Status.OPEN)
    return mine.update(lease_until=timezone.now() + lease_time(endpoint)) == 1
