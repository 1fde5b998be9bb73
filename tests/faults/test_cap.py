"""A hard cap with two hundred calls in flight: at no moment is more spent and held than it allows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from debate import processes, services
from debate.models import Experiment, ModelCall, Turn
from tests.conftest import Live
from tests.debate.stage import arm, endpoint, experiment, question_set
from tests.faults.up import wait_until

pytestmark = pytest.mark.faults

# Readings in both orders. The provider counts 100 tokens in and 10 out, which is all that may come out.
DEBATES, CALLS = 250, 500
PRICES = {"price_in": Decimal(1), "price_out": Decimal(1000), "max_tokens": 10}
COST = Decimal("0.0101")


@pytest.fixture
def many_hands(live: Live) -> Iterator[None]:
    """Two workers of a hundred threads beside the one that runs."""
    with processes.Supervisor([processes.worker(number, 100) for number in (2, 3)], live.env):
        yield


@dataclass
class Books:
    """What a watcher saw of one experiment, every few hundredths of a second."""

    pk: int
    looks: int = 0
    most: Decimal = Decimal(0)
    most_in_flight: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        try:
            while not self.over.is_set():
                spent, reserved = Experiment.objects.values_list("spent_usd", "reserved_usd").get(pk=self.pk)
                in_flight = ModelCall.objects.filter(status=ModelCall.Status.IN_FLIGHT).count()
                self.looks += 1
                self.most = max(self.most, spent + reserved)
                self.most_in_flight = max(self.most_in_flight, in_flight)
                time.sleep(0.02)
        finally:
            connection.close()


@contextmanager
def watched(made: Experiment) -> Iterator[Books]:
    books = Books(made.pk)
    watcher = threading.Thread(target=books.watch)
    watcher.start()
    try:
        yield books
    finally:
        books.over.set()
        watcher.join()


def rests(made: Experiment, status: str) -> bool:
    """It has that status, and nobody has a turn of it in hand any more."""
    if Turn.objects.filter(status=Turn.Status.OPEN, lease__isnull=False).exists():
        return False
    made.refresh_from_db()
    return made.status == status


def cost_of_all() -> Decimal:
    found: Decimal = ModelCall.objects.aggregate(cost=Sum("cost_usd"))["cost"]
    return found


def test_two_hundred_calls_in_flight_never_pass_the_cap_and_raising_it_goes_on(provider: str, many_hands: None) -> None:
    cap = Decimal(3)
    made = experiment(question_set(questions=DEBATES), budget_usd=cap)
    arm(made, "blind", judge=endpoint(provider, "dawdles", most_in_flight=200, timeout_seconds=60, **PRICES))
    services.launch(made)
    with watched(made) as books:
        wait_until(lambda: rests(made, "paused"))
    assert books.most <= cap
    assert books.most_in_flight > 150
    assert "The budget can't be kept if it goes on: the next call could cost 0.01" in made.pause_reason
    assert made.reserved_usd == 0
    assert made.spent_usd == cost_of_all() <= cap
    # No further call would have fitted.
    assert made.spent_usd > cap - 2 * COST
    assert services.set_budget(made, Decimal(50))
    wait_until(lambda: rests(made, "finished"))
    assert (made.spent_usd, made.reserved_usd) == (cost_of_all(), Decimal(0))
    # A call that breaks off under the load is counted, and made again.
    assert ModelCall.objects.filter(status="ok", cached=False, cost_usd=COST).count() == CALLS


def test_a_provider_that_charges_ten_times_as_much_is_stopped_with_what_was_in_flight(
    provider: str, many_hands: None
) -> None:
    """It counts ten tokens out where one was asked for; the first reply that says so pauses the run."""
    made = experiment(question_set(questions=DEBATES), budget_usd=Decimal(20))
    liar = endpoint(provider, "dawdles", most_in_flight=200, timeout_seconds=60, **{**PRICES, "max_tokens": 1})
    arm(made, "blind", judge=liar)
    services.launch(made)
    wait_until(lambda: rests(made, "paused"))
    assert "The budget can't be kept with test/dawdles: it charged 0.0101 USD" in made.pause_reason
    assert (made.spent_usd, made.reserved_usd) == (cost_of_all(), Decimal(0))
    assert ModelCall.objects.count() < CALLS
    services.resume(made)
    with watched(made) as books:
        wait_until(lambda: rests(made, "finished"))
    # From now on enough is held, so that the cap would hold.
    assert books.most <= Decimal(20)
    held = ModelCall.objects.latest("pk")
    assert held.reserved_usd >= held.cost_usd == COST
