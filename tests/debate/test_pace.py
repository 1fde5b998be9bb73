"""What an endpoint is given to do, counted in a real Redis by threads and processes together."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from redis import Redis

from debate.llm import pace
from debate.llm.pace import store
from debate.models import Endpoint

_numbers = itertools.count(time.time_ns() // 1000)


def endpoint(**fields: Any) -> Endpoint:
    """One that nobody else counts; it is never stored."""
    number = next(_numbers)
    return Endpoint(pk=number, name=f"test/{number}", base_url="http://127.0.0.1:9/v1", model="m", **fields)


@pytest.fixture(autouse=True)
def redis(servers: None) -> Iterator[Redis]:
    """Left without what these endpoints have left there."""
    yield store.client()
    for key in [*store.client().scan_iter("moot:pace:*"), *store.client().scan_iter("LIMITS:*")]:
        store.client().delete(key)


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


# --- In flight


def test_there_are_as_many_places_as_may_be_in_flight() -> None:
    one = endpoint(most_in_flight=2)
    first, second = pace.enter(one, 60), pace.enter(one, 60)
    assert first
    assert second
    assert pace.enter(one, 60) is None
    assert (pace.free(one), pace.state(one).in_flight) == (0, 2)
    pace.leave(one, first)
    pace.leave(one, first)
    assert pace.free(one) == 1
    assert pace.enter(one, 60)


def test_the_places_of_one_endpoint_are_not_anothers() -> None:
    full, other = endpoint(most_in_flight=1), endpoint(most_in_flight=1)
    assert pace.enter(full, 60)
    assert pace.enter(full, 60) is None
    assert pace.enter(other, 60)


def test_a_place_that_nobody_gives_back_comes_free_after_its_seconds() -> None:
    one = endpoint(most_in_flight=1)
    lost = pace.enter(one, 0.05)
    assert lost
    time.sleep(0.06)
    assert pace.free(one) == 1
    mine = pace.enter(one, 60)
    assert mine
    pace.leave(one, lost)
    assert pace.enter(one, 60) is None, "who comes back late must not give another's place away"


HOLD = """
import sys, time
import django
django.setup()
from debate.llm import pace
from debate.models import Endpoint

assert pace.enter(Endpoint(pk=int(sys.argv[1]), most_in_flight=1), 0.5)
print("in", flush=True)
time.sleep(60)
"""


def started(program: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, words)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def test_a_killed_holders_place_comes_free_after_its_seconds() -> None:
    one = endpoint(most_in_flight=1)
    with started(HOLD, one.pk) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "in\n"
        holder.kill()
    assert pace.enter(one, 60) is None
    deadline = time.monotonic() + 30
    while pace.free(one) == 0:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert pace.enter(one, 60)


HAMMER = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from debate.llm import pace
from debate.llm.pace import store
from debate.models import Endpoint

number, most, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
one, inside, seen = Endpoint(pk=number, most_in_flight=most), f"moot:test:{number}", []

def hammer(_):
    ends, entered = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        if place := pace.enter(one, 60):
            entered += 1
            seen.append(store.client().incr(inside))
            time.sleep(0.001)
            store.client().decr(inside)
            pace.leave(one, place)
    return entered

with ThreadPoolExecutor(10) as threads:
    print(sum(threads.map(hammer, range(10))), max(seen, default=0))
"""


def test_several_processes_together_never_have_more_in_flight_than_allowed(redis: Redis) -> None:
    one = endpoint(most_in_flight=3)
    hammers = [started(HAMMER, one.pk, 3, 1) for _ in range(3)]
    said = [hammer.communicate(timeout=60)[0].split() for hammer in hammers]
    redis.delete(f"moot:test:{one.pk}")
    assert all(int(entered) > 10 for entered, _ in said), said
    # The counter beside it is raised after entering and lowered before leaving, so that it never shows too many.
    assert max(int(most) for _, most in said) == 3
    assert pace.state(one).in_flight == 0


def test_a_hundred_threads_share_a_few_connections(redis: Redis) -> None:
    one = endpoint(most_in_flight=1000)

    def call(_: int) -> None:
        place = pace.enter(one, 60)
        assert place
        pace.leave(one, place)

    with ThreadPoolExecutor(100) as threads:
        list(threads.map(call, range(1000)))
    assert pace.state(one).in_flight == 0
    assert len(store.pool()._connections) <= store.CONNECTIONS


# --- A minute


def test_an_endpoint_without_limits_is_never_too_fast() -> None:
    one = endpoint()
    for _ in range(50):
        pace.take(one, 1_000_000)


def test_the_calls_of_a_minute_are_counted() -> None:
    one = endpoint(requests_a_minute=2)
    pace.take(one, 10)
    pace.take(one, 10)
    with pytest.raises(pace.TooFast) as caught:
        pace.take(one, 10)
    assert 50 < caught.value.wait <= 60
    pace.take(endpoint(requests_a_minute=2), 10)


def test_the_tokens_of_a_minute_are_counted() -> None:
    one = endpoint(tokens_a_minute=1000)
    pace.take(one, 600)
    with pytest.raises(pace.TooFast) as caught:
        pace.take(one, 600)
    pace.take(one, 400)
    # 600 were taken and 600 are wanted: 200 of the 600 must fade, a third of the next minute.
    assert 75 < caught.value.wait <= 81


def test_what_is_refused_for_its_tokens_is_not_counted_as_a_call() -> None:
    one = endpoint(tokens_a_minute=1000, requests_a_minute=2)
    pace.take(one, 900)
    for _ in range(5):
        with pytest.raises(pace.TooFast):
            pace.take(one, 500)
    pace.take(one, 100)


def test_what_is_refused_as_a_call_gives_its_tokens_back() -> None:
    one = endpoint(tokens_a_minute=1000, requests_a_minute=1)
    pace.take(one, 400)
    for _ in range(5):
        with pytest.raises(pace.TooFast):
            pace.take(one, 300)
    # Now more calls are allowed; what is left of the tokens tells what was counted.
    one.requests_a_minute = 100
    pace.take(one, 600)
    with pytest.raises(pace.TooFast):
        pace.take(one, 1)


@pytest.mark.parametrize(("used", "room"), [(100, 900), (700, 300), (500, 500)])
def test_an_estimate_is_corrected_by_what_was_used(used: int, room: int) -> None:
    one = endpoint(tokens_a_minute=1000)
    pace.take(one, 500)
    pace.correct(one, 500, used)
    pace.take(one, room)
    with pytest.raises(pace.TooFast):
        pace.take(one, 1)


def test_a_call_larger_than_a_minute_takes_a_whole_one() -> None:
    one = endpoint(tokens_a_minute=1000)
    pace.take(one, 5000)
    with pytest.raises(pace.TooFast):
        pace.take(one, 1)
    pace.correct(one, 5000, 5000)
    pace.correct(one, 5000, 0)
    with pytest.raises(pace.TooFast):
        pace.take(one, 1)


def test_a_correction_that_comes_a_minute_late_lends_no_tokens() -> None:
    one = endpoint(tokens_a_minute=1000)
    pace.correct(one, 900, 0)
    pace.take(one, 1000)
    with pytest.raises(pace.TooFast):
        pace.take(one, 1)


def test_threads_together_take_no_more_than_a_minute_has() -> None:
    one = endpoint(tokens_a_minute=1000, requests_a_minute=20)

    def take(_: int) -> bool:
        try:
            pace.take(one, 100)
        except pace.TooFast:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        taken = sum(threads.map(take, range(100)))
    assert taken == 10


# --- Rests


def test_a_rest_holds_for_all_and_says_how_long_and_why() -> None:
    one, other = endpoint(), endpoint()
    pace.rest(one, 30, "answered 429: Slow down")
    resting = left_alone(one)
    assert 29 < resting.wait <= 30
    assert resting.why == "answered 429: Slow down"
    assert pace.free(one) == 0
    assert pace.free(other) == other.most_in_flight
    assert pace.enter(other, 60)


def test_a_rest_ends_by_itself() -> None:
    one = endpoint()
    pace.rest(one, 0.05, "answered 429")
    left_alone(one)
    time.sleep(0.06)
    assert pace.enter(one, 60)
    assert pace.state(one).resting_until is None
    assert pace.state(one).why == ""


def test_the_longer_of_two_rests_holds() -> None:
    one = endpoint()
    pace.rest(one, 100, "long")
    pace.rest(one, 1, "short")
    assert left_alone(one).why == "long"
    pace.rest(one, 200, "longer")
    assert left_alone(one).wait > 190
    began = pace.state(one).since
    assert began
    assert datetime.now(UTC) - began < timedelta(seconds=5)


@pytest.mark.parametrize(("asked", "given"), [(86_400, 600), (0, 0), (-5, 0)])
def test_a_rest_lasts_ten_minutes_at_most(asked: float, given: float) -> None:
    one = endpoint()
    pace.rest(one, asked, "answered 429")
    until = pace.state(one).resting_until
    assert bool(until) == bool(given)
    assert until is None or until <= datetime.now(UTC) + timedelta(seconds=given + 1)


def test_a_success_does_not_end_a_rest_that_was_asked_for() -> None:
    one = endpoint()
    pace.rest(one, 60, "answered 429")
    pace.succeeded(one)
    left_alone(one)


# --- The circuit


def test_five_failures_in_a_row_open_the_circuit() -> None:
    one = endpoint()
    in_a_row(one, 4)
    assert pace.enter(one, 60)
    in_a_row(one, 1)
    resting = left_alone(one)
    assert 4 < resting.wait <= 5
    assert resting.why == "answered 503: Overloaded"
    assert pace.free(one) == 0


def test_a_success_between_begins_the_count_anew() -> None:
    one = endpoint()
    in_a_row(one, 4)
    pace.succeeded(one)
    in_a_row(one, 4)
    assert pace.enter(one, 60)
    assert pace.state(one).failures == 4


def test_calls_that_were_in_flight_when_it_opened_do_not_lengthen_it() -> None:
    one = endpoint()
    in_a_row(one, 50)
    assert left_alone(one).wait <= 5
    assert pace.state(one).failures == 50


def test_half_open_lets_one_probe_at_a_time_pass(redis: Redis) -> None:
    one = endpoint()
    in_a_row(one, 5)
    over(one, redis, store.circuit_key(one))
    assert pace.free(one) == 1
    probe = pace.enter(one, 60)
    assert probe
    assert pace.free(one) == 0
    assert left_alone(one).why == "answered 503: Overloaded"
    pace.leave(one, probe)
    assert pace.free(one) == 1
    assert pace.enter(one, 60)


def test_threads_that_come_at_once_pass_one_probe(redis: Redis) -> None:
    one = endpoint()
    in_a_row(one, 5)
    over(one, redis, store.circuit_key(one))

    def passes(_: int) -> bool:
        try:
            return pace.enter(one, 60) is not None
        except pace.Resting:
            return False

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(passes, range(100))) == 1


def test_a_killed_probe_makes_way_for_another(redis: Redis) -> None:
    one = endpoint()
    in_a_row(one, 5)
    over(one, redis, store.circuit_key(one))
    assert pace.enter(one, 0.05)
    left_alone(one)
    time.sleep(0.06)
    assert pace.enter(one, 60)


def test_each_failing_probe_doubles_the_time_up_to_five_minutes(redis: Redis) -> None:
    one = endpoint()
    in_a_row(one, 5)
    waits = []
    for _ in range(8):
        over(one, redis, store.circuit_key(one))
        probe = pace.enter(one, 60)
        assert probe
        pace.failed(one, "answered 500")
        pace.leave(one, probe)
        waits.append(left_alone(one).wait)
    for wait, wanted in zip(waits, [10, 20, 40, 80, 160, 300, 300, 300], strict=True):
        assert wanted - 2 < wait <= wanted


def test_a_late_failure_is_not_taken_for_the_probes(redis: Redis) -> None:
    one = endpoint()
    in_a_row(one, 5)
    over(one, redis, store.circuit_key(one))
    in_a_row(one, 1)
    assert pace.enter(one, 60)


def test_a_success_closes_the_circuit_and_forgets(redis: Redis) -> None:
    one = endpoint()
    in_a_row(one, 5)
    over(one, redis, store.circuit_key(one))
    assert pace.enter(one, 60)
    pace.succeeded(one)
    assert pace.enter(one, 60)
    assert (pace.state(one).failures, pace.state(one).half_open) == (0, False)
    in_a_row(one, 5)
    assert left_alone(one).wait <= 5


def test_one_that_is_given_another_address_begins_anew() -> None:
    one = endpoint()
    in_a_row(one, 5)
    left_alone(one)
    one.base_url = "http://127.0.0.1:10/v1"
    assert pace.enter(one, 60)


def test_who_knows_better_ends_a_rest_and_closes_a_circuit() -> None:
    one = endpoint()
    in_a_row(one, 5)
    pace.rest(one, 60, "answered 429")
    pace.forget(one)
    assert pace.enter(one, 60)


# --- What is told


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


# --- Without Redis


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


def test_connections_that_redis_closed_are_opened_again(redis: Redis) -> None:
    one = endpoint()
    assert pace.enter(one, 60)
    with Redis.from_url(settings.REDIS_URL) as other:
        assert other.client_kill_filter(_type="normal", skipme=True) > 0
    assert pace.enter(one, 60)
