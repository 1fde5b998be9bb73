"""How far people have come in their pools: one small statement, since every opening of a queue runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from debate.models import Player
from debate.models.statements import rows
from judges.course import READYING, Course, Step


@dataclass(frozen=True)
class Standing:
    """A person's course in one of their pools. Without an attendance they came in before there were any."""

    pool: int
    attendance: int | None
    course: Course

    def waiting(self, waits: bool) -> Standing:
        """With what is known of whether something is there to judge."""
        return replace(self, course=replace(self.course, waits=waits))


def standings(player: Player) -> list[Standing]:
    """One for each pool of the person, the first that they came into first."""
    return [_standing(row) for row in rows(_STANDINGS, {"player": player.pk})]


def current(found: Sequence[Standing]) -> Standing | None:
    """The one to go on with; None where all are over. Of two alike, the one that they came into first."""
    return min((one for one in found if not one.course.ended), key=lambda one: _rank(one.course), default=None)


def _rank(course: Course) -> int:
    """First what readies for judging, then what is due after it, then judging: what has an end before what has none.

    Last where nothing more is given out.
    """
    if course.next in READYING:
        return 0
    if course.next is not Step.JUDGING:
        return 1
    return 4 if course.stopped else 2 if course.ends else 3


def _standing(row: Sequence[Any]) -> Standing:
    pool, attendance, consent, agreed, anything, instructions, parts, least, most, a_day, practice, *rest = row
    stopped, instructed, passed, surveyed, practised, done, ended, outcome, judged, today = rest
    asked = {
        Step.CONSENT: consent is not None,
        Step.INSTRUCTIONS: instructions,
        Step.COMPREHENSION: "comprehension" in parts,
        Step.BEFORE: "before" in parts,
        Step.PRACTICE: bool(practice),
        Step.AFTER: "after" in parts,
    }
    behind = {
        Step.CONSENT: consent is not None and agreed == consent,
        Step.INSTRUCTIONS: instructed,
        Step.COMPREHENSION: passed,
        Step.BEFORE: surveyed,
        Step.PRACTICE: practised,
        Step.AFTER: ended,
    }
    course = Course(
        asked=frozenset(step for step, is_so in asked.items() if is_so),
        done=frozenset(step for step, is_so in behind.items() if is_so),
        ends=anything,
        least=1 if least is None else least,
        most=most,
        a_day=a_day,
        judged=judged,
        today=today,
        stopped=bool(stopped),
        finished=done,
        ended=bool(ended or outcome),
    )
    return Standing(pool, attendance, course)


# The latest version of a page is in force; an empty one asks for nothing. Practice is no judgement of a pool's.
_STANDINGS = """
SELECT mine.pool_id, a.id, consent.id, a.consent_id,
    asks.anything,
    coalesce((SELECT t.words <> '' FROM judges_pagetext t WHERE t.pool_id = mine.pool_id AND t.kind = 'instructions'
        ORDER BY t.version DESC LIMIT 1), FALSE),
    parts.names,
    r.least_each, r.most_each, r.most_a_day,
    r.practice_id IS NOT NULL AND r.practice_debates > 0,
    door.stopped,
    a.instructed_at IS NOT NULL, a.passed_at IS NOT NULL, a.surveyed_at IS NOT NULL, a.practised_at IS NOT NULL,
    a.done_at IS NOT NULL, a.ended_at IS NOT NULL, coalesce(a.outcome, ''),
    judged.number, judged.today
FROM debate_player_pools mine
LEFT JOIN judges_attendance a ON a.player_id = mine.player_id AND a.pool_id = mine.pool_id
LEFT JOIN judges_rules r ON r.pool_id = mine.pool_id
LEFT JOIN judges_door door ON door.id = a.door_id
LEFT JOIN LATERAL (
    SELECT latest.id FROM (SELECT t.id, t.words FROM judges_pagetext t
        WHERE t.pool_id = mine.pool_id AND t.kind = 'consent' ORDER BY t.version DESC LIMIT 1) latest
    WHERE latest.words <> ''
) consent ON TRUE
CROSS JOIN LATERAL (SELECT ARRAY(
    SELECT DISTINCT i.part FROM judges_formitem i WHERE i.pool_id = mine.pool_id AND NOT i.retired
)::text[] AS names) parts
CROSS JOIN LATERAL (SELECT r.id IS NOT NULL OR a.door_id IS NOT NULL OR parts.names <> '{}'
    OR EXISTS (SELECT FROM judges_pagetext t WHERE t.pool_id = mine.pool_id) AS anything) asks
CROSS JOIN LATERAL (
    SELECT count(*) AS number, count(*) FILTER (WHERE p.finished_at > now() - interval '24 hours') AS today
    FROM judges_place p LEFT JOIN debate_experiment e ON e.id = p.experiment_id
    WHERE asks.anything AND p.player_id = mine.player_id AND p.pool_id = mine.pool_id
        AND p.finished_at IS NOT NULL AND p.left_at IS NULL AND e.purpose IS DISTINCT FROM 'practice'
) judged
WHERE mine.player_id = %(player)s
ORDER BY a.began_at NULLS LAST, mine.id
"""
