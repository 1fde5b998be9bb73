"""Whom the rules of an experiment's frozen plan leave out of its figures: found once, before anything is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from debate.analysis_plans import plan_from
from debate.models import ArmSeat, Experiment, Pool
from debate.models.statements import rows
from judges.models import Attendance, Place, Rating

# The finished judgements over which people sat for too little time, and of which people it is known how long they sat.
_SECONDS = """
WITH timed AS MATERIALIZED (
SELECT p.id, p.player_id, extract(epoch FROM sum(t.answered_at - t.seen_at)) AS seconds
FROM judges_place p
JOIN debate_debate d ON d.id = p.debate_id
JOIN debate_seat s ON s.debate_id = p.debate_id AND s.player_id = p.player_id
JOIN debate_turn t ON t.seat_id = s.id
WHERE d.experiment_id = %(experiment)s AND p.pool_id IS NOT NULL AND p.role = '' AND p.finished_at IS NOT NULL
GROUP BY p.id HAVING count(t.answered_at - t.seen_at) > 0
)
SELECT ARRAY(SELECT id FROM timed WHERE seconds < %(least)s), ARRAY(SELECT DISTINCT player_id FROM timed)
"""


@dataclass(frozen=True)
class Excluding:
    """What one rule leaves out of an experiment: all of these people's judgements, or these places; by their keys.

    `known` = the people of whom it can be told whether they are among them.
    """

    experiment: int
    rule: str
    value: float
    people: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()

    def of(self, place: str) -> Q:
        """The rows that it leaves out; `place` = the way from them to a place."""
        out = among(f"{place}player", self.people) if self.people else among(f"{place}pk", self.places)
        return Q(out) & Q(**{f"{place}debate__experiment": self.experiment})


class _Among(Func):
    """Whether a key is one of these. As one array: tens of thousands of values by themselves take seconds to write."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def among(key: str, keys: Collection[int]) -> _Among:
    """What has no such key is none of them."""
    array = Value(sorted(keys), output_field=ArrayField(BigIntegerField()))
    return _Among(
        Coalesce(F(key), Value(0), output_field=BigIntegerField()), Cast(array, ArrayField(BigIntegerField()))
    )


def excluding(experiment: Experiment) -> Iterator[Excluding]:
    """By the rules of the frozen plan, in its order; a draft leaves out nothing, and a plan without rules asks nothing.

    Raises BadPlan.
    """
    # As it is stored: to read all of it would take longer than to count a small experiment.
    stored = (experiment.analysis_frozen or {}).get("exclude")
    if not stored:
        return
    for rule, value in plan_from({"exclude": stored}).exclude.set.items():
        yield _BY[rule](experiment, value)


def _failed_checks(experiment: Experiment, value: float) -> Excluding:
    """Checks that were answered wrongly, by a tie, or not at all."""
    answered = checks_in(experiment).order_by().annotate(passed=passed())
    given = dict(answered.values_list("player").annotate(failed=Count("pk", filter=Q(passed=False))))
    out = frozenset(player for player, n in given.items() if n >= value)
    return Excluding(experiment.pk, "failed_checks", value, people=out, known=frozenset(given))


def checks_in(experiment: Experiment) -> QuerySet[Place]:
    """The finished attention checks that its pools gave while it ran."""
    checks = Place.judgements.filter(
        debate__experiment__purpose=Experiment.Purpose.ATTENTION,
        pool__in=_pools(experiment),
        finished_at__isnull=False,
        left_at=None,
    )
    if experiment.launched_at:
        checks = checks.filter(taken_at__gte=experiment.launched_at)
    if experiment.finished_at:
        checks = checks.filter(taken_at__lte=experiment.finished_at)
    return checks


def passed() -> Exists:
    """Of a place: whether the check was passed. The right answer alone had the most probability."""
    return Exists(Rating.objects.filter(place=OuterRef("pk"), final=True, right=True))


def _comprehension_tries(experiment: Experiment, value: float) -> Excluding:
    tried = Attendance.objects.filter(pool__in=_pools(experiment), tries__gt=0)
    given = list(tried.order_by().values_list("player", "tries"))
    out = frozenset(player for player, tries in given if tries > value)
    return Excluding(experiment.pk, "comprehension_tries", value, people=out, known=frozenset(dict(given)))


def _seconds_least(experiment: Experiment, value: float) -> Excluding:
    ((out, known),) = rows(_SECONDS, {"experiment": experiment.pk, "least": value})
    return Excluding(experiment.pk, "seconds_least", value, places=frozenset(out), known=frozenset(known))


_BY = {
    "failed_checks": _failed_checks,
    "comprehension_tries": _comprehension_tries,
    "seconds_least": _seconds_least,
}


def _pools(experiment: Experiment) -> QuerySet[Pool]:
    asked = ArmSeat.objects.filter(arm__experiment=experiment, pool__isnull=False)
    return Pool.objects.filter(pk__in=asked.values("pool"))
