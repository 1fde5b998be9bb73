"""More judgements of debates that have few: free places like those that a launch makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from debate.models.bulk import copy_in
from debate.models.statements import rows
from judges.assignment import END, draw
from judges.models import Place

# Of each debate and pool, the judgements by readers that are there or can still come, as `held`; half of them show the
# options in one order, which even numbers stand for. One that came without a belief is none, nor is one that was left.
_SHORT = """
SELECT d.id, d.arm_id, p.pool_id, count(*) FILTER (WHERE has.one) AS held,
    count(*) FILTER (WHERE has.one AND p.number %% 2 = 0), last.number, min(p.item), min(p.line), min(p.condition),
    q.external_id, a.name, d.repeat, d.chair, d.way
FROM judges_place p
JOIN debate_debate d ON d.id = p.debate_id AND d.status IN ('waiting', 'running', 'finished')
JOIN debate_arm a ON a.id = d.arm_id
JOIN debate_question q ON q.id = d.question_id
LEFT JOIN judges_rating r ON r.place_id = p.id AND r.final AND cardinality(r.belief) > 0
CROSS JOIN LATERAL (SELECT p.left_at IS NULL AND (p.finished_at IS NULL OR r.id IS NOT NULL) AS one) has
CROSS JOIN LATERAL (SELECT max(o.number) AS number FROM judges_place o WHERE o.debate_id = d.id) last
WHERE d.arm_id = ANY(%(arms)s) AND p.pool_id IS NOT NULL AND p.role = '' AND NOT p.chair
GROUP BY d.id, p.pool_id, last.number, q.external_id, a.name
HAVING count(*) FILTER (WHERE has.one) < %(least)s
ORDER BY d.id, p.pool_id
"""


@dataclass(frozen=True)
class Short:
    """A debate that has `held` judgements of a pool, there or to come, `even` of them under even numbers.

    `last` = the last number of its places; item, line and condition are its cell of the pool's square; what `named`
    holds tells it from all other debates of its experiment.
    """

    debate: int
    arm: int
    pool: int
    held: int
    even: int
    last: int
    item: int
    line: int
    condition: int
    named: tuple[object, ...]

    def numbers(self, least: int, last: int) -> Iterator[int]:
        """The numbers of the places that it lacks, after `last`: so that both orders are shown as often."""
        even, odd = self.even, self.held - self.even
        for _ in range(least - self.held):
            last += 1
            # Of the order that there is less of; where there is as much of both, whichever comes next.
            if (even > odd and last % 2 == 0) or (odd > even and last % 2 == 1):
                last += 1
            even, odd = even + (last + 1) % 2, odd + last % 2
            yield last


def short_of(arms: Sequence[int], least: int) -> list[Short]:
    """The debates of these arms that have fewer than `least` judgements of a pool, as they are now."""
    return [_short(row) for row in rows(_SHORT, {"arms": list(arms), "least": least})]


def _short(row: tuple[Any, ...]) -> Short:
    debate, arm, pool, held, even, last, item, line, condition, *named = row
    return Short(debate, arm, pool, held, even, last, item, line, condition, tuple(named))


def add_places(experiment: int, seed: int, short: Iterable[Short], least: int) -> int:
    """Store what these debates lack, free to be taken; returns how many. The caller holds the locks of their rows.

    Each lies in the cell of its debate, at a random place of its own, as if it had been laid out at the launch.
    """
    places = [
        Place(
            debate_id=one.debate,
            number=number,
            pool_id=one.pool,
            experiment_id=experiment,
            item=one.item,
            line=one.line,
            condition=one.condition,
            shuffled=draw(seed, "place", "/".join(map(str, (*one.named, number)))) % END,
        )
        for one, number in _numbered(short, least)
    ]
    copy_in(places)
    return len(places)


def _numbered(short: Iterable[Short], least: int) -> Iterator[tuple[Short, int]]:
    """Each of several pools of one debate goes on numbering where the one before it ended."""
    last: dict[int, int] = {}
    for one in short:
        for number in one.numbers(least, last.get(one.debate, one.last)):
            last[one.debate] = number
            yield one, number
