"""Processes die, rest or restart under a run: it comes to the same end, and nothing is said or paid twice."""

from __future__ import annotations

import time
from signal import SIGINT, SIGKILL, SIGQUIT, SIGTERM, Signals

import httpx2
import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from debate import processes
from debate.llm import pace
from debate.models import Endpoint, Experiment, ModelCall, QuestionSet, Turn
from tests.conftest import Live, environment
from tests.faults.crew import Crew
from tests.faults.run import CALLS, Outcome, check, ended, launched
from tests.faults.up import POSTGRESQL, REDIS, away, wait_until
from tests.resting import suspend

pytestmark = [pytest.mark.faults, pytest.mark.timeout(120)]


def begun() -> bool:
    """Some calls are answered, and some are in flight."""
    statuses = set(ModelCall.objects.values_list("status", flat=True).distinct())
    return statuses >= {"ok", "in_flight"}


def has_ended(made: Experiment) -> bool:
    """`ended`, asked of a database that may be away for a while."""
    try:
        return ended(made)
    except (DatabaseError, InterfaceError):
        connection.close()
        return False


def test_a_worker_killed_in_the_middle_of_its_calls_loses_nothing(
    undisturbed: Outcome, provider: str, crew: Crew
) -> None:
    made = launched(provider)
    wait_until(begun)
    crew.process(1).kill()
    killed = timezone.now()
    wait_until(lambda: ended(made))
    check(made, provider, undisturbed, killed)


def test_a_run_does_not_care_that_the_web_server_is_killed(undisturbed: Outcome, provider: str, live: Live) -> None:
    made = launched(provider)
    wait_until(begun)
    next(child for child in live.supervisor.children if child.program.name == "web").process.kill()
    wait_until(lambda: ended(made))
    wait_until(processes.web_answers)
    check(made, provider, undisturbed)


def test_redis_killed_with_all_that_it_holds_loses_nothing(undisturbed: Outcome, provider: str, crew: Crew) -> None:
    made = launched(provider)
    wait_until(begun)
    with away(REDIS, SIGKILL):
        gone = timezone.now()
    wait_until(lambda: ended(made))
    check(made, provider, undisturbed, gone)


@pytest.mark.parametrize("how", [SIGINT, SIGQUIT], ids=["fast", "immediate"])
def test_a_restart_of_postgresql_loses_nothing(undisturbed: Outcome, provider: str, crew: Crew, how: Signals) -> None:
    made = launched(provider)
    wait_until(begun)
    with away(POSTGRESQL, how):
        gone = timezone.now()
    wait_until(lambda: has_ended(made))
    check(made, provider, undisturbed, gone)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_while_nobody_used_it_is_not_used_again() -> None:
    assert QuestionSet.objects.count() == 0
    connection.close()
    with psycopg.connect(environment()["DATABASE_URL"], autocommit=True) as other:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        ended = other.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}").fetchall()
    assert (True,) in ended
    assert QuestionSet.objects.count() == 0


def test_of_two_workers_on_one_turn_the_one_whose_lease_ran_out_is_refused(
    undisturbed: Outcome, provider: str, crew: Crew
) -> None:
    sleeper, other = crew.process(1), crew.process(2)
    suspend([other])
    made = launched(provider, timeout_seconds=1)
    wait_until(begun)
    suspend([sleeper])
    asleep = timezone.now()
    held = set(ModelCall.objects.filter(status="in_flight").values_list("turn", flat=True))
    other.resume()
    wait_until(lambda: not Turn.objects.filter(status="open").exists())
    sleeper.resume()
    wait_until(lambda: ended(made))
    check(made, provider, undisturbed, asleep)
    assert held
    assert held <= set(Turn.objects.filter(calls__status="lost", attempts__gt=1).values_list("pk", flat=True))


def test_who_is_told_to_stop_ends_its_calls_and_gives_the_rest_back(
    undisturbed: Outcome, provider: str, crew: Crew
) -> None:
    """Two of its calls take longer than the grace of three seconds; further signals don't shorten it."""
    suspend([crew.process(2)])
    made = launched(provider, "hesitates", timeout_seconds=60)
    wait_until(begun)
    first = crew.child(1).process
    for one in (SIGTERM, SIGINT, SIGTERM):
        first.send_signal(one)
        time.sleep(0.2)
    assert first.wait(10) == 0
    returned = Turn.objects.filter(status="open", lease=None, calls__status="lost")
    assert returned.count() == ModelCall.objects.filter(status="lost").count() == 2
    stopped = timezone.now()
    assert pace.state(Endpoint.objects.get()).in_flight == 0
    crew.process(2).resume()
    wait_until(lambda: ended(made))
    check(made, provider, undisturbed, stopped)
    assert sum(httpx2.get(f"{provider}/prompts").json().values()) == CALLS + 2
