"""The hard cap: what a call can cost at most is reserved before it and settled after it."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from debate.models import Experiment, ModelCall

ENDING = (
    *("status", "cost_usd", "text", "reply", "finish", "fits", "error"),
    *("resolved_model", "seconds", "tokens_in", "tokens_out"),
)


class CapReached(Exception):
    """The budget can't bear the call, even once every call in flight has been settled."""


class CapBusy(Exception):
    """The budget can't bear the call beside those in flight; it may when they have been settled."""


def reserve(experiment_id: int, amount: Decimal) -> None:
    """Hold `amount` USD of the budget. One guarded update: spent + reserved never passes the cap.

    Raises CapBusy or CapReached.
    """
    fits = Q(budget_usd__isnull=True) | Q(budget_usd__gte=F("spent_usd") + F("reserved_usd") + amount)
    mine = Experiment.objects.filter(pk=experiment_id)
    if amount == 0 or mine.filter(fits).update(reserved_usd=F("reserved_usd") + amount) == 1:
        return
    if mine.filter(reserved_usd__gt=0).exists():
        raise CapBusy
    raise CapReached


@transaction.atomic
def settle(call: ModelCall, status: str, cost: Decimal) -> bool:
    """Store how a call ended, end its reservation and count its cost, all at once; False when that was done before."""
    call.status, call.cost_usd = status, cost
    mine = ModelCall.objects.filter(pk=call.pk, status=ModelCall.Status.IN_FLIGHT)
    if mine.update(**{name: getattr(call, name) for name in ENDING}) != 1:
        return False
    Experiment.objects.filter(debates=call.turn.debate_id).update(
        spent_usd=F("spent_usd") + cost, reserved_usd=F("reserved_usd") - call.reserved_usd
    )
    return True
