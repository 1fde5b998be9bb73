"""One real, tiny call of an endpoint, to see whether it works before an experiment depends on it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from django.conf import settings

from debate.llm import client, request
from debate.llm.prices import Price, price_of
from debate.models import Endpoint

PROMPT: request.Message = {"role": "user", "content": "Reply with one short sentence: who are you?"}
# Reasoning models spend some hundred tokens before their first word.
MOST_TOKENS = 600


@dataclass(frozen=True)
class Checked:
    """What came back; `price` None = not known, so that no budget can be kept with this endpoint."""

    completion: client.Completion
    price: Price | None


def check(endpoint: Endpoint) -> Checked:
    """Make the call. Raises CallFailed with the provider's words."""
    body = request.body(endpoint, [PROMPT], min(endpoint.max_tokens, MOST_TOKENS), {}, logprobs=False)
    # Told nothing of a debate, the offline model says what it is.
    body.pop("extra_body", None)
    return Checked(client.complete(endpoint, body), price_of(endpoint))


def key_state(endpoint: Endpoint) -> str:
    """Whether the endpoint's key is at hand in this process, in words; never the key."""
    name = endpoint.key_variable
    if not name:
        return "No key is sent."
    hosts = settings.KEY_HOSTS.get(name)
    where = f"it may be sent to {hosts}" if hosts else "it may be sent nowhere: MOOT_KEY_HOSTS doesn't name it"
    return f"{name} is {'set' if os.environ.get(name) else 'not set'} here; {where}."
