"""A person's next place: one guarded statement for each cell of the square that is tried, nearly always the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from debate.models import Player
from debate.models.statements import rows
from judges.assignment import END, Cell, start_of, tried
from judges.models import Place
from judges.services.leases import LEAST
from judges.services.offers import FREE, MET, Offer, offers


def take_place(player: Player) -> Place | None:
    """Give a person the next free place of their pools; None when there is none for them. `seat_person` comes next.

    Nobody meets a passage, or a question without one, twice: not in two debates of an experiment, which would let one
    half of a consultancy answer the other, nor in two experiments on one question set, since a closed one has told its
    answers. What they wrote or read in any seat counts. (An imported copy of a question set is another set.)

    The caller's transaction holds the player's row: else one person's two claims at once could meet an item twice.
    """
    met = _met(player)
    for offer in offers(player):
        if place := _take_of(offer, player, met):
            return place
    return None


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
    sat = rows(MET, {"player": player.pk})
    return Met([item for item, *_ in sat], Counter((e, p, c) for _, e, p, c in sat))


def _take_of(offer: Offer, player: Player, met: Met) -> Place | None:
    cells = [Cell(*row) for row in rows(_FREE_CELLS, vars(offer))]
    if not cells:
        return None
    now = timezone.now()
    # The shortest lease: the person's next sign of life, a minute on, makes it as long as judging takes here.
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

# A place that somebody else is taking is skipped; one that they have just taken is no longer free when it is read
# again under its lock.
_CLAIM = f"""
UPDATE judges_place
SET player_id = %(player)s, taken_at = %(now)s, heard_at = %(now)s, lease_until = %(until)s,
    experience = CASE WHEN role = '' THEN (
    SELECT count(*) FROM judges_place earlier
    WHERE earlier.player_id = %(player)s AND earlier.role = '' AND earlier.left_at IS NULL AND NOT EXISTS (
        SELECT FROM debate_experiment e WHERE e.id = earlier.experiment_id AND e.purpose <> 'study'
    )
) END
WHERE player_id IS NULL AND id = (
    SELECT p.id FROM {FREE}
        AND p.pool_id = %(pool)s AND p.experiment_id = %(experiment)s AND p.item <> ALL (%(met)s::bigint[])
        AND p.line = %(line)s AND p.condition = %(condition)s AND p.shuffled >= %(low)s AND p.shuffled < %(high)s
    ORDER BY p.shuffled LIMIT 1
    FOR UPDATE OF p SKIP LOCKED
)
RETURNING *
"""  # noqa: S608 (constants)
