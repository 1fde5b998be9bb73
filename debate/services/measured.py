"""How many tokens a model makes of characters, as its newest calls show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Length

from debate.models import Endpoint, ModelCall
from debate.services.rehearsal import longest_reply
from debate.transcripts import ask_from_json

# Enough for a mean within a few percent, and as quick among millions of calls; fewer than LEAST say too little.
NEWEST, LEAST = 1000, 20


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Tokens in a character that is sent, and tokens out a character of the longest reply that is asked for.

    The latter holds how much of what they may models write, and what they think before. `calls` were looked at.
    """

    tokens_in: float
    tokens_out: float
    calls: int


def measured(endpoint: Endpoint) -> Measured | None:
    """From the newest calls of this endpoint, else of those with the same model; None where there are too few."""
    if found := _of_newest([endpoint.pk]):
        return found
    # Another study's calls are nobody else's business, not even in a mean.
    same = Endpoint.objects.filter(Q(study=None) | Q(study=endpoint.study_id), model=endpoint.model)
    return _of_newest(same.values_list("pk", flat=True)[:10])


def _of_newest(endpoints: Iterable[int]) -> Measured | None:
    newest: list[int] = []
    for pk in endpoints:
        newest += ModelCall.objects.filter(endpoint=pk).order_by("-id").values_list("pk", flat=True)[:NEWEST]
    counted = ModelCall.objects.filter(pk__in=newest, status=ModelCall.Status.OK, tokens_in__gt=0).order_by()
    sent = counted.annotate(sent=Length(KT("request__messages__0__content")))
    rows = sent.values_list("sent", "tokens_in", "tokens_out", "kind", "turn__ask")
    calls = characters_in = characters_out = tokens_in = tokens_out = 0
    for characters, came_in, came_out, kind, ask in rows:
        calls += 1
        characters_in += characters or 0
        characters_out += _longest(json.dumps(ask), kind)
        tokens_in += came_in
        tokens_out += came_out
    if calls < LEAST or not (characters_in and characters_out):
        return None
    return Measured(tokens_in=tokens_in / characters_in, tokens_out=tokens_out / characters_out, calls=calls)


@lru_cache(maxsize=256)  # A thousand calls answer a handful of different asks.
def _longest(ask: str, kind: str) -> int:
    return len(longest_reply(ask_from_json(json.loads(ask)), kind))
