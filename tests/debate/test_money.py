"""The cap, the cache, and calls that were paid for and lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from debate import services
from debate.models import Debate, Experiment, ModelCall, Turn
from debate.services.money import CapBusy, CapReached, reserve
from tests.debate.stage import arm, endpoint, experiment, launched, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_cap_is_never_passed_and_raising_it_finishes_the_run(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal("0.30"))
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.PAUSED
    assert "budget" in made.pause_reason
    assert Decimal(0) < made.spent_usd <= Decimal("0.30")
    assert made.reserved_usd == 0
    Experiment.objects.filter(pk=made.pk).update(budget_usd=Decimal(5))
    services.resume(made)
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED
    assert made.spent_usd == 12 * Decimal("0.02")


def test_a_reservation_waits_for_those_in_flight_and_else_says_that_the_cap_is_reached(provider: str) -> None:
    made = launched(endpoint(provider), budget_usd=Decimal(1))
    reserve(made.pk, Decimal("0.7"))
    with pytest.raises(CapBusy):
        reserve(made.pk, Decimal("0.7"))
    Experiment.objects.filter(pk=made.pk).update(spent_usd=F("reserved_usd"), reserved_usd=0)
    with pytest.raises(CapReached):
        reserve(made.pk, Decimal("0.7"))


def test_under_a_cap_an_unknown_price_refuses_to_launch_naming_the_endpoint(provider: str) -> None:
    unpriced = endpoint(provider, price_in=None, price_out=None)
    with pytest.raises(services.CannotLaunch, match="the price of test/plain isn't known"):
        launched(unpriced, budget_usd=Decimal(1))
    assert not Debate.objects.exists()


def test_what_was_paid_for_once_is_not_paid_for_again(provider: str) -> None:
    plain = endpoint(provider)
    questions = question_set()
    for name in ("first", "second"):
        made = experiment(questions, name=name)
        arm(made, "blind", judge=plain)
        services.launch(made)
        work_off()
    assert list(Experiment.objects.order_by("name").values_list("spent_usd", flat=True)) == [Decimal("0.08"), 0]
    assert ModelCall.objects.filter(cached=True).count() == 4


def test_repeats_are_drawn_anew(provider: str) -> None:
    launched(endpoint(provider), "blind", repeats=2)
    work_off()
    assert not ModelCall.objects.filter(cached=True).exists()


def test_a_call_whose_worker_died_counts_at_what_it_could_have_cost(provider: str) -> None:
    plain = endpoint(provider)
    made = launched(plain, budget_usd=Decimal(5))
    turn = services.claim(plain.pk)
    assert turn is not None
    reserve(made.pk, Decimal("0.3"))
    call = ModelCall.objects.create(turn=turn, endpoint=plain, kind="draft", number=0, request={}, reserved_usd="0.3")
    ModelCall.objects.filter(pk=call.pk).update(started_at=timezone.now() - timedelta(minutes=9))
    Turn.objects.filter(pk=turn.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    services.sweep()
    made.refresh_from_db()
    assert (made.spent_usd, made.reserved_usd) == (Decimal("0.3"), Decimal(0))
