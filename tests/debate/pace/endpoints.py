"""Endpoints that nobody else counts, and what is often done to them."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from redis import Redis

from debate.llm import pace
from debate.models import Endpoint

_numbers = itertools.count(time.time_ns() // 1000)


def endpoint(**fields: Any) -> Endpoint:
    """One that nobody else counts; it is never stored."""
    number = next(_numbers)
    return Endpoint(pk=number, name=f"test/{number}", base_url="http://127.0.0.1:9/v1", model="m", **fields)


def over(one: Endpoint, redis: Redis, key: str) -> None:
    """As if a pause had just ended: its time is moved, nothing waits."""
    redis.hset(key, "until", time.time() - 0.001)


def in_a_row(one: Endpoint, failures: int) -> None:
    for _ in range(failures):
        pace.failed(one, "answered 503: Overloaded")


def left_alone(one: Endpoint) -> pace.Resting:
    with pytest.raises(pace.Resting) as caught:
        pace.enter(one, 60)
    return caught.value
