"""A request to an endpoint, as it is sent, stored and looked up again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, TypedDict
from urllib.parse import urlsplit

from debate.models import Endpoint

OFFLINE_HOST = "offline.moot"


class Message(TypedDict):
    role: str
    content: str


def is_offline(endpoint: Endpoint) -> bool:
    """Whether it is Moot's own offline model, the only one that is told what it plays."""
    return urlsplit(endpoint.base_url).hostname == OFFLINE_HOST


def body(
    endpoint: Endpoint, messages: Sequence[Message], max_tokens: int, hints: Mapping[str, Any], logprobs: bool
) -> dict[str, Any]:
    """The Chat Completions body. Reasoning models take max_completion_tokens and no temperature."""
    request: dict[str, Any] = {"model": endpoint.model, "messages": list(messages)}
    if endpoint.reasoning:
        request["max_completion_tokens"] = max_tokens
        if endpoint.reasoning_effort:
            request["reasoning_effort"] = endpoint.reasoning_effort
    else:
        request["max_tokens"] = max_tokens
        sampling = {"temperature": endpoint.temperature, "top_p": endpoint.top_p}
        request |= {name: value for name, value in sampling.items() if value is not None}
        if logprobs:
            request |= {"logprobs": True, "top_logprobs": 20}
    if is_offline(endpoint):
        request["extra_body"] = {"moot": dict(hints)}
    return request


def content_key(endpoint: Endpoint, request: Mapping[str, Any], sample: str) -> str:
    """Equal for equal requests to one model: address, body and the number of the sample."""
    return _hash([endpoint.base_url, request, sample])


def prompt_hash(messages: Sequence[Message]) -> str:
    return _hash(list(messages))


def _hash(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
