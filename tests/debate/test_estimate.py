"""The estimate before a launch, against what the run then takes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from debate import services
from debate.models import Endpoint, Experiment, ModelCall, Pool
from debate.services import CannotLaunch
from debate.services.estimate import estimate
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off

NOWHERE = "http://127.0.0.1:1/v1"


def four_arms(plain: Endpoint) -> Experiment:
    made = experiment(question_set())
    arm(made, "debate", judge=plain, speaker=plain, best_of=2, refine=1, selector=plain)
    arm(made, "consultancy", judge=plain, speaker=plain, params={"interactive": True, "rounds": 2})
    arm(made, "blind", judge=plain)
    arm(made, "expert", judge=Pool.objects.create(name="people"))
    return made


@pytest.mark.django_db(transaction=True)
def test_a_run_makes_the_calls_that_were_estimated(provider: str) -> None:
    made = four_arms(endpoint(provider, cache=False))
    expected = estimate(made)
    assert services.launch(made) == expected.debates == 2 + 4 + 2 + 2
    work_off()
    assert ModelCall.objects.count() == expected.calls <= expected.most_calls


@pytest.mark.django_db
def test_it_counts_tokens_of_the_prompts_that_will_be_sent_and_prices_them() -> None:
    made = experiment(question_set())
    arm(made, "blind", judge=endpoint(NOWHERE))
    expected = estimate(made)
    # 2 questions in 2 display orders; the prompt has some 500 characters, the reply a reason of 100 words.
    assert expected.calls == expected.most_calls == 4
    assert 4 * 80 < expected.tokens_in < 4 * 200
    assert expected.tokens_out == 4 * 100  # `max_tokens` cuts it
    assert expected.usd == Decimal(expected.tokens_in) / 10_000 + Decimal(expected.tokens_out) / 1000
    assert not ModelCall.objects.exists()


@pytest.mark.django_db
def test_a_reasoning_model_is_counted_with_all_that_it_may_write() -> None:
    made = experiment(question_set())
    arm(made, "blind", judge=endpoint(NOWHERE, max_tokens=5000, reasoning=True))
    assert estimate(made).tokens_out == 4 * 5000


@pytest.mark.django_db
def test_an_unknown_price_is_said_and_not_guessed() -> None:
    made = experiment(question_set())
    arm(made, "blind", judge=endpoint(NOWHERE, price_in=None, price_out=None))
    expected = estimate(made)
    assert (expected.usd, expected.unpriced) == (None, ("test/plain",))
    assert str(expected).endswith("an unknown cost (no price known for test/plain)")


@pytest.mark.django_db
def test_people_cost_nothing() -> None:
    made = experiment(question_set())
    arm(made, "blind", judge=Pool.objects.create(name="people"))
    expected = estimate(made)
    assert (expected.debates, expected.calls, expected.usd) == (2, 0, Decimal(0))


@pytest.mark.django_db
def test_more_debates_than_are_played_are_counted_by_their_mean() -> None:
    few, many = experiment(question_set("few", 5)), experiment(question_set("many", 50), name="many")
    judge = endpoint(NOWHERE)
    arm(few, "blind", judge=judge)
    arm(many, "blind", judge=judge)
    assert estimate(many).calls == 10 * estimate(few).calls
    assert estimate(many).tokens_in == pytest.approx(10 * estimate(few).tokens_in, rel=0.05)


@pytest.mark.django_db
def test_what_can_not_be_launched_can_not_be_estimated() -> None:
    made = experiment(question_set())
    with pytest.raises(CannotLaunch, match="It has no arms"):
        estimate(made)
