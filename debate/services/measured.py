"""How many tokens a model makes of characters, and how long its replies are, as its newest calls show."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Length

from debate.core.craft import Kind
from debate.core.types import Ask
from debate.models import Endpoint, ModelCall
from debate.services.stand_ins import reply_to
from debate.transcripts import ask_from_json

# Enough for a mean within a few percent, and as quick among millions of calls; fewer than LEAST say too little.
NEWEST, LEAST = 1000, 20


@dataclass(frozen=True, kw_only=True)
class Replies:
    """How long replies are, each against the longest that is asked for: in characters, and tokens out a character.

    The tokens hold what a model thinks before it writes, too.
    """

    share: float
    tokens_out: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Tokens in a character that is sent; replies by what is wanted, and all of them. `calls` were looked at."""

    tokens_in: float
    replies: Replies
    by_want: Mapping[str, Replies] = field(hash=False)
    calls: int

    def to(self, ask: Ask, kind: Kind) -> Replies:
        """Replies to asks that want the same; of those that were seldom or never made, replies to all."""
        return self.by_want.get(wanted(ask, kind), self.replies)


def wanted(ask: Ask, kind: Kind) -> str:
    """What a call is to bring: “draft: speech”, “draft: belief and reason”."""
    return f"{kind}: {' and '.join(getattr(want, 'name', want.kind) for want in ask.wants)}"


def measured(endpoint: Endpoint) -> Measured | None:
    """From the newest calls of this endpoint, else of those with the same model; None where there are too few."""
    if found := _of_newest([endpoint.pk]):
        return found
    # Another study's calls are nobody else's business, not even in a mean.
    same = Endpoint.objects.filter(Q(study=None) | Q(study=endpoint.study_id), model=endpoint.model)
    return _of_newest(same.values_list("pk", flat=True)[:10])


@dataclass
class _Sum:
    calls: int = 0
    sent: int = 0
    said: int = 0
    longest: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tells(self) -> bool:
        return self.calls >= LEAST and self.sent > 0 and self.longest > 0

    @property
    def replies(self) -> Replies:
        return Replies(share=self.said / self.longest, tokens_out=self.tokens_out / self.longest)


def _of_newest(endpoints: Iterable[int]) -> Measured | None:
    newest: list[int] = []
    for pk in endpoints:
        newest += ModelCall.objects.filter(endpoint=pk).order_by("-id").values_list("pk", flat=True)[:NEWEST]
    # Of what was withdrawn, the texts are gone.
    there = ModelCall.objects.filter(pk__in=newest).exclude(request={})
    counted = there.filter(status=ModelCall.Status.OK, tokens_in__gt=0).order_by()
    lengths = counted.annotate(sent=Length(KT("request__messages__0__content")), said=Length("text"))
    every, by_want = _Sum(), defaultdict[str, _Sum](_Sum)
    for sent, said, tokens_in, tokens_out, kind, ask in lengths.values_list(
        "sent", "said", "tokens_in", "tokens_out", "kind", "turn__ask"
    ):
        what, longest = _asked(_key(ask), kind)
        for total in (every, by_want[what]):
            total.calls += 1
            total.sent += sent or 0
            total.said += said
            total.longest += longest
            total.tokens_in += tokens_in
            total.tokens_out += tokens_out
    if not every.tells:
        return None
    return Measured(
        tokens_in=every.tokens_in / every.sent,
        replies=every.replies,
        by_want={what: total.replies for what, total in by_want.items() if total.tells},
        calls=every.calls,
    )


def _key(ask: Mapping[str, Any]) -> str:
    """The part of an ask that its reply's length hangs on: a thousand calls are of a handful of kinds."""
    return json.dumps({"role": ask["role"], "prompt": "", "wants": ask["wants"]})


@lru_cache(maxsize=256)
def _asked(key: str, kind: Kind) -> tuple[str, int]:
    ask = ask_from_json(json.loads(key))
    return wanted(ask, kind), len(reply_to(ask, kind))
