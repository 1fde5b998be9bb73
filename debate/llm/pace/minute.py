"""How many calls and tokens a minute an endpoint takes.

Calls are counted exactly, by a moving window, which keeps the time of each. For tokens that would be an entry a token,
millions of them; a sliding counter keeps two numbers instead, this minute's and the last's, and takes what was used in
the last one as spread evenly over it.
"""

from __future__ import annotations

import time
from functools import lru_cache

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter

from debate.llm.pace.store import pool, quietly, script
from debate.models import Endpoint

SHORTEST_WAIT = 0.1

# What one minute can't give back any more, the one before it does: no counter is ever below nothing.
_ADD = """
local amount, minute = tonumber(ARGV[1]), tonumber(ARGV[2])
if redis.call('exists', KEYS[2]) == 0 then
    redis.call('set', KEYS[2], 0, 'px', 2 * minute)
end
local left = redis.call('incrby', KEYS[2], amount)
if left < 0 then
    redis.call('incrby', KEYS[2], -left)
    if redis.call('exists', KEYS[1]) == 1 and redis.call('incrby', KEYS[1], left) < 0 then
        redis.call('set', KEYS[1], 0, 'keepttl')
    end
end
"""


class TooFast(Exception):
    """The endpoint has had its calls or tokens of this minute; `wait` seconds until there is room."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait:.1f} s")
        self.wait = wait


def by_the_minute(endpoint: Endpoint) -> bool:
    """Whether anything is counted of it."""
    return endpoint.requests_a_minute is not None or endpoint.tokens_a_minute is not None


def take(endpoint: Endpoint, tokens: int) -> None:
    """Count one call of about so many tokens; raises TooFast, with nothing counted, when either has no room."""
    reserved = _take_tokens(endpoint, tokens)
    if endpoint.requests_a_minute is None:
        return
    limit, name = RateLimitItemPerMinute(endpoint.requests_a_minute), f"calls-{endpoint.pk}"
    if not _calls().hit(limit, name):
        _add(endpoint, -reserved)
        free_at = _calls().get_window_stats(limit, name).reset_time
        raise TooFast(max(SHORTEST_WAIT, free_at - time.time()))


@quietly
def correct(endpoint: Endpoint, reserved: int, used: int) -> None:
    """After a call: count what it used instead of what was reserved for it."""
    if endpoint.tokens_a_minute is not None:
        _add(endpoint, used - min(reserved, endpoint.tokens_a_minute))


def _take_tokens(endpoint: Endpoint, tokens: int) -> int:
    """Count tokens, and return how many: a call that is larger than a minute has room for takes a whole minute."""
    if endpoint.tokens_a_minute is None:
        return 0
    limit, cost = RateLimitItemPerMinute(endpoint.tokens_a_minute), min(tokens, endpoint.tokens_a_minute)
    if not _tokens().hit(limit, _tokens_name(endpoint), cost=cost):
        raise TooFast(max(SHORTEST_WAIT, _until_free(endpoint, limit, cost)))
    return cost


def _until_free(endpoint: Endpoint, limit: RateLimitItem, cost: int) -> float:
    """Seconds until so many tokens fit, if nobody else takes any."""
    minute = limit.get_expiry()
    before, turns_in, during, forgotten_in = _storage().get_sliding_window(
        limit.key_for(_tokens_name(endpoint)), minute
    )
    over = before * turns_in / minute + during + cost - limit.amount
    if before and over * minute / before <= turns_in:
        return over * minute / before
    # Not within this minute; in the next, what it has used fades in its turn.
    until_next = forgotten_in - minute
    return until_next + max(0.0, minute * (1 - (limit.amount - cost) / during)) if during else until_next


def _add(endpoint: Endpoint, amount: int) -> None:
    if endpoint.tokens_a_minute is None or not amount:
        return
    limit, storage = RateLimitItemPerMinute(endpoint.tokens_a_minute), _storage()
    key = limit.key_for(_tokens_name(endpoint))
    # `limits` can count up only; these are its own names of the two numbers.
    names = (storage._previous_window_key(key), storage._current_window_key(key))
    script(_ADD)(keys=[storage.prefixed_key(name) for name in names], args=[amount, limit.get_expiry() * 1000])


def _tokens_name(endpoint: Endpoint) -> str:
    return f"tokens-{endpoint.pk}"


@lru_cache(maxsize=1)
def _storage() -> RedisStorage:
    # `limits` names a unix socket its own way.
    return RedisStorage(settings.REDIS_URL.replace("unix://", "redis+unix://"), connection_pool=pool())


@lru_cache(maxsize=1)
def _calls() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(_storage())


@lru_cache(maxsize=1)
def _tokens() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(_storage())
