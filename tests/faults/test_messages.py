"""Messages only wake workers: doubled or lost, they change nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Barrier

import httpx2
import pytest
from django.db import connection

from debate.models import Endpoint, ModelCall, Turn
from debate.services.claim import claim
from tests.faults.crew import Crew
from tests.faults.run import CALLS, Outcome, check, ended, launched
from tests.faults.up import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(120)]

RACERS = 8


@pytest.mark.parametrize("copies", [(2,), (0, 0, 1)], ids=["each comes twice", "two of three are lost"])
def test_the_run_is_the_same_when_messages_double_or_get_lost(
    undisturbed: Outcome, provider: str, crew: Crew, copies: tuple[int, ...]
) -> None:
    turns = cycle(copies)
    crew.postman.copies, before = lambda: next(turns), crew.postman.carried
    made = launched(provider)
    wait_until(lambda: ended(made))
    check(made, provider, undisturbed)
    assert crew.postman.carried > before
    assert ModelCall.objects.count() == CALLS
    assert sum(httpx2.get(f"{provider}/prompts").json().values()) == CALLS


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_reach_for_one_turn_at_once_one_gets_it(provider: str) -> None:
    launched(provider)
    one, endpoint = Turn.objects.earliest("id"), Endpoint.objects.get()
    Turn.objects.exclude(pk=one.pk).delete()
    gate = Barrier(RACERS)

    def reach(_: int) -> Turn | None:
        gate.wait()
        try:
            return claim(endpoint)
        finally:
            connection.close()

    for _ in range(5):
        with ThreadPoolExecutor(RACERS) as threads:
            got = [turn for turn in threads.map(reach, range(RACERS)) if turn]
        assert [turn.pk for turn in got] == [one.pk]
        Turn.objects.update(lease=None, lease_until=None)
