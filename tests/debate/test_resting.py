"""What pages say of endpoints that rest or keep failing, and of calls that were paid before."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from debate import desk, services
from debate.desk.calls import Calls, calls_of
from debate.llm import pace
from debate.llm.pace import store
from debate.models import Endpoint, Experiment, Member, ModelCall, Pool, Study, Turn
from tests.debate.filled_in import ADMIN, said
from tests.debate.stage import arm, endpoint, experiment, person, question_set

# Alone: beside others that use the same Redis, some of them failed now and then.
pytestmark = [pytest.mark.faults, pytest.mark.django_db]

NOWHERE = "http://127.0.0.1:9/v1"
WHY = "answered 503: Overloaded"


@pytest.fixture(autouse=True)
def forgotten(db: None) -> Iterator[None]:
    """Redis keeps what it was told when the database forgets its rows."""
    yield
    for one in Endpoint.objects.all():
        pace.forget(one)


@pytest.fixture
def no_redis(settings: Settings) -> Iterator[Callable[[], None]]:
    """Called, it leaves this process with nobody where Redis should be."""
    there = settings.REDIS_URL

    def leave_alone(address: str = "redis://127.0.0.1:9/0") -> None:
        settings.REDIS_URL = address
        for kept in (store.pool, store.client, store.script):
            kept.cache_clear()

    yield leave_alone
    leave_alone(there)


def started(**endpoints: Endpoint) -> Experiment:
    """A running experiment in which these sit: `judge`, and `speaker` with its `selector` if there are any."""
    made = experiment(question_set(questions=1))
    speaker, selector = endpoints.get("speaker"), endpoints.get("selector")
    seat: dict[str, Any] = {"best_of": 2, "selector": selector} if selector else {}
    arm(made, "debate" if speaker else "blind", judge=endpoints["judge"], speaker=speaker, **seat)
    services.launch(made)
    made.refresh_from_db()
    return made


def page_of(made: Experiment, client: Client) -> str:
    """What a browser shows of it, and of its news, which must say the same."""
    shown = [client.get(f"/experiments/{made.name}/{part}") for part in ("", "news/")]
    assert [response.status_code for response in shown] == [200, 200]
    whole, news = (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one.content.decode())) for one in shown)
    assert ("Endpoints that rest" in whole) == ("Endpoints that rest" in news)
    return whole


def fail(one: Endpoint, times: int) -> None:
    for _ in range(times):
        pace.failed(one, WHY)


def test_an_endpoint_that_rests_is_named_with_since_and_until_when_and_why(researcher: Client) -> None:
    made = started(judge=(one := endpoint(NOWHERE)))
    assert "Endpoints that rest" not in page_of(made, researcher)
    pace.rest(one, 60, "answered 429: Slow down <b>please</b>")
    state = pace.state(one)
    page = page_of(made, researcher)
    assert f"{one.name} rests until {state.resting_until:%H:%M:%S}" in page
    assert "answered 429: Slow down &lt;b&gt;please&lt;/b&gt;" in page
    assert f"since {state.since:%H:%M:%S}" in page
    pace.forget(one)
    assert "Endpoints that rest" not in page_of(made, researcher)


def test_an_open_circuit_is_told_with_its_failures_and_how_it_is_tried_again(researcher: Client) -> None:
    made = started(judge=(one := endpoint(NOWHERE)))
    fail(one, 4)
    assert "Endpoints that rest" not in page_of(made, researcher)
    fail(one, 8)
    page = page_of(made, researcher)
    assert WHY in page
    assert "12 failures in a row" in page
    store.client().hset(store.circuit_key(one), "until", time.time() - 1)
    assert f"{one.name} tried with one call at a time" in page_of(made, researcher)


def test_only_the_experiments_own_endpoints_are_told_of_selectors_among_them() -> None:
    seated = {name: endpoint(NOWHERE, name) for name in ("judge", "speaker", "selector")}
    stranger = endpoint(NOWHERE, "stranger")
    made = started(**seated)
    for one in (*seated.values(), stranger):
        pace.rest(one, 60, WHY)
    assert [rest.endpoint for rest in desk.rests_of(made).resting] == ["test/judge", "test/selector", "test/speaker"]


def test_of_what_has_ended_or_not_begun_no_rest_is_told(researcher: Client) -> None:
    made = started(judge=(one := endpoint(NOWHERE)))
    pace.rest(one, 60, WHY)
    for status in (Experiment.Status.FINISHED, Experiment.Status.CANCELLED, Experiment.Status.DRAFT):
        Experiment.objects.update(status=status)
        assert WHY not in page_of(made, researcher)
    Experiment.objects.update(status=Experiment.Status.PAUSED)
    assert WHY in page_of(made, researcher)


def test_assistants_are_told_too_and_judges_never(client: Client) -> None:
    study = Study.objects.create(name="ours")
    made = experiment(question_set(), study=study)
    pool, one = Pool.objects.create(name="people/volunteers"), endpoint(NOWHERE)
    arm(made, "blind", judge=pool)
    arm(made, "debate", judge=one, speaker=one)
    services.launch(made)
    pace.rest(one, 60, WHY)
    assistant = User.objects.create_user("bob", is_staff=True)
    Member.objects.create(study=study, user=assistant, role=Member.Role.ASSISTANT)
    client.force_login(assistant)
    assert WHY in page_of(made, client)

    judge = person(pool)
    assert judge.user
    client.force_login(judge.user)
    assert services.sit_down(judge)
    seat = Turn.objects.get(seat__player=judge).seat
    for address in ("/judge/", f"/judge/{seat.public_id}/", f"/judge/{seat.public_id}/news/"):
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert "Overloaded" not in response.content.decode()
        assert one.name not in response.content.decode()
    assert client.get(f"/experiments/{made.name}/news/").status_code == 404


def test_without_redis_the_page_shows_what_it_has_and_says_so(researcher: Client, no_redis: Callable[[], None]) -> None:
    made = started(judge=endpoint(NOWHERE))
    no_redis()
    page = page_of(made, researcher)
    assert "How far it is" in page
    assert "Redis, which counts the calls in flight, can’t be reached" in page


def test_it_costs_a_page_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = started(judge=endpoint(NOWHERE, "judge"), speaker=endpoint(NOWHERE, "speaker"))
    with django_assert_num_queries(1):
        desk.rests_of(made)
    with django_assert_num_queries(1):
        calls_of(made)


def test_an_endpoints_own_page_says_how_it_is_just_now(researcher: Client) -> None:
    one = endpoint(NOWHERE)
    address = f"{ADMIN}/endpoint/{one.pk}/change/"
    assert "0 in flight" in said(researcher.get(address))
    fail(one, 5)
    page = said(researcher.get(address))
    assert f"Resting until {pace.state(one).resting_until:%H:%M:%S}: {WHY} (5 failures in a row)" in page
    assert researcher.get(f"{ADMIN}/endpoint/add/").status_code == 200


def test_an_endpoints_own_page_opens_without_redis(researcher: Client, no_redis: Callable[[], None]) -> None:
    one = endpoint(NOWHERE)
    no_redis()
    assert "Redis can't be reached" in said(researcher.get(f"{ADMIN}/endpoint/{one.pk}/change/"))


def test_a_check_that_succeeds_closes_the_circuit(researcher: Client, provider: str) -> None:
    one = endpoint(provider)
    fail(one, 5)
    chosen = {"action": "check_chosen", "_selected_action": [one.pk]}
    researcher.post(f"{ADMIN}/endpoint/", chosen, follow=True)
    assert pace.state(one).failures == 0
    assert pace.enter(one, 1)


def called(made: Experiment, *, cached: int, paid: int) -> None:
    """Calls of its first turn, beside one that failed."""
    turn = Turn.objects.filter(debate__experiment=made).first()
    assert turn
    common: dict[str, Any] = {"turn": turn, "endpoint": turn.endpoint, "kind": "read", "number": 0, "request": {}}
    rows = [(ModelCall.Status.OK, True)] * cached + [(ModelCall.Status.OK, False)] * paid
    for status, was in [*rows, (ModelCall.Status.ERROR, False)]:
        ModelCall.objects.create(**common, status=status, cached=was)


def test_calls_that_were_paid_before_are_counted_beside_the_money(researcher: Client) -> None:
    made = started(judge=endpoint(NOWHERE))
    called(made, cached=0, paid=3)
    assert "from the cache" not in page_of(made, researcher)
    called(made, cached=1, paid=0)
    assert "1 of 4 calls was taken from the cache and cost nothing" in page_of(made, researcher)
    called(made, cached=1200, paid=0)
    assert "1,201 of 1,204 calls were taken from the cache and cost nothing" in page_of(made, researcher)


def test_a_count_that_took_long_is_remembered_for_a_while() -> None:
    made = started(judge=endpoint(NOWHERE))
    called(made, cached=1, paid=1)
    assert calls_of(made) == Calls(answered=2, cached=1)
    cache.set(f"calls/{made.pk}", Calls(answered=20, cached=10), 30)
    assert calls_of(made) == Calls(answered=20, cached=10)
    cache.delete(f"calls/{made.pk}")
    assert calls_of(made) == Calls(answered=2, cached=1)
