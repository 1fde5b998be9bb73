"""Calls and tokens a minute, counted in a real Redis by all together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from debate.llm import pace
from tests.debate.pace.endpoints import endpoint


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
