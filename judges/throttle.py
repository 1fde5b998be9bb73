"""How often one person may do something: counted in Redis for all web processes, where a count expires by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from limits import RateLimitItem
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter


@cache
def limiter() -> MovingWindowRateLimiter:
    url = settings.REDIS_URL
    return MovingWindowRateLimiter(storage_from_string(f"redis+{url}" if url.startswith("unix:") else url))


def allowed(limits: Sequence[RateLimitItem], *key: str) -> bool:
    """Whether one more is within all of these limits; it counts towards them."""
    return all(limiter().hit(limit, *key) for limit in limits)
