"""The hard cap: what a call can cost at most is reserved before it and settled after it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal
from typing import Any

from debate.llm.prices import CENT_FRACTION, Price, most_cost
from debate.llm.usage import used_in
from debate.models import Endpoint, Experiment, ModelCall
from debate.models.group_commit import GroupCommit
from debate.models.statements import DURABLE, insertion, new, stored

ENDING = (
    *("status", "cost_usd", "text", "reply", "finish", "fits", "error"),
    *("resolved_model", "seconds", "tokens_in", "tokens_out"),
)

# The first call that was paid for the same content, to be answered from it.
PAID = """
SELECT id FROM debate_modelcall
WHERE content_key = %(content_key)s AND status = 'ok' AND NOT cached AND %(cache)s ORDER BY id LIMIT 1
"""
# One guarded update: spent + reserved never passes the cap. Where it doesn't fit, nothing is stored.
_BEGIN = f"""
WITH paid AS ({PAID}), held AS (
    UPDATE debate_experiment SET reserved_usd = reserved_usd + %(reserved_usd)s
    WHERE id = %(experiment)s AND %(reserved_usd)s > 0 AND NOT EXISTS (SELECT FROM paid)
      AND (budget_usd IS NULL OR budget_usd >= spent_usd + reserved_usd + %(reserved_usd)s)
    RETURNING id
), begun AS (
    INSERT INTO {{insertion}}
    WHERE NOT EXISTS (SELECT FROM paid) AND (%(reserved_usd)s = 0 OR EXISTS (SELECT FROM held)) RETURNING id
)
SELECT (SELECT id FROM paid), (SELECT id FROM begun)
"""  # noqa: S608 - SQL of this project's own

_SETTLE = f"""
WITH ended AS (
    UPDATE debate_modelcall SET {", ".join(f"{name} = %({name})s" for name in ENDING)}
    WHERE id = %(id)s AND status = 'in_flight'
    RETURNING reserved_usd, cost_usd
), counted AS (
    UPDATE debate_experiment e
    SET spent_usd = e.spent_usd + ended.cost_usd, reserved_usd = e.reserved_usd - ended.reserved_usd
    FROM ended, debate_debate d
    WHERE d.id = %(debate)s AND e.id = d.experiment_id AND (ended.cost_usd <> 0 OR ended.reserved_usd <> 0)
)
SELECT true FROM ended
"""  # noqa: S608 - names of columns

_BUDGETS = GroupCommit(DURABLE)

CENT = Decimal("0.01")
MOST_MARGIN = Decimal(999_999)
# How every pause begins that a larger budget, or none, may end.
NOT_KEPT = "The budget can't be kept"


class CapReached(Exception):
    """The budget can't bear the call of `amount` USD, even once every call in flight has been settled."""

    def __init__(self, amount: Decimal) -> None:
        super().__init__(f"A call that can cost {amount} USD doesn't fit the budget.")
        self.amount = amount


class CapBusy(Exception):
    """The budget can't bear the call beside those in flight; it may when they have been settled."""


class UnknownPrice(Exception):
    """Nothing can be reserved for a call of this endpoint, so no budget can be kept with it."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(f"The price of {endpoint.name} isn't known; enter its price, or take the cap away.")


def most_cost_of(endpoint: Endpoint, price: Price | None, request: Mapping[str, Any], experiment_id: int) -> Decimal:
    """What to reserve for a call. Raises UnknownPrice under a cap; without one, an unknown price counts nothing.

    It is `endpoint.margin` times the most that the call's limits allow: a provider that once charged more will again.
    """
    if price is None:
        if Experiment.objects.filter(pk=experiment_id, budget_usd__isnull=False).exists():
            raise UnknownPrice(endpoint)
        return Decimal(0)
    most = most_cost(price, request["messages"], endpoint.max_tokens)
    return (most * endpoint.margin).quantize(CENT_FRACTION, rounding=ROUND_UP)


def cost_of(price: Price | None, reply: Mapping[str, Any], reserved: Decimal) -> Decimal:
    """What a call cost, from what its raw reply says that it used; all that was reserved, where it doesn't say."""
    if price is None:
        return Decimal(0)
    used = used_in(reply)
    return price.charged(used) if used else reserved


def begin(call: ModelCall, experiment_id: int) -> int | None:
    """Store a call that is about to be made, with what it holds of the budget: both or neither.

    A worker killed between the two would hold money that no row speaks of. Where its endpoint keeps replies and one is
    paid for the same, neither is done and its call's id given. Raises CapBusy or CapReached.
    """
    values = {**new(call), "experiment": experiment_id, "cache": call.endpoint.cache}
    (found,) = _BUDGETS.together(experiment_id, (_BEGIN.format(insertion=insertion(ModelCall)), values))
    paid: int | None
    ((paid, call.pk),) = found
    if paid or call.pk:
        return paid
    if Experiment.objects.filter(pk=experiment_id, reserved_usd__gt=0).exists():
        raise CapBusy
    raise CapReached(call.reserved_usd)


def settle(call: ModelCall, status: str, cost: Decimal) -> bool:
    """Store how a call ended, end its reservation and count its cost, all at once; False when that was done before."""
    call.status, call.cost_usd = status, cost
    values = {**stored(call, ENDING), "id": call.pk, "debate": call.turn.debate_id}
    (settled,) = _BUDGETS.together(call.turn.debate.experiment_id, (_SETTLE, values))
    if not settled:
        return False
    if cost > call.reserved_usd > 0:
        note_excess(call)
    return True


def note_excess(call: ModelCall) -> None:
    """The provider charged more than its limits allow. Hold more for it from now on, and pause what has a cap.

    What is held for its calls in flight is too little as well, so that they can carry the spending past the cap.
    """
    endpoint = call.endpoint
    margin = min(endpoint.margin * call.cost_usd / call.reserved_usd, MOST_MARGIN).quantize(CENT, rounding=ROUND_UP)
    Endpoint.objects.filter(pk=endpoint.pk, margin__lt=margin).update(margin=margin)
    reason = (
        f"{NOT_KEPT} with {endpoint.name}: it charged {dollars(call.cost_usd)} USD for a call that can cost "
        f"{dollars(call.reserved_usd)} USD at most, counting {call.tokens_in:,} tokens in and {call.tokens_out:,} out. "
        f"It is counted as charged. From now on {margin.normalize():f} times the most that its limits allow is held "
        "for each of its calls. Resume it if you agree."
    )
    running = Experiment.objects.filter(debates=call.turn.debate_id, status=Experiment.Status.RUNNING)
    running.filter(budget_usd__isnull=False).update(status=Experiment.Status.PAUSED, pause_reason=reason)


def dollars(amount: Decimal) -> str:
    """At least two decimals, and no zeros after them."""
    least = amount.quantize(CENT)
    return f"{least if least == amount else amount.normalize():f}"
