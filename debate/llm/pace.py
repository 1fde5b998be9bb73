"""How many calls a minute an endpoint takes, counted in Redis for all workers together."""

from __future__ import annotations

import time
from functools import lru_cache

from django.conf import settings
from limits import RateLimitItemPerMinute, storage, strategies

from debate.models import Endpoint


class TooFast(Exception):
    """The endpoint has had its calls of this minute; `wait` seconds until the next."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait:.1f} s")
        self.wait = wait


@lru_cache(maxsize=1)
def _window() -> strategies.MovingWindowRateLimiter:
    # `limits` names a unix socket its own way.
    url = settings.REDIS_URL.replace("unix://", "redis+unix://")
    return strategies.MovingWindowRateLimiter(storage.storage_from_string(url))


def take(endpoint: Endpoint) -> None:
    """Count one call of this endpoint; raises TooFast when its minute is full."""
    if endpoint.requests_a_minute is None:
        return
    limit = RateLimitItemPerMinute(endpoint.requests_a_minute)
    name = f"endpoint-{endpoint.pk}"
    if not _window().hit(limit, name):
        free_at = _window().get_window_stats(limit, name).reset_time
        raise TooFast(max(0.1, free_at - time.time()))
