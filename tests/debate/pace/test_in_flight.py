"""Calls in flight, counted in a real Redis by threads and processes together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from debate.llm import pace
from debate.llm.pace import store
from tests.debate.pace.endpoints import endpoint, in_a_row


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


def test_who_goes_on_keeps_its_place_and_tells_that_the_endpoint_works() -> None:
    one = endpoint(most_in_flight=1)
    mine = pace.enter(one, 60)
    assert mine
    in_a_row(one, 4)
    assert pace.enter(one, 60, mine, works=True) == mine
    assert pace.state(one).failures == 0
    assert pace.enter(one, 60) is None


def test_who_goes_on_to_an_endpoint_that_rests_has_left_its_place() -> None:
    one = endpoint(most_in_flight=1)
    mine = pace.enter(one, 60)
    pace.rest(one, 60, "answered 429")
    with pytest.raises(pace.Resting):
        pace.enter(one, 60, mine)
    assert pace.state(one).in_flight == 0
