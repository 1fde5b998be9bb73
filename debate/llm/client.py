"""One call of a model over HTTP, through the openai client; every failure becomes a CallFailed."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from django.conf import settings

from debate.llm.request import OFFLINE_HOST, is_offline
from debate.models import Endpoint

# One client for all threads, its connections kept: a client a thread costs 60 MB more and gains nothing (measured).
LIMITS = httpx2.Limits(max_connections=400, max_keepalive_connections=400)
PASSING = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError, openai.ConflictError)


class CallFailed(Exception):
    """No reply. `permanent` = asking again can't help; `wait` = seconds that the provider asked for.

    `charged` = the provider may have made a reply, and charge for it, that never arrived whole.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, wait: float | None = None, charged: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.wait, self.charged = reason, permanent, wait, charged


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What came back. `finish` is the provider's finish reason; "refusal" where the model refused in its own field."""

    text: str
    finish: str
    resolved_model: str
    tokens_in: int
    tokens_out: int
    seconds: float
    raw: Mapping[str, Any] = field(default_factory=dict)


def complete(endpoint: Endpoint, request: Mapping[str, Any]) -> Completion:
    """Make the call; raises CallFailed with the provider's words."""
    client = _client(_address(endpoint)).with_options(api_key=_key(endpoint), timeout=float(endpoint.timeout_seconds))
    started = time.monotonic()
    try:
        reply = client.chat.completions.create(**request)
    except openai.OpenAIError as problem:
        raise _failed(endpoint, problem) from problem
    except (ValueError, TypeError) as problem:
        raise CallFailed(f"{endpoint.name} sent a reply that can't be read: {problem}", charged=True) from problem
    return _completion(endpoint, reply, time.monotonic() - started)


@lru_cache(maxsize=64)
def _client(base_url: str) -> openai.OpenAI:
    socket = str(settings.OFFLINE_SOCKET) if urlsplit(base_url).hostname == OFFLINE_HOST else None
    transport = httpx2.HTTPTransport(uds=socket, limits=LIMITS) if socket else None
    http = openai.DefaultHttpxClient(transport=transport, limits=LIMITS, follow_redirects=False)
    # Retries are Moot's own: a waiting call must occupy no worker.
    return openai.OpenAI(base_url=base_url, api_key="unused", max_retries=0, http_client=http)


def _address(endpoint: Endpoint) -> str:
    return settings.OFFLINE_URL if is_offline(endpoint) and settings.OFFLINE_URL else endpoint.base_url


def _key(endpoint: Endpoint) -> str:
    """The key, only for a host that the operator bound it to: who edits endpoints can't send it elsewhere."""
    name = endpoint.key_variable
    if not name:
        return "none"
    host = urlsplit(endpoint.base_url).hostname or ""
    allowed = settings.KEY_HOSTS.get(name, "").split(",")
    if host not in allowed:
        raise CallFailed(
            f"{endpoint.name}: the key {name} may not be sent to {host}. "
            f"The operator allows it by MOOT_KEY_HOSTS=“{name}={host}”.",
            permanent=True,
        )
    if not (key := os.environ.get(name)):
        raise CallFailed(f"{endpoint.name}: the environment variable {name} is not set on the worker.", permanent=True)
    return key


def _completion(endpoint: Endpoint, reply: Any, seconds: float) -> Completion:
    choices = getattr(reply, "choices", None)
    if not choices or choices[0].message is None:
        words = getattr(reply, "error", None) or "a reply without choices"
        raise CallFailed(f"{endpoint.name} answered with {words}.", charged=True)
    choice, usage = choices[0], reply.usage
    refused = bool(choice.message.refusal)
    return Completion(
        text=choice.message.content or choice.message.refusal or "",
        finish="refusal" if refused else choice.finish_reason or "",
        resolved_model=reply.model or "",
        tokens_in=usage.prompt_tokens if usage else 0,
        tokens_out=usage.completion_tokens if usage else 0,
        seconds=seconds,
        raw=reply.to_dict(mode="json"),
    )


def _failed(endpoint: Endpoint, problem: openai.OpenAIError) -> CallFailed:
    """The provider's error in words, without anything that could hold a key."""
    permanent, charged = not isinstance(problem, PASSING), False
    if isinstance(problem, openai.APITimeoutError):
        words, charged = f"gave no answer within {endpoint.timeout_seconds} seconds", True
    elif isinstance(problem, openai.APIConnectionError):
        words = f"can't be reached at {endpoint.base_url} ({problem.__cause__ or problem})"
        charged = not isinstance(problem.__cause__, httpx2.ConnectError)
    elif isinstance(problem, openai.APIStatusError):
        words = f"answered {problem.status_code}: {_message(problem)}"
    else:
        words, permanent, charged = f"sent a reply that can't be read: {problem}", False, True
    return CallFailed(f"{endpoint.name} {words}", permanent=permanent, wait=_wait(problem), charged=charged)


def _message(problem: openai.APIStatusError) -> str:
    body = problem.body
    words = body.get("message") if isinstance(body, dict) else None
    return str(words or problem.message)[:500]


def _wait(problem: openai.OpenAIError) -> float | None:
    if not isinstance(problem, openai.APIStatusError):
        return None
    try:
        return min(float(problem.response.headers.get("retry-after", "")), 600.0)
    except ValueError:
        return None
