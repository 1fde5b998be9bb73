"""Which attention checks a person is due, and how many are still to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from debate.models import Player
from debate.models.statements import rows
from judges.attention import Checks
from judges.models import Rules

# By each of a person's pools that gives checks: what of it they have judged and begun, which checks they were given
# (by what they had judged then), and how many checks there are.
CHECKS_SO_FAR = """
SELECT r.id, me.public_id, pool.name, r.attention_rate,
    count(p.id) FILTER (WHERE e.purpose = 'study' AND p.finished_at IS NOT NULL),
    count(p.id) FILTER (WHERE e.purpose = 'study' AND p.finished_at IS NULL),
    coalesce(array_agg(p.experience) FILTER (WHERE e.purpose = 'attention'), '{}'),
    (SELECT count(*) FROM debate_debate d WHERE d.experiment_id = r.attention_id AND d.status = 'finished')
FROM debate_player me
JOIN debate_player_pools mine ON mine.player_id = me.id
JOIN debate_pool pool ON pool.id = mine.pool_id
JOIN judges_rules r ON r.pool_id = pool.id AND r.attention_id IS NOT NULL AND r.attention_rate > 0
LEFT JOIN judges_place p ON p.player_id = me.id AND p.pool_id = pool.id AND p.role = '' AND p.left_at IS NULL
LEFT JOIN debate_experiment e ON e.id = p.experiment_id
WHERE me.id = %(player)s
GROUP BY r.id, me.public_id, pool.name
ORDER BY r.id
"""


@dataclass(frozen=True)
class _SoFar:
    """A row of CHECKS_SO_FAR."""

    rules: int
    player: str
    pool: str
    rate: float
    judged: int
    begun: int
    given: Sequence[int | None]
    checks: int

    @property
    def plan(self) -> Checks:
        return Checks(self.player, self.pool, self.rate)

    @property
    def due(self) -> bool:
        return self.judged not in self.given and self.plan.follows(self.judged)

    def to_come(self, free: int) -> int:
        """Of so many debates that are free. The check after what they judged last was given before what they hold."""
        passed = self.begun > 0 or self.judged in self.given
        held = self.judged + self.begun
        first = max(held, self.judged + 1) if passed else self.judged
        return min(self.plan.between(first, held + free), max(self.checks - len(self.given), 0))


@dataclass(frozen=True)
class Due:
    """A check by the rules of one of a person's pools, after so many of its debates that they have judged."""

    rules: Rules
    judged: int


def checks_due(player: Player) -> Iterator[Due]:
    """The checks that should come next, one of a pool at most; none right after another."""
    due = [now for row in rows(CHECKS_SO_FAR, {"player": player.pk}) if (now := _SoFar(*row)).due]
    if not due:
        return
    latest = player.places.filter(left_at=None).order_by("-taken_at").values_list("experiment__purpose", flat=True)
    if latest.first() == "attention":
        return
    for now in due:
        yield Due(Rules.objects.select_related("attention").get(pk=now.rules), now.judged)


def checks_to_come(so_far: Iterable[Sequence[Any]], free: int) -> int:
    """How many checks stand among a person's next so many debates that are free; `so_far` is of CHECKS_SO_FAR."""
    return sum(_SoFar(*row).to_come(free) for row in so_far)
