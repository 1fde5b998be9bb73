"""The cap, what raises it, and calls that were paid for and lost."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import F
from django.test import Client
from django.utils import timezone

from debate import services
from debate.llm.prices import price_of
from debate.models import Debate, Endpoint, Experiment, ModelCall, Turn
from debate.services.money import CapBusy, CapReached, begin, cost_of
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.stage import endpoint, launched, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_cap_is_never_passed_and_raising_it_finishes_the_run(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal("0.30"))
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.PAUSED
    assert re.match(
        r"The budget can't be kept if it goes on: the next call could cost 0\.\d+ USD, more than what is left\. "
        r"Raise the budget, and it goes on\.$",
        made.pause_reason,
    )
    assert Decimal(0) < made.spent_usd <= Decimal("0.30")
    assert made.reserved_usd == 0
    assert services.set_budget(made, Decimal(5))
    assert (made.status, made.pause_reason) == (Experiment.Status.RUNNING, "")
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED
    assert made.spent_usd == 12 * Decimal("0.02")


def holding(made: Experiment, amount: str) -> ModelCall:
    """A call that is about to be made, and could cost so much."""
    turn = Turn.objects.filter(debate__experiment=made).select_related("endpoint", "debate")[0]
    return ModelCall(
        turn=turn, endpoint=turn.endpoint, kind="draft", number=0, request={}, reserved_usd=Decimal(amount)
    )


def test_a_reservation_waits_for_those_in_flight_and_else_says_that_the_cap_is_reached(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    begin(holding(made, "0.7"), made.pk)
    with pytest.raises(CapBusy):
        begin(holding(made, "0.7"), made.pk)
    Experiment.objects.filter(pk=made.pk).update(spent_usd=F("reserved_usd"), reserved_usd=0)
    with pytest.raises(CapReached) as reached:
        begin(holding(made, "0.7"), made.pk)
    assert reached.value.amount == Decimal("0.7")
    assert ModelCall.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "pauses"),
    [
        ({}, True),
        ({"budget_usd": 2}, False),  # raised since
        ({"budget_usd": None}, False),
        ({"spent_usd": 0}, False),  # the last ones in flight cost less than was held for them
        ({"reserved_usd": Decimal("0.1")}, False),  # and may yet
    ],
)
def test_the_cap_pauses_only_what_still_does_not_fit(provider: str, changed: dict[str, Any], pauses: bool) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    Experiment.objects.filter(pk=made.pk).update(**{"spent_usd": Decimal("0.7"), **changed})
    services.experiments.pause_at_cap(made.pk, Decimal("0.7"))
    made.refresh_from_db()
    assert (made.status == Experiment.Status.PAUSED) is pauses


def test_under_a_cap_an_unknown_price_refuses_to_launch_naming_the_endpoint(provider: str) -> None:
    unpriced = endpoint(provider, price_in=None, price_out=None)
    with pytest.raises(services.CannotLaunch, match="the price of test/plain isn't known"):
        launched(unpriced, budget_usd=Decimal(1))
    assert not Debate.objects.exists()


def test_a_price_that_is_lost_under_a_cap_pauses_before_the_next_call_naming_the_endpoint(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(5))
    Endpoint.objects.update(price_in=None, price_out=None)
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.PAUSED
    assert "The price of test/plain isn't known" in made.pause_reason
    assert not ModelCall.objects.exists()
    assert services.set_budget(made, None)
    work_off()
    made.refresh_from_db()
    assert (made.status, made.spent_usd) == (Experiment.Status.FINISHED, Decimal(0))


def test_no_cap_can_be_set_where_a_price_is_not_known(provider: str) -> None:
    made = launched(endpoint(provider, price_in=None, price_out=None))
    with pytest.raises(services.BadState, match="No price is known for test/plain"):
        services.set_budget(made, Decimal(5))


def test_a_cap_below_what_is_spent_and_held_is_refused_in_words(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(5))
    Experiment.objects.filter(pk=made.pk).update(spent_usd=Decimal("1.25"), reserved_usd=Decimal("0.5"))
    with pytest.raises(services.BadState) as refused:
        services.set_budget(made, Decimal("1.7"))
    assert str(refused.value) == (
        "1.25 USD are spent already and 0.50 USD held for calls in flight; the cap can't be lower than 1.75 USD."
    )
    services.set_budget(made, Decimal("1.75"))
    made.refresh_from_db()
    assert made.budget_usd == Decimal("1.75")


def test_raising_the_budget_does_not_resume_what_a_researcher_paused(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    services.pause(made, "Paused by a researcher.")
    assert not services.set_budget(made, Decimal(2))
    assert made.status == Experiment.Status.PAUSED


def test_lowering_the_budget_does_not_resume_what_it_paused(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    services.experiments.pause_at_cap(made.pk)
    assert not services.set_budget(made, Decimal("0.5"))
    assert made.status == Experiment.Status.PAUSED


def test_what_has_ended_keeps_its_budget(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    services.cancel(made)
    with pytest.raises(services.BadState, match="has ended"):
        services.set_budget(made, Decimal(2))


def test_its_page_raises_the_budget_keeps_who_did_and_goes_on(provider: str, researcher: Client) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal("0.05"))
    work_off()
    page = said(researcher.get("/experiments/trial/"))
    assert "The budget can't be kept" in page
    assert 'href="/experiments/trial/budget/"' in page
    form = said(researcher.get("/experiments/trial/budget/"))
    assert 'name="budget_usd"' in form
    assert 'value="0.05"' in form
    answer = said(researcher.post("/experiments/trial/budget/", {"budget_usd": "5"}, follow=True))
    assert "The budget is 5.00 USD now; it was 0.05 USD. It goes on." in answer
    assert LogEntry.objects.get().get_change_message() == "The budget is 5.00 USD now; it was 0.05 USD. It goes on."
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED


def test_raising_the_budget_in_the_admin_goes_on_as_well(provider: str, researcher: Client) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal("0.05"))
    work_off()
    address = f"{ADMIN}/experiment/{made.pk}/change/"
    assert "It goes on." in said(researcher.post(address, {"budget_usd": "5", **no_inlines("arms")}, follow=True))
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == ["Changed Budget."]
    made.refresh_from_db()
    assert (made.status, made.budget_usd) == (Experiment.Status.RUNNING, Decimal(5))


@pytest.mark.parametrize("given", ["-1", "0.01", "much", "1e400", "1.12345678"])
def test_its_page_refuses_a_budget_that_can_not_be_one(provider: str, researcher: Client, given: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    Experiment.objects.filter(pk=made.pk).update(spent_usd=Decimal("0.5"))
    response = researcher.post("/experiments/trial/budget/", {"budget_usd": given}, follow=True)
    assert response.redirect_chain == [("/experiments/trial/budget/", 302)]
    made.refresh_from_db()
    assert made.budget_usd == 1
    assert not LogEntry.objects.exists()


def test_a_provider_that_charges_more_than_it_may_is_counted_paused_and_held_more_for(provider: str) -> None:
    """One token out was asked for, at 0.001 USD; it counts ten."""
    made = launched(endpoint(provider, price_in=0, max_tokens=1, attempts=1), budget_usd=Decimal("0.5"))
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.PAUSED
    assert made.pause_reason == (
        "The budget can't be kept with test/plain: it charged 0.01 USD for a call that can cost 0.001 USD at most, "
        "counting 100 tokens in and 10 out. It is counted as charged. From now on 10 times the most that its limits "
        "allow is held for each of its calls. Resume it if you agree."
    )
    assert (made.spent_usd, made.reserved_usd) == (Decimal("0.01"), Decimal(0))
    services.resume(made)
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED
    assert set(ModelCall.objects.values_list("cost_usd", "reserved_usd")[1:]) == {(Decimal("0.01"), Decimal("0.01"))}


def test_a_reply_that_does_not_say_what_it_used_counts_at_the_most(provider: str) -> None:
    price = price_of(endpoint(provider))
    assert cost_of(price, {"choices": []}, Decimal("0.3")) == Decimal("0.3")
    assert cost_of(price, {"usage": {"prompt_tokens": 100, "completion_tokens": 10}}, Decimal("0.3")) == Decimal("0.02")
    assert cost_of(None, {}, Decimal(0)) == 0


def test_a_call_whose_worker_died_counts_at_what_it_could_have_cost(provider: str) -> None:
    plain = endpoint(provider)
    made = launched(plain, budget_usd=Decimal(5))
    turn = services.claim(plain)
    assert turn is not None
    call = ModelCall(turn=turn, endpoint=plain, kind="draft", number=0, request={}, reserved_usd=Decimal("0.3"))
    begin(call, made.pk)
    ModelCall.objects.filter(pk=call.pk).update(started_at=timezone.now() - timedelta(minutes=9))
    Turn.objects.filter(pk=turn.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    services.sweep()
    made.refresh_from_db()
    assert (made.spent_usd, made.reserved_usd) == (Decimal("0.3"), Decimal(0))
