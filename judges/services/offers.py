"""What may be given to a person: which experiments ask their pools, and how much more by their pools' rules.

A pool's rules cap what one person is given in all, and within 24 hours. What they have in hand counts, and so do seats
of a stage and attention checks, which are as much work; practice, and what they left or could not finish, does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from debate.models import Player
from debate.models.statements import rows

# A person is told of no more debates than this: to count a hundred thousand would cost more than it tells.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Offer:
    """A running experiment that asks one of a person's pools; `number` counts the pool's people as they came in.

    `room` = how many more they may be given by the pool's rules, None = as many as there are.
    """

    experiment: int
    seed: int
    pool: int
    number: int
    room: int | None


@dataclass(frozen=True)
class Free:
    """So many debates a person could judge. `room` = what their rules leave them, checks among it; None = no cap."""

    debates: int
    room: int | None


def offers(player: Player) -> list[Offer]:
    """The experiment that was launched first comes first; none of a pool that gives this person nothing more."""
    return [Offer(*row) for row in rows(OFFERS, {"player": player.pk})]


def free_for(player: Player) -> Free:
    """How many debates a person could still judge, one for each item; at MOST_COUNTED counting stops.

    What they have left and may come back to is among them.
    """
    ((free, room),) = rows(_COUNT_FREE, {"player": player.pk, "most": MOST_COUNTED})
    return Free(min(int(free), MOST_COUNTED), None if room is None else int(room))


def how_many_free_for(player: Player) -> int:
    return free_for(player).debates


def seats_free_for(player: Player) -> dict[str, int]:
    """Of these, how many are seats of a stage, by their role: work that no judge does."""
    return dict(rows(_COUNT_SEATS, {"player": player.pk}))


def opens_at(player: Player) -> datetime | None:
    """When a person may go on who has judged what they may within 24 hours.

    None where they may now, where nothing runs for them, and where they have done all that they may in all.
    """
    found: list[Any] = [at for (at,) in rows(_OPENS_AT, {"player": player.pk})]
    return min(found, default=None)


# The places that count towards a person's caps: of a row `mine` of their pools.
_COUNTED = """
    judges_place p
    JOIN debate_debate d ON d.id = p.debate_id
    JOIN debate_experiment ex ON ex.id = d.experiment_id AND ex.purpose <> 'practice'
    WHERE p.player_id = mine.player_id AND p.pool_id = mine.pool_id AND p.left_at IS NULL
        AND (p.finished_at IS NOT NULL
            OR NOT (ex.closed OR ex.status = 'cancelled' OR d.status IN ('failed', 'cancelled', 'withdrawn')))
"""
_TODAY = "(p.finished_at IS NULL OR p.finished_at > now() - interval '24 hours')"
# Whoever came by a door that was stopped is given nothing more, nor is who may not, or will not, go on, or has ended.
_OPEN = """
    LEFT JOIN judges_attendance a ON a.player_id = mine.player_id AND a.pool_id = mine.pool_id
    LEFT JOIN judges_door door ON door.id = a.door_id
    WHERE mine.player_id = %(player)s AND NOT coalesce(door.stopped, FALSE)
        AND coalesce(a.outcome, '') NOT IN ('screened_out', 'no_consent', 'withdrawn') AND a.ended_at IS NULL
"""
# Nothing is counted where there are no caps.
OFFERS = f"""
SELECT e.id, e.seed, mine.pool_id,
    (SELECT count(*) FROM debate_player_pools p WHERE p.pool_id = mine.pool_id AND p.id < mine.id), given.room
FROM debate_player_pools mine
JOIN debate_experiment e ON e.status = 'running' AND NOT e.closed AND e.purpose = 'study'
LEFT JOIN judges_rules r ON r.pool_id = mine.pool_id
CROSS JOIN LATERAL (SELECT CASE WHEN coalesce(r.most_each, r.most_a_day) IS NOT NULL THEN (
    SELECT greatest(0, least(r.most_each - count(*), r.most_a_day - count(*) FILTER (WHERE {_TODAY}))) FROM {_COUNTED}
) END AS room) given
{_OPEN} AND given.room IS DISTINCT FROM 0 AND EXISTS (
    SELECT FROM debate_armseat s JOIN debate_arm arm ON arm.id = s.arm_id
    WHERE arm.experiment_id = e.id AND s.pool_id = mine.pool_id
)
ORDER BY e.launched_at, e.id, mine.pool_id
"""  # noqa: S608 (constants)

MET = """
SELECT item, experiment_id, pool_id, condition FROM judges_place WHERE player_id = %(player)s
UNION ALL
SELECT coalesce(q.passage_id, -q.id), NULL, NULL, NULL
FROM debate_seat s JOIN debate_debate d ON d.id = s.debate_id JOIN debate_question q ON q.id = d.question_id
WHERE s.player_id = %(player)s
"""

# The free places of debates that can be judged.
FREE = """
    judges_place p
    JOIN debate_debate d ON d.id = p.debate_id AND d.status IN ('running', 'finished')
    JOIN debate_experiment e ON e.id = p.experiment_id AND e.status = 'running' AND NOT e.closed
    WHERE p.player_id IS NULL
"""

# In one statement, since every page of a judge tells it: the items of each offer, and what waits to be taken back; of
# each pool no more than its rules leave. An item of two pools is counted in the one that leaves more.
_COUNT_FREE = f"""
WITH offer (experiment, seed, pool, number, room) AS MATERIALIZED ({OFFERS}), found AS (
    SELECT free.item, offer.pool, offer.room FROM offer, LATERAL (
        SELECT DISTINCT p.item FROM {FREE} AND p.pool_id = offer.pool AND p.experiment_id = offer.experiment
            AND p.item NOT IN (SELECT item FROM ({MET}) AS met)
        ORDER BY p.item LIMIT %(most)s
    ) AS free
    UNION ALL
    SELECT mine.item, offer.pool, offer.room
    FROM offer JOIN judges_place mine ON mine.experiment_id = offer.experiment AND mine.pool_id = offer.pool
    WHERE mine.player_id = %(player)s AND mine.left_at IS NOT NULL AND mine.withdrawn_at IS NULL
        AND EXISTS (SELECT FROM judges_place p
            WHERE p.debate_id = mine.debate_id AND p.pool_id = mine.pool_id AND p.player_id IS NULL)
), once AS (
    SELECT DISTINCT ON (item) pool, room FROM found ORDER BY item, room DESC NULLS FIRST
)
SELECT
    (SELECT coalesce(sum(least(n, room)), 0) FROM (
        SELECT room, count(*) AS n FROM once GROUP BY pool, room
    ) AS of_pool),
    (SELECT CASE WHEN bool_or(room IS NULL) THEN NULL ELSE sum(room) END FROM (
        SELECT DISTINCT pool, room FROM offer
    ) AS of_pool)
"""  # noqa: S608 (constants)

_COUNT_SEATS = f"""
SELECT p.role, count(DISTINCT p.item) FROM ({OFFERS}) AS offer (experiment, seed, pool, number, room), {FREE}
    AND p.pool_id = offer.pool AND p.experiment_id = offer.experiment AND p.role <> ''
    AND p.item NOT IN (SELECT item FROM ({MET}) AS met)
GROUP BY p.role ORDER BY p.role
"""  # noqa: S608 (constants)

# Of so many finished within 24 hours as fill the day beside what is in hand, the first; it frees its place in a day.
_OPENS_AT = f"""
SELECT oldest.finished_at + interval '24 hours'
FROM debate_player_pools mine
JOIN judges_rules r ON r.pool_id = mine.pool_id AND r.most_a_day > 0
CROSS JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE {_TODAY}) AS today,
        count(*) FILTER (WHERE p.finished_at IS NULL) AS held
    FROM {_COUNTED}
) had
CROSS JOIN LATERAL (
    SELECT p.finished_at FROM {_COUNTED} AND p.finished_at > now() - interval '24 hours'
    ORDER BY p.finished_at DESC OFFSET greatest(r.most_a_day - had.held - 1, 0) LIMIT 1
) oldest
{_OPEN} AND had.today >= r.most_a_day AND had.n < coalesce(r.most_each, had.n + 1) AND EXISTS (
    SELECT FROM debate_armseat s JOIN debate_arm arm ON arm.id = s.arm_id JOIN debate_experiment e
        ON e.id = arm.experiment_id AND e.status = 'running' AND NOT e.closed AND e.purpose = 'study'
    WHERE s.pool_id = mine.pool_id
)
"""  # noqa: S608 (constants)
