"""A person's next place: one guarded statement for each cell of the square that is tried, nearly always the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from debate.models import Player
from judges.assignment import END, Cell, start_of, tried
from judges.models import Place
from judges.services.leases import LEAST

# A person is told of no more debates than this: to count a hundred thousand would cost more than it tells.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Offer:
    """A running experiment that asks one of a person's pools; `number` counts the pool's people as they came in."""

    experiment: int
    seed: int
    pool: int
    number: int


def take_place(player: Player) -> Place | None:
    """Give a person the next free place of their pools; None when there is none for them. `seat_person` comes next.

    Nobody meets a passage, or a question without one, twice: not in two debates of an experiment, which would let one
    half of a consultancy answer the other, nor in two experiments on one question set, since a closed one has told its
    answers. What they wrote or read in any seat counts. (An imported copy of a question set is another set.)

    The caller's transaction holds the player's row: else one person's two claims at once could meet an item twice.
    """
    met = _met(player)
    for offer in _offers(player):
        if place := _take_of(offer, player, met):
            return place
    return None


def how_many_free_for(player: Player) -> int:
    """How many debates a person could still judge, one for each item; at MOST_COUNTED counting stops.

    What they have left and may come back to is among them.
    """
    ((free,),) = _rows(_COUNT_FREE, {"player": player.pk, "most": MOST_COUNTED})
    return min(int(free), MOST_COUNTED)


def seats_free_for(player: Player) -> dict[str, int]:
    """Of these, how many are seats of a stage, by their role: work that no judge does."""
    return dict(_rows(_COUNT_SEATS, {"player": player.pk}))


@dataclass(frozen=True)
class Met:
    """The items of all debates in which a person has sat, whatever the seat; and how often they had which condition."""

    items: list[int]
    conditions: Counter[tuple[int, int, int]]

    def of(self, offer: Offer) -> dict[int, int]:
        """Condition -> how often, among those of the offer."""
        here = offer.experiment, offer.pool
        return {condition: n for (*where, condition), n in self.conditions.items() if tuple(where) == here}


def _met(player: Player) -> Met:
    rows = _rows(_MET, {"player": player.pk})
    return Met([item for item, *_ in rows], Counter((e, p, c) for _, e, p, c in rows))


def _offers(player: Player) -> list[Offer]:
    """The experiment that was launched first comes first."""
    return [Offer(*row) for row in _rows(_OFFERS, {"player": player.pk})]


def _take_of(offer: Offer, player: Player, met: Met) -> Place | None:
    cells = [Cell(*row) for row in _rows(_FREE_CELLS, vars(offer))]
    if not cells:
        return None
    now = timezone.now()
    # The shortest lease: the person's first look at the page makes it as long as judging takes here.
    claim = {"player": player.pk, "now": now, "until": now + LEAST, "met": met.items}
    for cell in tried(offer.seed, offer.number, cells, met.of(offer)):
        for low, high in _round(start_of(offer.seed, offer.number)):
            where = {"line": cell.line, "condition": cell.condition, "low": low, "high": high}
            for place in Place.objects.raw(_CLAIM, {**vars(offer), **claim, **where}):
                place.player = player
                return place
    return None


def _round(start: int) -> Iterator[tuple[int, int]]:
    """A cell's order from the start to its end, then from its beginning."""
    yield start, END
    yield 0, start


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


_MET = """
SELECT item, experiment_id, pool_id, condition FROM judges_place WHERE player_id = %(player)s
UNION ALL
SELECT coalesce(q.passage_id, -q.id), NULL, NULL, NULL
FROM debate_seat s JOIN debate_debate d ON d.id = s.debate_id JOIN debate_question q ON q.id = d.question_id
WHERE s.player_id = %(player)s
"""

_OFFERS = """
SELECT e.id, e.seed, mine.pool_id,
    (SELECT count(*) FROM debate_player_pools p WHERE p.pool_id = mine.pool_id AND p.id < mine.id)
FROM debate_player_pools mine
JOIN debate_experiment e ON e.status = 'running' AND NOT e.closed AND e.purpose = 'study'
WHERE mine.player_id = %(player)s AND EXISTS (
    SELECT FROM debate_armseat s JOIN debate_arm a ON a.id = s.arm_id
    WHERE a.experiment_id = e.id AND s.pool_id = mine.pool_id
)
ORDER BY e.launched_at, e.id, mine.pool_id
"""

# From cell to cell, one step of the index each: the places between are not looked at.
_FREE_CELLS = """
WITH RECURSIVE cell AS (
    (
        SELECT line, condition FROM judges_place
        WHERE pool_id = %(pool)s AND experiment_id = %(experiment)s AND player_id IS NULL
        ORDER BY line, condition LIMIT 1
    )
    UNION ALL
    SELECT further.line, further.condition FROM cell, LATERAL (
        SELECT p.line, p.condition FROM judges_place p
        WHERE p.pool_id = %(pool)s AND p.experiment_id = %(experiment)s AND p.player_id IS NULL
            AND (p.line, p.condition) > (cell.line, cell.condition)
        ORDER BY p.line, p.condition LIMIT 1
    ) AS further
)
SELECT line, condition FROM cell
"""

# The free places of debates that can be judged.
_FREE = """
    judges_place p
    JOIN debate_debate d ON d.id = p.debate_id AND d.status IN ('running', 'finished')
    JOIN debate_experiment e ON e.id = p.experiment_id AND e.status = 'running' AND NOT e.closed
    WHERE p.player_id IS NULL
"""

# In one statement, since every page of a judge tells it: the items of each offer, and what waits to be taken back.
_COUNT_FREE = f"""
SELECT (
    SELECT count(DISTINCT free.item) FROM ({_OFFERS}) AS offer (experiment, seed, pool, number), LATERAL (
        SELECT DISTINCT p.item FROM {_FREE} AND p.pool_id = offer.pool AND p.experiment_id = offer.experiment
            AND p.item NOT IN (SELECT item FROM ({_MET}) AS met)
        ORDER BY p.item LIMIT %(most)s
    ) AS free
) + (
    SELECT count(*) FROM judges_place mine JOIN debate_experiment e ON e.id = mine.experiment_id
    WHERE mine.player_id = %(player)s AND mine.left_at IS NOT NULL AND e.status = 'running' AND NOT e.closed
        AND EXISTS (SELECT FROM judges_place p
            WHERE p.debate_id = mine.debate_id AND p.pool_id = mine.pool_id AND p.player_id IS NULL)
)
"""  # noqa: S608 (constants)

_COUNT_SEATS = f"""
SELECT p.role, count(DISTINCT p.item) FROM ({_OFFERS}) AS offer (experiment, seed, pool, number), {_FREE}
    AND p.pool_id = offer.pool AND p.experiment_id = offer.experiment AND p.role <> ''
    AND p.item NOT IN (SELECT item FROM ({_MET}) AS met)
GROUP BY p.role ORDER BY p.role
"""  # noqa: S608 (constants)

# A place that somebody else is taking is skipped; one that they have just taken is no longer free when it is read
# again under its lock.
_CLAIM = f"""
UPDATE judges_place
SET player_id = %(player)s, taken_at = %(now)s, lease_until = %(until)s, experience = CASE WHEN role = '' THEN (
    SELECT count(*) FROM judges_place earlier
    WHERE earlier.player_id = %(player)s AND earlier.role = '' AND earlier.left_at IS NULL AND NOT EXISTS (
        SELECT FROM debate_experiment e WHERE e.id = earlier.experiment_id AND e.purpose <> 'study'
    )
) END
WHERE player_id IS NULL AND id = (
    SELECT p.id FROM {_FREE}
        AND p.pool_id = %(pool)s AND p.experiment_id = %(experiment)s AND p.item <> ALL (%(met)s::bigint[])
        AND p.line = %(line)s AND p.condition = %(condition)s AND p.shuffled >= %(low)s AND p.shuffled < %(high)s
    ORDER BY p.shuffled LIMIT 1
    FOR UPDATE OF p SKIP LOCKED
)
RETURNING *
"""  # noqa: S608 (constants)
