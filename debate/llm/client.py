"""One call of a model over HTTP, through the openai client; every failure becomes a CallFailed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from django.conf import settings
from pydantic import BaseModel, ValidationError

from debate.llm import addresses
from debate.llm.request import OFFLINE_HOST, is_offline
from debate.llm.usage import used_in
from debate.models import Endpoint

# One client for all threads, its connections kept: a client a thread costs 60 MB more and gains nothing (measured).
LIMITS = httpx2.Limits(max_connections=400, max_keepalive_connections=400)
PASSING = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError, openai.ConflictError)

# What is sent where no key is needed, and what is kept of a key that a provider says back.
NO_KEY, HIDDEN_KEY = "none", "(the key)"
LONGEST_REASON = 600


class CallFailed(Exception):
    """No reply. `permanent` = asking again can't help; `wait` = seconds that the provider asked for.

    `charged` = the provider may have made a reply, and charge for it, that never arrived whole.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, wait: float | None = None, charged: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.wait, self.charged = reason, permanent, wait, charged

    def without(self, key: str) -> CallFailed:
        """The same, whose words can't hold the key: it is stored and shown."""
        reason = _hidden(key, self.reason)[:LONGEST_REASON]
        return CallFailed(reason, permanent=self.permanent, wait=self.wait, charged=self.charged)


class Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    message: Message | None = None
    finish_reason: str | None = None


class Reply(BaseModel):
    """As much of a Chat Completions reply as Moot reads by name; what some servers leave out may be missing."""

    model: str | None = None
    choices: list[Choice] | None = None
    error: Any = None


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
    key = _key(endpoint)
    try:
        return _without(key, _complete(endpoint, request, key))
    except CallFailed as failure:
        # Not from its cause: that holds the request's headers.
        raise failure.without(key) from None


def _complete(endpoint: Endpoint, request: Mapping[str, Any], key: str) -> Completion:
    client = _client(_address(endpoint)).with_options(api_key=key, timeout=float(endpoint.timeout_seconds))
    body = {**request, **request.get("extra_body", {})}
    body.pop("extra_body", None)
    started = time.monotonic()
    try:
        # As the client's own method for Chat Completions does, less 2 ms of walking through what both sides know.
        raw = client.post("/chat/completions", body=body, cast_to=object)
        reply = Reply.model_validate(raw)
    except addresses.Refused as refused:
        raise CallFailed(f"{endpoint.name} isn't called: {refused}", permanent=True) from refused
    except openai.OpenAIError as problem:
        raise _failed(endpoint, problem) from problem
    except ValidationError as problem:
        where = ", ".join(".".join(map(str, error["loc"])) or "the whole" for error in problem.errors())
        raise CallFailed(f"{endpoint.name} sent a reply that can't be read ({where})", charged=True) from problem
    except (ValueError, TypeError) as problem:
        raise CallFailed(f"{endpoint.name} sent a reply that can't be read: {problem}", charged=True) from problem
    return _completion(endpoint, reply, raw, time.monotonic() - started)


@lru_cache(maxsize=64)
def _client(base_url: str) -> openai.OpenAI:
    offline = base_url == settings.OFFLINE_URL or urlsplit(base_url).hostname == OFFLINE_HOST
    transport = _offline(base_url) if offline else addresses.transport(base_url, LIMITS)
    http = openai.DefaultHttpxClient(transport=transport, limits=LIMITS, follow_redirects=False)
    # Retries are Moot's own: a waiting call must occupy no worker.
    return openai.OpenAI(base_url=base_url, api_key="unused", max_retries=0, http_client=http)


def _offline(base_url: str) -> httpx2.HTTPTransport:
    """To Moot's own model: by its socket, or by the address that the operator gave it."""
    socket = None if base_url == settings.OFFLINE_URL else str(settings.OFFLINE_SOCKET)
    return httpx2.HTTPTransport(uds=socket, limits=LIMITS)


def _address(endpoint: Endpoint) -> str:
    return settings.OFFLINE_URL if is_offline(endpoint) and settings.OFFLINE_URL else endpoint.base_url


def _key(endpoint: Endpoint) -> str:
    """The key, only for a host that the operator bound it to: who edits endpoints can't send it elsewhere."""
    name = endpoint.key_variable
    if not name:
        return NO_KEY
    host = httpx2.URL(endpoint.base_url).host
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


def _completion(endpoint: Endpoint, reply: Reply, raw: Any, seconds: float) -> Completion:
    if not reply.choices or reply.choices[0].message is None:
        words = _words(reply.error) or "a reply without choices"
        raise CallFailed(f"{endpoint.name} answered with {words}", charged=True)
    choice, message, used = reply.choices[0], reply.choices[0].message, used_in(raw)
    return Completion(
        text=message.content or message.refusal or "",
        finish="refusal" if message.refusal else choice.finish_reason or "",
        resolved_model=reply.model or "",
        tokens_in=used.tokens_in if used else 0,
        tokens_out=used.tokens_out if used else 0,
        seconds=seconds,
        raw=raw,
    )


def _failed(endpoint: Endpoint, problem: openai.OpenAIError) -> CallFailed:
    """The provider's error in words, without anything that could hold a key."""
    permanent, charged = not isinstance(problem, PASSING), False
    if isinstance(problem, openai.APITimeoutError):
        words, charged = f"gave no answer within {endpoint.timeout_seconds} seconds", True
    elif isinstance(problem, openai.APIConnectionError):
        charged = not isinstance(problem.__cause__, httpx2.ConnectError)
        what = "broke off its reply" if charged else f"can't be reached at {endpoint.base_url}"
        words = f"{what} ({problem.__cause__ or problem})"
    elif isinstance(problem, openai.APIStatusError):
        words = f"answered {problem.status_code}: {_words(problem.body) or problem.message}"
    else:
        words, permanent, charged = f"sent a reply that can't be read: {problem}", False, True
    return CallFailed(f"{endpoint.name} {words}", permanent=permanent, wait=_wait(problem), charged=charged)


def _words(error: object) -> str:
    """An error's own words, as providers send it: {"message": "...", ...}, or a text."""
    return str((error.get("message") if isinstance(error, dict) else error) or "")


def _hidden(key: str, text: str) -> str:
    return text if key == NO_KEY else text.replace(key, HIDDEN_KEY)


def _without(key: str, reply: Completion) -> Completion:
    """The reply, in which some servers echo what they were sent."""
    said, model = _hidden(key, reply.text), _hidden(key, reply.resolved_model)
    return replace(reply, text=said, resolved_model=model, raw=every_string(reply.raw, partial(_hidden, key)))


def every_string(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with each of its strings, names too, changed."""
    if isinstance(value, Mapping):
        return {change(name): every_string(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [every_string(inner, change) for inner in value]
    return change(value) if isinstance(value, str) else value


def _wait(problem: openai.OpenAIError) -> float | None:
    if not isinstance(problem, openai.APIStatusError):
        return None
    try:
        return min(float(problem.response.headers.get("retry-after", "")), 600.0)
    except ValueError:
        return None
