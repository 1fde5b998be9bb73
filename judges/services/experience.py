"""How many judgements came before each one, where that was not written down as it was begun: in imported work."""

from __future__ import annotations

from django.db import connection

from debate.models import Experiment

# A person's by the order in which they began or, where that isn't known, were first heard of; a model's by its arm.
_PEOPLE = """
UPDATE judges_place SET experience = ordered.before FROM (
    SELECT p.id, row_number() OVER (PARTITION BY p.player_id ORDER BY coalesce(
        p.taken_at, (SELECT min(r.at) FROM judges_rating r WHERE r.place_id = p.id), p.finished_at
    ), p.id) - 1 AS before
    FROM judges_place p JOIN debate_debate d ON d.id = p.debate_id
    WHERE d.experiment_id = %(experiment)s AND p.player_id IS NOT NULL AND p.pool_id IS NOT NULL
        AND p.role = '' AND p.left_at IS NULL
) ordered WHERE ordered.id = judges_place.id AND judges_place.experience IS NULL
"""
_MODELS = """
UPDATE judges_place SET experience = coalesce((a.frozen -> 'params' ->> 'earlier')::int, 0)
FROM debate_debate d JOIN debate_arm a ON a.id = d.arm_id
WHERE d.id = judges_place.debate_id AND d.experiment_id = %(experiment)s
    AND judges_place.pool_id IS NULL AND judges_place.experience IS NULL
"""


def order_experience(experiment: Experiment) -> None:
    """Set the experience of an experiment's places that have none yet, as if nobody had judged anything before it."""
    with connection.cursor() as cursor:
        for statement in (_PEOPLE, _MODELS):
            cursor.execute(statement, {"experiment": experiment.pk})
