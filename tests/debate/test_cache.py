"""Replies that were paid for once: asked again word for word, they come from the cache, and cost nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from urllib.request import urlopen

import pytest
from django.db import connection

from debate import services
from debate.llm import request
from debate.models import Endpoint, Experiment, ModelCall, Study
from debate.services.duplicate import duplicate
from tests.debate.stage import arm, endpoint, experiment, launched, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def asked(provider: str) -> int:
    """How many requests the provider has had."""
    with urlopen(provider) as answer:
        counted = json.load(answer)
    return sum(counted.values())


def costs() -> dict[str, Decimal]:
    return dict(Experiment.objects.values_list("name", "spent_usd"))


def test_a_duplicate_asks_nothing_anew_and_costs_nothing(provider: str) -> None:
    first = launched(endpoint(provider))
    work_off()
    before = asked(provider)
    again = duplicate(first, "again")
    services.launch(again)
    work_off()
    again.refresh_from_db()
    assert again.status == Experiment.Status.FINISHED
    assert asked(provider) == before == 12
    calls = ModelCall.objects.filter(turn__debate__experiment=again)
    assert set(calls.values_list("cached", "cost_usd", "reserved_usd")) == {(True, Decimal(0), Decimal(0))}
    assert costs() == {"trial": Decimal("0.24"), "again": Decimal(0)}


def test_under_a_cap_of_nothing_what_was_paid_before_still_runs(provider: str) -> None:
    first = launched(endpoint(provider))
    work_off()
    again = duplicate(first, "again")
    Experiment.objects.filter(pk=again.pk).update(budget_usd=0)
    again.refresh_from_db()
    services.launch(again)
    work_off()
    again.refresh_from_db()
    assert again.status == Experiment.Status.FINISHED


def test_resumed_it_goes_on_from_what_it_has_paid_for(provider: str) -> None:
    made = launched(endpoint(provider))
    for pk in Endpoint.objects.values_list("pk", flat=True):
        assert services.work(pk)
    services.pause(made)
    services.resume(made)
    work_off()
    assert asked(provider) == ModelCall.objects.filter(cached=False).count() == 12


def test_an_endpoint_without_the_cache_is_asked_again(provider: str) -> None:
    first = launched(endpoint(provider))
    work_off()
    Endpoint.objects.update(cache=False)
    services.launch(duplicate(first, "again"))
    work_off()
    assert asked(provider) == 24
    assert not ModelCall.objects.filter(cached=True).exists()
    assert costs() == {"trial": Decimal("0.24"), "again": Decimal("0.24")}


def test_repeats_are_drawn_anew(provider: str) -> None:
    launched(endpoint(provider), "blind", repeats=2)
    work_off()
    assert asked(provider) == 8
    assert not ModelCall.objects.filter(cached=True).exists()


def test_another_sampling_is_another_request(provider: str) -> None:
    first = launched(endpoint(provider))
    work_off()
    Endpoint.objects.update(temperature=0.5)
    services.launch(duplicate(first, "again"))
    work_off()
    assert asked(provider) == 24


def test_a_call_that_failed_is_made_again(provider: str) -> None:
    first = launched(endpoint(provider, "unauthorized"), "blind")
    work_off()
    before = asked(provider)
    assert before > 0
    services.launch(duplicate(first, "again"))
    work_off()
    assert asked(provider) == 2 * before


def test_another_experiment_with_the_same_question_asks_only_what_is_new(provider: str) -> None:
    plain, questions = endpoint(provider), question_set()
    for name, protocols in (("first", ["blind"]), ("second", ["blind", "expert"])):
        made = experiment(questions, name=name)
        for protocol in protocols:
            arm(made, protocol, judge=plain)
        services.launch(made)
        work_off()
    assert costs() == {"first": Decimal("0.08"), "second": Decimal("0.08")}


def test_studies_that_share_an_address_share_what_was_paid_and_nothing_else(provider: str) -> None:
    launched(endpoint(provider), "blind")
    work_off()
    other = Endpoint.objects.create(
        name="theirs", base_url=provider, model="plain", max_tokens=100, study=Study.objects.create(name="theirs")
    )
    again = experiment(question_set("theirs"), name="theirs", study=other.study)
    arm(again, "blind", judge=other)
    services.launch(again)
    work_off()
    assert asked(provider) == 4
    calls = ModelCall.objects.filter(turn__debate__experiment=again)
    assert set(calls.values_list("endpoint__name", "cached", "cost_usd")) == {("theirs", True, Decimal(0))}


def test_the_key_is_no_part_of_what_is_looked_up() -> None:
    one = Endpoint(name="one", base_url="https://api.example.org/v1", model="m", key_variable="MOOT_KEY_ONE")
    two = Endpoint(name="two", base_url="https://api.example.org/v1", model="m", key_variable="MOOT_KEY_TWO")
    asked = [request.body(e, [{"role": "user", "content": "Who?"}], 100, {}, False) for e in (one, two)]
    assert request.content_key(one, asked[0], "1") == request.content_key(two, asked[1], "1")
    assert request.content_key(one, asked[0], "1") != request.content_key(one, asked[0], "2")
    elsewhere = Endpoint(name="one", base_url="https://api.example.com/v1", model="m")
    assert request.content_key(one, asked[0], "1") != request.content_key(elsewhere, asked[0], "1")


def test_the_look_up_goes_by_its_index() -> None:
    with connection.cursor() as cursor:
        # With a handful of rows PostgreSQL would read them all.
        cursor.execute("SET enable_seqscan = off")
        found = ModelCall.objects.filter(content_key="k", status="ok", cached=False).explain()
        cursor.execute("RESET enable_seqscan")
    assert "call_by_content" in found
