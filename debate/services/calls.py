"""A model call with its row: from the cache by content where it was paid before, else reserved, made, settled."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from debate import metrics
from debate.core import limits
from debate.core.craft import Call
from debate.core.prompts import Scene
from debate.core.types import Speech
from debate.llm import client, hints, pace, request
from debate.llm.prices import price_of
from debate.models import Endpoint, ModelCall, Turn
from debate.models.statements import first
from debate.services.claim import lease_time, renew
from debate.services.money import PAID, begin, cost_of, most_cost_of, settle
from debate.transcripts import ask_from_json

CHARACTERS = 4  # to a token, until the provider has counted them
# The calls of a craft that another model makes, where one is named.
BY_SELECTOR = ("pick", "read")
REPLY = ("text", "reply", "finish", "fits", "resolved_model", "tokens_in", "tokens_out")


class NotNow(Exception):
    """The endpoint takes no call for about so many seconds; the turn waits for it outside of any thread."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for {seconds:.1f} s")
        self.seconds = seconds


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
    return [StoredCall(call_of(row), row) for row in rows]


def call_of(row: ModelCall) -> Call:
    return Call(row.kind, row.sample, row.text, row.fits)  # type: ignore[arg-type]  # stored from a Kind


def make_call(turn: Turn, shown: Scene, call: Call, words: str, before: list[Call]) -> StoredCall:
    """Make one call of a turn's craft.

    Raises CallFailed, NotNow, CapBusy, CapReached, UnknownPrice or LeaseLost.
    """
    endpoint = endpoint_for(turn, call)
    # The first call's lease is fresh from the claim, unless its worker was frozen since.
    if (before or _is_over(turn)) and not renew(turn, endpoint):
        raise LeaseLost
    row = new_row(turn, endpoint, shown, call, words, before)
    if (paid := _paid_before(endpoint, row)) is None:
        with _place(turn, endpoint):
            paid = _make(endpoint, row, before)
    if paid is not None:
        _repeat(row, ModelCall.objects.get(pk=paid))
    return StoredCall(call_of(row), row)


def _is_over(turn: Turn) -> bool:
    return turn.lease_until is None or turn.lease_until <= timezone.now()


@contextmanager
def _place(turn: Turn, endpoint: Endpoint) -> Iterator[None]:
    """A place among the endpoint's calls in flight; the turn's own endpoint gave one before the turn was claimed."""
    if endpoint.pk == turn.endpoint_id:
        yield
        return
    try:
        place = pace.enter(endpoint, lease_time(endpoint).total_seconds())
    except pace.Resting as resting:
        raise NotNow(resting.wait) from resting
    if place is None:
        raise NotNow(1 + random.random())
    try:
        yield
    finally:
        pace.leave(endpoint, place)


def endpoint_for(turn: Turn, call: Call) -> Endpoint:
    endpoint = turn.seat.selector if call.kind in BY_SELECTOR and turn.seat.selector else turn.endpoint
    assert endpoint is not None, "only turns with an endpoint are claimed"
    return endpoint


def new_row(turn: Turn, endpoint: Endpoint, shown: Scene, call: Call, words: str, before: list[Call]) -> ModelCall:
    """The call with its request, not yet stored."""
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


def _paid_before(endpoint: Endpoint, row: ModelCall) -> int | None:
    """The id of a call that was paid for the same, where no limit may keep what is paid from being used again.

    Elsewhere `begin` looks by itself, which saves a trip to the database (a twentieth of a call, measured).
    """
    if not endpoint.cache or not (pace.by_the_minute(endpoint) or price_of(endpoint) is None):
        return None
    found = first(PAID, {"content_key": row.content_key, "cache": True})
    return found[0] if found else None


def _repeat(row: ModelCall, paid: ModelCall) -> None:
    for name in REPLY:
        setattr(row, name, getattr(paid, name))
    row.status, row.cached, row.seconds, row.reserved_usd = ModelCall.Status.OK, True, 0.0, Decimal(0)
    row.save()
    _count(row)


def _make(endpoint: Endpoint, row: ModelCall, before: list[Call]) -> int | None:
    """Make the call; or the id of one that was paid for the same."""
    experiment, price = row.turn.debate.experiment_id, price_of(endpoint)
    row.reserved_usd = most_cost_of(endpoint, price, row.request, experiment)
    tokens = _take(endpoint, row.request)
    if paid := begin(row, experiment):
        pace.correct(endpoint, tokens, 0)
        return paid
    # Held through a call of many seconds, a connection would be taken from every other thread.
    connection.close()
    try:
        reply = client.complete(endpoint, row.request)
    except client.CallFailed as failure:
        row.error = failure.reason
        settle(row, ModelCall.Status.ERROR, row.reserved_usd if failure.charged else Decimal(0))
        if not failure.charged:
            pace.correct(endpoint, tokens, 0)
        _count(row)
        _heed(endpoint, failure)
        raise
    if endpoint.pk == row.turn.endpoint_id:
        # Told with the next thing that this endpoint's worker asks of Redis.
        row.turn.works = True
    else:
        pace.succeeded(endpoint)
    read(row, reply, before)
    settle(row, ModelCall.Status.OK, cost_of(price, reply.raw, row.reserved_usd))
    pace.correct(endpoint, tokens, row.tokens_in + row.tokens_out)
    _count(row)
    return None


def _take(endpoint: Endpoint, sent: Mapping[str, Any]) -> int:
    """Count the call among those of this minute; returns the tokens that were counted for it."""
    tokens = sum(len(message["content"]) for message in sent["messages"]) // CHARACTERS + endpoint.max_tokens
    try:
        pace.take(endpoint, tokens)
    except pace.TooFast as full:
        # For all: else each waiting turn would be claimed once to find out the same.
        pace.rest(endpoint, full.wait, "it has had its calls or tokens of this minute")
        raise NotNow(full.wait) from full
    return tokens


def _heed(endpoint: Endpoint, failure: client.CallFailed) -> None:
    """What a failure says of its endpoint holds for everybody who would call it; a permanent one is of the call."""
    if failure.wait:
        pace.rest(endpoint, failure.wait, failure.reason)
    if not failure.permanent:
        pace.failed(endpoint, failure.reason)


def _count(row: ModelCall) -> None:
    metrics.call_ended(
        row.endpoint.name, row.status, row.seconds, row.tokens_in, row.tokens_out, row.cost_usd, row.cached
    )


def read(row: ModelCall, reply: client.Completion, before: list[Call]) -> None:
    """Take over into the row what came back."""
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
