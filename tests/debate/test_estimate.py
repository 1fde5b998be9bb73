"""The estimate before a launch, against what the run then takes."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from debate import demo, services
from debate.core.types import Ask, Belief, Speech
from debate.models import Endpoint, Experiment, ModelCall, Pool, Question, Study, Turn
from debate.services import CannotLaunch
from debate.services.estimate import estimate
from debate.services.measured import NEWEST, measured
from debate.services.stand_ins import reply_to
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
    assert float(expected.usd or 0) == pytest.approx(expected.tokens_in / 1e4 + expected.tokens_out / 1e3, rel=0.01)
    assert "(by a rule of thumb: 4 characters a token)" in str(expected)
    assert not ModelCall.objects.exists()


SENT = {"messages": [{"role": "user", "content": "x" * 1000}]}


def stored(model: Endpoint, calls: int, **values: int | str) -> None:
    """Calls that were made in another experiment, with 1,000 characters sent in each."""
    known = Experiment.objects.filter(name="earlier").first()
    if known is None:
        known = experiment(question_set("earlier", 1), name="earlier")
        arm(known, "blind", judge=model)
        services.launch(known)
    turn = Turn.objects.filter(debate__experiment=known)[0]
    one = {"turn": turn, "endpoint": model, "kind": "draft", "number": 0, "status": "ok", "request": SENT}
    counted = {"tokens_in": 200, "tokens_out": 30, **values}
    ModelCall.objects.bulk_create([ModelCall(**one, **counted) for _ in range(calls)])


@pytest.mark.django_db(transaction=True)
def test_tokens_are_reckoned_from_those_of_earlier_calls(provider: str) -> None:
    model = endpoint(provider, max_tokens=1000, cache=False)
    first, again = (experiment(question_set(name, 12), name=name) for name in ("first", "again"))
    for made in (first, again):
        arm(made, "blind", judge=model)
    services.launch(first)
    work_off()
    expected = estimate(again)
    # The provider counts 100 tokens in and 10 out for whatever it is sent.
    assert expected.tokens_in == pytest.approx(2400, rel=0.02)
    assert expected.tokens_out == pytest.approx(240, rel=0.02)
    assert expected.basis == "from 24 calls measured"


@pytest.mark.django_db
def test_another_endpoint_with_the_same_model_is_measured_where_it_has_no_calls_of_its_own() -> None:
    known, new = endpoint(NOWHERE), Endpoint.objects.create(name="new", base_url=NOWHERE, model="plain")
    stored(known, 30)
    found = measured(new)
    assert found is not None
    assert (found.tokens_in, found.calls) == (0.2, 30)
    known.study = Study.objects.create(name="elsewhere")
    known.save()
    assert measured(new) is None


@pytest.mark.django_db
def test_a_few_calls_say_too_little_and_of_many_only_the_newest_are_looked_at() -> None:
    model = endpoint(NOWHERE)
    stored(model, 5, tokens_in=999)
    assert measured(model) is None
    stored(model, NEWEST, tokens_in=250)
    found = measured(model)
    assert found is not None
    assert (found.tokens_in, found.calls) == (0.25, NEWEST)


@pytest.mark.django_db
def test_replies_are_taken_to_be_as_long_as_earlier_ones_to_asks_that_want_the_same() -> None:
    model = endpoint(NOWHERE, max_tokens=1000)
    stored(model, 30, text="A short reason.\n\nA: 50 %\nB: 50 %", tokens_out=10)
    found = measured(model)
    assert found is not None
    judged = Ask(role="judge", prompt="", wants=(Belief(("one", "other")), Speech(words=100, name="reason")))
    assert found.to(judged, "draft") == found.by_want["draft: belief and reason"]
    assert (
        len(reply_to(judged, "draft", share=found.to(judged, "draft").share)) < 50 < len(reply_to(judged, "draft")) / 10
    )
    # Of speeches it has seen none: they are taken to be as short as all else.
    assert found.to(Ask(role="debater", prompt=""), "draft") == found.replies


@pytest.mark.django_db
def test_the_bound_holds_for_the_debates_that_were_not_played_too() -> None:
    """A longer candidate has more lines that can be criticised."""
    made = experiment(question_set(questions=2))
    for question, lines in zip(made.question_set.questions.all(), (1, 5), strict=True):
        question.kind, question.options, question.answer = Question.Kind.CANDIDATE, [], None
        question.candidate, question.correct = "\n".join(["It was the cook."] * lines), True
        question.save()
    arm(
        made,
        "critique",
        judge=endpoint(NOWHERE),
        speaker=Endpoint.objects.get(),
        params={"critics": 1, "per_critic": 9},
    )
    # A critic, and a rating of each line; each may be asked for three times. Two readings of two asks beside.
    assert estimate(made).most_calls == 3 * (1 + 1) + 3 * (1 + 5) + 2 * 2 * 2


@pytest.mark.django_db
def test_what_is_guessed_beside_what_is_measured_is_named() -> None:
    known, new = endpoint(NOWHERE), endpoint(NOWHERE, "other")
    stored(known, 30)
    made = experiment(question_set())
    arm(made, "debate", speaker=known, judge=new, params={"rounds": 1})
    assert estimate(made).basis == (
        "from 30 calls measured; those of test/other by a rule of thumb: 4 characters a token"
    )


@pytest.mark.django_db
def test_many_short_calls_together_are_not_charged_as_a_long_one() -> None:
    """Of this model, calls of more than 272,000 tokens in cost twice as much."""
    made = experiment(question_set(questions=30), repeats=200)
    arm(made, "blind", judge=endpoint("https://api.openai.com/v1", "gpt-6-sol", price_in=None, price_out=None))
    expected = estimate(made)
    assert expected.tokens_in > 272_000
    assert float(expected.usd or 0) == pytest.approx(expected.tokens_in * 2e-6 + expected.tokens_out * 10e-6, rel=0.01)


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
def test_the_command_shows_each_arm_with_its_bound_and_stores_nothing() -> None:
    said = StringIO()
    call_command("estimate", str(Path(demo.__file__).parent / "examples" / "first-look.toml"), stdout=said)
    (row,) = [line.split() for line in said.getvalue().splitlines() if line.split()[:1] == ["debate"]]
    assert int(row[3].replace(",", "")) >= int(row[2].replace(",", "")) > 0
    assert "(by asking the offline model itself)" in said.getvalue()
    assert not Experiment.objects.exists()


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
