"""Endpoints that ask for a pause, or keep failing, are left alone by everybody."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from debate.llm import pace
from debate.llm.pace import store
from tests.debate.pace.endpoints import endpoint, in_a_row, left_alone, over


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
