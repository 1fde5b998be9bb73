"""Who replies in a rehearsal: no endpoint is called, nothing is paid."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from debate.core import replies
from debate.core.craft import Kind
from debate.core.prompts import Scene
from debate.llm.client import Completion
from debate.llm.offline.server import MODELS, Body, completion
from debate.llm.request import is_offline
from debate.models import Endpoint, ModelCall
from debate.services.measured import Measured, measured
from debate.services.stand_ins import placeholder, reply_to

CHARACTERS = 4  # to a token: the rule of thumb for English


class Understudies:
    """They reply to whatever an endpoint would be sent.

    The offline model is a program, which replies to the same with the same: it is asked itself. Every other endpoint
    is stood in for: its replies are as long as its earlier ones to such asks, or as long as they may be, and decide
    nothing; a token is so many characters as its earlier calls show, or `CHARACTERS`.
    """

    def __init__(self) -> None:
        self.rates: dict[int, Measured | None] = {}

    def __call__(self, row: ModelCall, shown: Scene) -> Completion:
        return _offline(row) if asked_itself(row.endpoint) else self._standing_in(row, shown)

    def rate(self, endpoint: Endpoint) -> Measured | None:
        """What was measured of it, looked up once."""
        if endpoint.pk not in self.rates:
            self.rates[endpoint.pk] = measured(endpoint)
        return self.rates[endpoint.pk]

    def _standing_in(self, row: ModelCall, shown: Scene) -> Completion:
        endpoint, sent = row.endpoint, row.request["messages"][0]["content"]
        rate, kind = self.rate(endpoint), cast(Kind, row.kind)
        earlier = rate.to(shown.ask, kind) if rate else None
        text = reply_to(shown.ask, kind, shown.display, shown.question.labels, earlier.share if earlier else 1)
        if rate and earlier:
            longest = reply_to(shown.ask, kind, shown.display, shown.question.labels)
            tokens_in, tokens_out = len(sent) * rate.tokens_in, len(longest) * earlier.tokens_out
        else:
            tokens_in = len(sent) / CHARACTERS
            tokens_out = endpoint.max_tokens if endpoint.reasoning else len(text) / CHARACTERS
        return _reply(text, round(tokens_in), min(round(tokens_out), endpoint.max_tokens))


def asked_itself(endpoint: Endpoint) -> bool:
    """Whether it is the offline model, which a rehearsal can ask at no cost."""
    return is_offline(endpoint) and endpoint.model in MODELS


def placeholders(row: ModelCall, shown: Scene) -> Completion:
    """For everybody: replies that say that they are none."""
    return _reply(replies.render(placeholder(shown.ask), shown.display), 0, 0)


def _reply(text: str, tokens_in: int, tokens_out: int) -> Completion:
    return Completion(
        text=text, finish="stop", resolved_model="", tokens_in=tokens_in, tokens_out=tokens_out, seconds=0.0
    )


class _Request:
    """A request of the offline model, known by its content: the same gets the same reply, here and on any other day."""

    def __init__(self, row: ModelCall) -> None:
        self.key, self.body = row.content_key, {**row.request, **row.request["extra_body"]}

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Request) and self.key == other.key


def _offline(row: ModelCall) -> Completion:
    return _completion(_Request(row))


@lru_cache(maxsize=8192)  # Arms ask alike, and a page that is looked at again asks all of it again.
def _completion(request: _Request) -> Completion:
    raw = completion(Body.model_validate(request.body))
    choice, used = raw["choices"][0], raw["usage"]
    return Completion(
        text=choice["message"]["content"],
        finish=choice["finish_reason"],
        resolved_model=raw["model"],
        tokens_in=used["prompt_tokens"],
        tokens_out=used["completion_tokens"],
        seconds=0.0,
        raw={"choices": [{"logprobs": choice["logprobs"]}]},
    )
