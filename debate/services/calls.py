"""A model call with its row: from the cache by content where it was paid before, else reserved, made, settled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from debate.core import limits
from debate.core.craft import Call
from debate.core.prompts import Scene
from debate.core.types import Speech
from debate.llm import client, hints, pace, request
from debate.llm.prices import most_cost, price_of
from debate.models import Endpoint, ModelCall, Turn
from debate.services.claim import renew
from debate.services.money import reserve, settle
from debate.transcripts import ask_from_json

# The calls of a craft that another model makes, where one is named.
BY_SELECTOR = ("pick", "read")
REPLY = ("text", "reply", "finish", "fits", "resolved_model", "tokens_in", "tokens_out")


class LeaseLost(Exception):
    """Another worker has the turn by now; nothing more is to be done."""


@dataclass(frozen=True)
class StoredCall:
    """A call as the craft sees it, with its row."""

    call: Call
    row: ModelCall


def stored_calls(turn: Turn) -> list[StoredCall]:
    """The calls of this turn that were made before, by whoever had it."""
    rows = turn.calls.filter(status=ModelCall.Status.OK).order_by("id")
    return [StoredCall(_call_of(row), row) for row in rows]


def _call_of(row: ModelCall) -> Call:
    return Call(row.kind, row.sample, row.text, row.fits)  # type: ignore[arg-type]  # stored from a Kind


def make_call(turn: Turn, shown: Scene, call: Call, words: str, before: list[Call]) -> StoredCall:
    """Make one call of a turn's craft. Raises CallFailed, TooFast, CapBusy, CapReached or LeaseLost."""
    endpoint = _endpoint_for(turn, call)
    if not renew(turn, endpoint):
        raise LeaseLost
    row = _new_row(turn, endpoint, shown, call, words, before)
    if (paid := _paid_before(endpoint, row)) is not None:
        for name in REPLY:
            setattr(row, name, getattr(paid, name))
        row.status, row.cached, row.seconds = ModelCall.Status.OK, True, 0.0
        row.save()
    else:
        _make(endpoint, row, before)
    return StoredCall(_call_of(row), row)


def _endpoint_for(turn: Turn, call: Call) -> Endpoint:
    endpoint = turn.seat.selector if call.kind in BY_SELECTOR and turn.seat.selector else turn.endpoint
    assert endpoint is not None, "only turns with an endpoint are claimed"
    return endpoint


def _new_row(turn: Turn, endpoint: Endpoint, shown: Scene, call: Call, words: str, before: list[Call]) -> ModelCall:
    messages: list[request.Message] = [{"role": "user", "content": words}]
    belief = shown.ask.belief
    logprobs = endpoint.logprobs and belief is not None and not belief.steps
    sample = _sample(turn, call, before)
    told = hints.of(turn, shown, call, sample, before) if request.is_offline(endpoint) else {}
    sent = request.body(endpoint, messages, endpoint.max_tokens, told, logprobs)
    return ModelCall(
        turn=turn,
        endpoint=endpoint,
        kind=call.kind,
        sample=call.sample,
        number=len(before),
        request=sent,
        prompt_hash=request.prompt_hash(messages),
        content_key=request.content_key(endpoint, sent, sample),
    )


def _sample(turn: Turn, call: Call, before: list[Call]) -> str:
    """Tells apart calls that ask the same and must be drawn anew: repeats, seats, asks at once, drafts, tries."""
    tries = sum(c.kind == call.kind and c.sample == call.sample for c in before)
    seat = f"{turn.seat.role}:{turn.key}" if turn.key else turn.seat.role
    return f"{turn.debate.repeat}/{seat}/{turn.seat.reader}/{call.kind}/{call.sample}/{tries}"


def _paid_before(endpoint: Endpoint, row: ModelCall) -> ModelCall | None:
    if not endpoint.cache:
        return None
    return ModelCall.objects.filter(content_key=row.content_key, status=ModelCall.Status.OK, cached=False).first()


def _make(endpoint: Endpoint, row: ModelCall, before: list[Call]) -> None:
    pace.take(endpoint)
    price = price_of(endpoint)
    if price is not None:
        row.reserved_usd = most_cost(price, row.request["messages"], endpoint.max_tokens)
    # Together: a worker killed between the two would hold money that no row speaks of.
    with transaction.atomic():
        reserve(row.turn.debate.experiment_id, row.reserved_usd)
        row.save()
    # Held through a call of many seconds, a connection would be taken from every other thread.
    connection.close()
    try:
        reply = client.complete(endpoint, row.request)
    except client.CallFailed as failure:
        row.error = failure.reason
        settle(row, ModelCall.Status.ERROR, row.reserved_usd if failure.charged else Decimal(0))
        raise
    _read(row, reply, before)
    settle(row, ModelCall.Status.OK, price.cost(reply.tokens_in, reply.tokens_out) if price else Decimal(0))


def _read(row: ModelCall, reply: client.Completion, before: list[Call]) -> None:
    row.text, row.reply = _storable(reply.text), client.every_string(reply.raw, _storable)
    row.finish, row.resolved_model, row.seconds = reply.finish, _storable(reply.resolved_model), reply.seconds
    row.tokens_in, row.tokens_out = reply.tokens_in, reply.tokens_out
    row.fits = _fits(row)
    if row.kind == "pick":
        row.text = _picked(row.text, before)


def _storable(text: str) -> str:
    """Without what PostgreSQL stores neither in text nor in JSON: NUL, and halves of a pair of surrogates."""
    return re.sub("[\x00\ud800-\udfff]", "", text)


def _fits(row: ModelCall) -> bool:
    if row.kind not in ("draft", "rewrite") or row.finish in ("refusal", "content_filter"):
        return True
    speech = ask_from_json(row.turn.ask).speech or Speech()
    return bool(row.text.strip()) and row.finish != "length" and limits.fits(row.text, speech)


def _picked(reply: str, before: list[Call]) -> str:
    """The picked draft's index; the first draft where the selector named none."""
    drafts = sorted({c.sample for c in before if c.kind == "draft"})
    named = [int(word) - 1 for word in "".join(c if c.isdigit() else " " for c in reply).split()]
    return str(next((n for n in reversed(named) if n in drafts), 0))
