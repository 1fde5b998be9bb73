"""Workers die, messages get lost: every debate ends all the same, and no turn is answered twice."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from redis import Redis

from debate import embedded, services
from debate.models import Experiment, ModelCall, Turn
from judges.models import Rating
from tests.conftest import Live
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = pytest.mark.faults


def launched(provider: str) -> Experiment:
    """4 debates of 2 speeches a round and 2 rounds, judged thrice in both orders: 40 calls."""
    made = experiment(question_set(questions=4), budget_usd=50)
    slow = endpoint(provider, "slow", timeout_seconds=3)
    arm(made, "debate", speaker=slow, judge=slow, params={"rounds": 2})
    services.launch(made)
    return made


def wait_until(happened: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)


def ended(made: Experiment) -> bool:
    """Finished, and the sweep has counted what a killed worker left in flight."""
    if ModelCall.objects.filter(status="in_flight").exists():
        return False
    made.refresh_from_db()
    return made.status == Experiment.Status.FINISHED


def check_whole(made: Experiment) -> None:
    """Everything was said once and judged once, and the books are square."""
    assert set(made.debates.values_list("status", flat=True)) == {"finished"}
    assert Turn.objects.count() == Turn.objects.filter(status="ok").count() == 40
    assert Rating.objects.filter(final=True).count() == 4
    assert made.reserved_usd == 0
    assert made.spent_usd == sum(ModelCall.objects.values_list("cost_usd", flat=True))


def test_a_worker_killed_in_the_middle_of_its_calls_loses_nothing(provider: str, live: Live) -> None:
    made = launched(provider)
    wait_until(lambda: ModelCall.objects.filter(status="in_flight").exists())
    worker = next(child for child in live.supervisor.children if child.program.name == "worker")
    worker.process.kill()
    wait_until(lambda: ended(made))
    check_whole(made)
    assert ModelCall.objects.filter(status="lost").exists()


def test_wake_ups_lost_with_redis_are_sent_again(provider: str, live: Live) -> None:
    made = launched(provider)
    wait_until(lambda: ModelCall.objects.filter(status="ok").exists())
    Redis.from_url(embedded.redis_url()).flushall()
    wait_until(lambda: ended(made))
    check_whole(made)


def test_wake_ups_that_come_ten_times_do_nothing_ten_times(provider: str, live: Live) -> None:
    made = launched(provider)
    for _ in range(10):
        services.sweep()
    wait_until(lambda: ended(made))
    check_whole(made)
    assert ModelCall.objects.count() == 40
