"""Settling: what people are owed becomes payments, once the truth may be told; a payment is never changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from debate.models import Experiment
from judges.models import Attendance, Payment
from judges.services.owed import Owed, attendances_of, owed, unlisted


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
    Attendance.objects.bulk_create(unlisted(experiment), ignore_conflicts=True)
    # In the order of their numbers, so that two who settle at once wait for each other, and the second finds all done.
    # The whole way through a pool is held: base pay and attention checks are owed once by all of its experiments.
    locked = list(attendances_of(experiment).select_for_update(of=("self",), no_key=True))
    experiment.refresh_from_db(fields=["closed"])
    made = [_payment(experiment, one) for one in owed(experiment, locked)]
    return len(Payment.objects.bulk_create(made))


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
