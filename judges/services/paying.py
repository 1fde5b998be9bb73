"""Settling: what people are owed becomes payments, once the truth may be told; a payment is never changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from debate.models import Experiment, Player
from judges.models import Attendance, Payment, Place
from judges.services.owed import DONE, Owed, attendances_of, owed


class NotClosed(Exception):
    """Before the close a bonus would tell which answers are right."""

    def __init__(self) -> None:
        super().__init__("Bonuses would tell which answers are right: close the experiment first, then settle.")


@transaction.atomic
def settle(experiment: Experiment) -> int:
    """Store what everybody is owed for a closed experiment, and return for how many it was new.

    Doing it again adds who is missing, and nobody twice. Raises NotClosed.
    """
    # Read anew: whoever calls may hold the experiment as it was before.
    if not Experiment.objects.get(pk=experiment.pk).closed:
        raise NotClosed
    _note_attendance(experiment)
    # In the order of their numbers, so that two who settle at once wait for each other, and the second finds all done.
    # The whole way through a pool is held: base pay and attention checks are owed once by all of its experiments.
    locked = list(attendances_of(experiment).select_for_update(of=("self",), no_key=True))
    experiment.refresh_from_db(fields=["closed"])
    made = [_payment(experiment, one) for one in owed(experiment, locked)]
    return len(Payment.objects.bulk_create(made))


def _note_attendance(experiment: Experiment) -> None:
    """Who judged for a pool before it had rules has no attendance yet, and is owed no less."""
    places = Place.objects.filter(DONE, debate__experiment=experiment, pool__rules__isnull=False, player__isnull=False)
    pairs = places.values_list("player", "pool").distinct()
    there = set(
        Attendance.objects.filter(player__in=Player.objects.filter(places__in=places)).values_list("player", "pool")
    )
    missing = [Attendance(player_id=player, pool_id=pool) for player, pool in pairs if (player, pool) not in there]
    Attendance.objects.bulk_create(missing, ignore_conflicts=True)


def _payment(experiment: Experiment, one: Owed) -> Payment:
    due = one.due
    return Payment(
        attendance=one.attendance,
        experiment=experiment,
        currency=one.terms.currency,
        base=due.base,
        judged=due.judged,
        bonus=due.bonus,
        detail=_detail(one),
    )


def _detail(one: Owed) -> dict[str, Any]:
    """The rules as they were, and each judgement with its bonus; what was believed stays with the ratings.

    {terms: {...}, judged: count, seconds: active time, scored: [{place, debate, rounds, bonus}]}; amounts are text, in
    which no digit is lost.
    """
    terms = {name: None if value is None else str(value) for name, value in vars(one.terms).items()}
    scored = [{**vars(part), "bonus": str(part.bonus)} for part in one.scored]
    return {"terms": terms, "judged": one.judged, "seconds": round(one.seconds, 1), "scored": scored}
