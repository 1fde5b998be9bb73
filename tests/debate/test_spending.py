"""What is spent where a price isn't known: said as unknown, never as nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from debate import services
from debate.llm.spending import spent_by_arm, unpriced
from debate.models import Endpoint, Experiment
from judges.queries import report_on
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def played(provider: str) -> Experiment:
    """One arm whose judge has no price, and one whose endpoints are all priced."""
    priced = endpoint(provider, "plain", price_in=1, price_out=2)
    nobody_knows = endpoint(provider, "unlisted", price_in=None, price_out=None)
    made = experiment(question_set(questions=1))
    arm(made, "debate", speaker=priced, judge=nobody_knows)
    arm(made, "consultancy", speaker=priced, judge=priced)
    services.launch(made)
    work_off()
    return made


def test_an_arm_with_a_call_of_unknown_price_has_no_cost(provider: str) -> None:
    made = played(provider)
    costs = {row.arm.name: row.arm.cost_usd for row in report_on(made).arms}
    assert costs["debate"] is None
    assert costs["consultancy"] is not None
    assert costs["consultancy"] > 0
    assert unpriced(made) == ["test/unlisted"]


def test_a_price_of_nothing_is_known(provider: str) -> None:
    made = played(provider)
    Endpoint.objects.update(price_in=0, price_out=0)
    assert unpriced(made) == []
    assert None not in spent_by_arm(made).values()


def test_a_price_entered_later_does_not_make_what_was_not_counted_known(provider: str) -> None:
    made = played(provider)
    Endpoint.objects.update(price_in=1, price_out=2)
    assert sorted(usd is None for usd in spent_by_arm(made).values()) == [False, True]


def test_the_page_says_whose_calls_are_not_counted(provider: str, admin_client: Client) -> None:
    made = played(provider)
    page = admin_client.get(reverse("experiment", args=[made.name])).content.decode()
    assert "Not counted: test/unlisted, whose price isn't known." in page
