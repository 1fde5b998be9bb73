"""What these tests leave in Redis is taken away again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from debate.llm.pace import store


@pytest.fixture(autouse=True)
def redis(servers: None) -> Iterator[Redis]:
    """Left without what these endpoints have left there."""
    yield store.client()
    for key in [*store.client().scan_iter("moot:pace:*"), *store.client().scan_iter("LIMITS:*")]:
        store.client().delete(key)
