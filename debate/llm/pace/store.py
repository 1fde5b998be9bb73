"""The process's connections to Redis, and the names under which an endpoint's state is kept there."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from django.conf import settings
from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.exceptions import RedisError
from redis.retry import Retry

from debate.models import Endpoint

log = logging.getLogger(__name__)

# A trip takes some 50 microseconds, so that a few connections serve hundreds of threads.
CONNECTIONS = 16
SECONDS = 5.0
QUIET = 60.0

_P = ParamSpec("_P")


@lru_cache(maxsize=1)
def pool() -> BlockingConnectionPool:
    """Shared by all threads. One retry, at once: a restarted Redis has closed every connection of the pool."""
    return BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=CONNECTIONS,
        timeout=SECONDS,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )


@lru_cache(maxsize=1)
def client() -> Redis:
    return Redis(connection_pool=pool())


@lru_cache(maxsize=32)
def script(source: str) -> Script:
    """Sent by its hash; in whole, by itself, to a Redis that does not know it."""
    return client().register_script(source)


def places_key(endpoint: Endpoint) -> str:
    """A sorted set: a pass for each call in flight, by when it expires."""
    return f"moot:pace:{{{endpoint.pk}}}:places"


def rest_key(endpoint: Endpoint) -> str:
    """A hash: `since`, `until`, `why`."""
    return f"moot:pace:{{{endpoint.pk}}}:rest:{_address(endpoint)}"


def circuit_key(endpoint: Endpoint) -> str:
    """A hash: `failures` in a row, the last one's `why`; once open: `since`, `until`, times `opened`, `probe`."""
    return f"moot:pace:{{{endpoint.pk}}}:circuit:{_address(endpoint)}"


def soon_key(endpoint: Endpoint) -> str:
    """There while somebody is going to look for work."""
    return f"moot:pace:{{{endpoint.pk}}}:soon"


def waiting_key(endpoint_id: int) -> str:
    """The number of messages on their way to a thread."""
    return f"moot:pace:{{{endpoint_id}}}:waiting"


def _address(endpoint: Endpoint) -> str:
    """What fails is an address, a model or a key: an endpoint that is corrected begins anew."""
    called = f"{endpoint.base_url}\n{endpoint.model}\n{endpoint.key_variable}"
    return hashlib.blake2s(called.encode(), digest_size=6).hexdigest()


def quietly(function: Callable[_P, Any]) -> Callable[_P, None]:
    """For what follows a call: the call is made whatever becomes of this, so that a lost Redis is only logged."""
    told_at = -QUIET

    @wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        nonlocal told_at
        try:
            function(*args, **kwargs)
        except RedisError as problem:
            if time.monotonic() - told_at > QUIET:
                told_at = time.monotonic()
                log.warning("Redis did not take note (%s); told once a minute: %s", function.__name__, problem)

    return wrapped
