"""What is told of an endpoint, and what becomes of it when Redis is gone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from redis import Redis

from debate.llm import pace
from debate.llm.pace import store
from tests.debate.pace.endpoints import endpoint, in_a_row, left_alone, over


def test_states_are_told_in_words(redis: Redis) -> None:
    idle, resting, broken, trying = endpoint(), endpoint(), endpoint(), endpoint()
    pace.rest(resting, 60, "answered 429: Slow down")
    in_a_row(broken, 12)
    in_a_row(trying, 5)
    over(trying, redis, store.circuit_key(trying))
    states = pace.states([idle, resting, broken, trying])
    until = [state.resting_until.strftime("%H:%M:%S") if state.resting_until else "" for state in states]
    assert [str(state) for state in states] == [
        "0 in flight",
        f"resting until {until[1]}: answered 429: Slow down",
        f"resting until {until[2]}: answered 503: Overloaded (12 failures in a row)",
        "tried with one call at a time: answered 503: Overloaded (5 failures in a row)",
    ]
    assert pace.states([]) == []


def test_of_a_rest_and_an_open_circuit_the_one_that_lasts_longer_is_told() -> None:
    one = endpoint()
    in_a_row(one, 5)
    pace.rest(one, 60, "answered 429")
    assert pace.state(one).why == "answered 429"


def test_half_a_surrogate_pair_in_a_providers_words_is_kept_as_a_question_mark() -> None:
    one = endpoint()
    pace.rest(one, 60, "answered 429: \ud800")
    assert left_alone(one).why == "answered 429: ?"


WITHOUT = """
import logging, django
django.setup()
from redis.exceptions import RedisError
from debate.llm import pace
from debate.models import Endpoint

one = Endpoint(pk=1, name="test/one", requests_a_minute=1, tokens_a_minute=10)
for ask in (lambda: pace.enter(one, 60), lambda: pace.take(one, 1), lambda: pace.free(one), lambda: pace.state(one)):
    try:
        ask()
    except RedisError:
        print("raised")
for _ in range(3):
    pace.leave(one, pace.Pass("x"))
    pace.succeeded(one)
    pace.failed(one, "why")
    pace.rest(one, 60, "why")
    pace.correct(one, 1, 2)
print("went on")
"""


def test_without_redis_nobody_enters_and_what_follows_a_call_is_only_logged() -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "REDIS_URL": "redis://127.0.0.1:9/0"}
    done = subprocess.run([sys.executable, "-c", WITHOUT], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:5] == ["raised"] * 4 + ["went on"]
    assert done.stderr.count("Redis did not take note") == 5, "once for each of the five, not each time"


@pytest.mark.faults  # Redis serves other tests too, which run beside the quick ones.
def test_a_redis_that_lost_everything_is_taught_again(redis: Redis) -> None:
    one = endpoint(most_in_flight=1, requests_a_minute=5, tokens_a_minute=100)
    pace.take(one, 10)
    assert pace.enter(one, 60)
    redis.script_flush()
    for key in redis.scan_iter(f"moot:pace:{{{one.pk}}}*"):
        redis.delete(key)
    assert pace.enter(one, 60)
    assert pace.states([one])[0].in_flight == 1
    pace.take(one, 10)


@pytest.mark.faults  # Redis serves other tests too, which run beside the quick ones.
def test_connections_that_redis_closed_are_opened_again(redis: Redis) -> None:
    one = endpoint()
    assert pace.enter(one, 60)
    with Redis.from_url(settings.REDIS_URL) as other:
        # This test's alone: others run beside it. What came back to the pool last goes out first.
        assert other.client_kill_filter(_id=store.client().client_id()) == 1
    assert pace.enter(one, 60)
