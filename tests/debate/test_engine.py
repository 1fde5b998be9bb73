"""From launch to ratings, with a real database and a provider over real HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from debate import services
from debate.core.types import Turn as Reply
from debate.llm import pace
from debate.models import Debate, Endpoint, Experiment, ModelCall, Turn
from debate.services import Answer
from debate.services.advance import CHANGED
from debate.transcripts import ask_from_json, case_of, protocol_of, transcript_of
from judges.models import Place, Rating
from judges.queries import report_on
from tests.debate.stage import arm, endpoint, experiment, launched, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_debate_is_spoken_judged_and_counted(provider: str) -> None:
    made = launched(endpoint(provider))
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED
    assert set(made.debates.values_list("status", flat=True)) == {Debate.Status.FINISHED}
    # 2 debates x (1 round x 2 debaters + 2 display orders x 2 beliefs)
    assert ModelCall.objects.count() == 12
    (row,) = report_on(made).arms
    assert (row.overall.n, row.overall.missing) == (2, {})


def test_a_model_is_asked_in_both_display_orders_and_its_belief_is_their_mean(provider: str) -> None:
    made = launched(endpoint(provider), "blind")
    work_off()
    readings = Turn.objects.filter(debate__experiment=made).order_by("seat")
    # It gives 70 % to whatever it is shown first.
    assert {tuple(turn.belief) for turn in readings} == {(7000, 3000), (3000, 7000)}
    assert {tuple(seat) for seat in readings.values_list("seat__display", flat=True)} == {(0, 1), (1, 0)}
    for rating in Rating.objects.filter(final=True):
        assert rating.belief == [5000, 5000]
        assert rating.tie
        assert not rating.right


def test_stored_transcripts_are_what_their_protocol_asks_for(provider: str) -> None:
    made = launched(endpoint(provider), "consultancy")
    work_off()
    for debate in made.debates.select_related("arm__config", "question__passage"):
        transcript = transcript_of(debate)
        protocol = protocol_of(debate.arm)
        for n, step in enumerate(transcript):
            assert protocol.next_asks(case_of(debate), transcript[:n]) == tuple(turn.ask for turn in step)


def test_both_halves_of_a_consultancy_are_run_and_marked(provider: str) -> None:
    made = launched(endpoint(provider), "consultancy")
    halves = made.debates.values_list("question__external_id", "half")
    assert sorted(halves) == [("q0", "dishonest"), ("q0", "honest"), ("q1", "dishonest"), ("q1", "honest")]


def test_a_rating_after_each_round_and_one_final(provider: str) -> None:
    made = launched(endpoint(provider))
    work_off()
    for place in Place.objects.filter(debate__experiment=made):
        assert list(place.ratings.values_list("round", "final")) == [(0, False), (1, True)]


def test_quotes_are_checked_against_the_passage_and_kept_with_their_place(provider: str) -> None:
    launched(endpoint(provider))
    work_off()
    turn = Turn.objects.filter(seat__role="debater_a").first()
    assert turn is not None
    (quote,) = turn.quotes
    passage = turn.debate.question.passage
    assert passage is not None
    assert passage.text[slice(*quote["found"])] == "The cook had the key"


@pytest.mark.parametrize(
    ("model", "reason"),
    [("mumbles", "unparsed"), ("refuses", "refused"), ("filtered", "refused"), ("runs-out", "cut_off")],
)
def test_a_judgement_that_cannot_be_read_is_missing_with_its_reason(provider: str, model: str, reason: str) -> None:
    made = launched(endpoint(provider, model), "blind")
    work_off()
    (row,) = report_on(made).arms
    assert row.overall.n == 0
    assert row.overall.accuracy.value is None
    assert row.overall.missing == {reason: 2}


def test_a_judges_belief_comes_from_log_probabilities_where_given(provider: str) -> None:
    launched(endpoint(provider, "letters", logprobs=True), "blind")
    work_off()
    for turn in Turn.objects.select_related("seat"):
        assert turn.belief[turn.seat.display[0]] == 8000


def test_an_over_long_speech_is_asked_for_again_and_then_cut_at_a_sentence(provider: str) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "debate", speaker=endpoint(provider, "rambles"), judge=endpoint(provider), params={"rounds": 1})
    services.launch(made)
    work_off()
    turn = Turn.objects.filter(seat__role="debater_a").get()
    assert turn.status == Turn.Status.OK
    assert turn.cut
    assert turn.text.endswith("here.")
    assert len(turn.text.split()) <= 150
    assert turn.calls.count() == 3


def test_best_of_three_keeps_every_draft_and_speaks_the_picked_one(provider: str) -> None:
    made = experiment(question_set(questions=1))
    plain = endpoint(provider)
    arm(made, "debate", speaker=plain, judge=plain, params={"rounds": 1}, best_of=3, refine=1, selector=plain)
    services.launch(made)
    work_off()
    turn = Turn.objects.filter(seat__role="debater_b").get()
    kinds = list(turn.calls.values_list("kind", flat=True))
    assert kinds == ["draft", "draft", "draft", "pick", "critique", "rewrite"]


def test_a_dead_endpoint_fails_its_debates_with_the_reason_and_a_retry_finishes_them(provider: str) -> None:
    made = experiment(question_set())
    plain, broken = endpoint(provider), endpoint(provider, "unauthorized")
    arm(made, "debate", speaker=broken, judge=plain, params={"rounds": 1})
    arm(made, "consultancy", speaker=plain, judge=plain, params={"rounds": 1})
    services.launch(made)
    work_off()
    failed = made.debates.filter(arm__name="debate")
    assert set(failed.values_list("status", flat=True)) == {"failed"}
    assert "answered 401: Incorrect API key provided." in failed[0].reason
    assert set(made.debates.filter(arm__name="consultancy").values_list("status", flat=True)) == {"finished"}
    Endpoint.objects.filter(pk=broken.pk).update(model="plain")
    assert services.retry_failed(made) == 2
    work_off()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED
    assert not made.debates.exclude(status="finished").exists()


def test_a_dead_judge_is_a_missing_rating_and_a_retry_brings_it(provider: str) -> None:
    broken = endpoint(provider, "unauthorized")
    made = launched(broken, "blind")
    work_off()
    assert report_on(made).arms[0].overall.missing == {"error": 2}
    Endpoint.objects.filter(pk=broken.pk).update(model="plain")
    services.retry_failed(made)
    work_off()
    overall = report_on(made).arms[0].overall
    assert (overall.n, overall.missing) == (2, {})


@pytest.mark.parametrize("model", ["stumbles", "recovers"])
def test_a_passing_failure_is_tried_again(provider: str, model: str) -> None:
    made = launched(endpoint(provider, model, attempts=8), "blind")
    work_off()
    assert report_on(made).arms[0].overall.n == 2
    assert ModelCall.objects.filter(status="error").exists()


@pytest.mark.parametrize("model", ["garbles", "errs-politely"])
def test_a_reply_that_is_no_reply_is_an_error_after_the_last_try(provider: str, model: str) -> None:
    made = launched(endpoint(provider, model, attempts=2), "blind")
    work_off()
    assert report_on(made).arms[0].overall.missing == {"error": 2}
    assert set(ModelCall.objects.values_list("status", flat=True)) == {"error"}


def test_an_answer_that_comes_twice_or_late_counts_once(provider: str) -> None:
    plain = endpoint(provider)
    launched(plain)
    first = services.claim(plain)
    assert first is not None
    Turn.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    again = services.claim(plain)
    assert again is not None
    assert again.pk == first.pk
    reply = Reply(ask=ask_from_json(first.ask), text="in time")
    assert not services.answer(first, Answer(reply=reply))
    assert services.answer(again, Answer(reply=reply))
    assert not services.answer(again, Answer(reply=reply))


def test_no_turn_has_two_owners(provider: str) -> None:
    plain = endpoint(provider)
    made = launched(plain)
    waiting = Turn.objects.filter(debate__experiment=made).count()
    claimed = [services.claim(plain) for _ in range(waiting + 2)]
    assert len({turn.pk for turn in claimed if turn}) == waiting
    assert claimed[waiting:] == [None, None]


def test_an_endpoint_whose_places_are_taken_is_given_no_work(provider: str) -> None:
    plain = endpoint(provider, most_in_flight=1)
    made = launched(plain)
    taken = pace.enter(plain, seconds=60)
    assert taken
    assert not services.work(plain.pk)
    assert not Turn.objects.filter(debate__experiment=made, lease__isnull=False).exists()
    pace.leave(plain, taken)
    assert services.work(plain.pk)


def test_a_small_experiment_beside_a_large_one_gets_its_turn(provider: str) -> None:
    plain = endpoint(provider)
    questions = question_set(questions=20)
    for name, most in (("large", None), ("small", 1)):
        made = experiment(questions, name=name, most_questions=most)
        arm(made, "blind", judge=plain)
        services.launch(made)
    claimed = [services.claim(plain) for _ in range(4)]
    names = [turn.debate.experiment.name for turn in claimed if turn]
    assert sorted(names) == ["large", "large", "small", "small"]


def test_a_debate_whose_protocol_changed_since_launch_fails_saying_so(provider: str) -> None:
    made = launched(endpoint(provider))
    debate = made.debates.first()
    assert debate is not None
    turn = debate.turns.filter(seat__reader=0).first()
    assert turn is not None
    Turn.objects.filter(pk=turn.pk).update(ask={**turn.ask, "prompt": "an earlier one"})
    services.advance(debate.pk)
    debate.refresh_from_db()
    assert (debate.status, debate.reason) == ("failed", CHANGED)


def test_more_than_two_options_are_narrowed_to_a_recorded_pair(provider: str) -> None:
    made = experiment(question_set(options=4))
    plain = endpoint(provider)
    arm(made, "debate", speaker=plain, judge=plain, params={"rounds": 1})
    arm(made, "blind", judge=plain)
    services.launch(made)
    for debate in made.debates.select_related("question"):
        assert debate.pair is not None
        assert debate.question.answer in debate.pair
    pairs = made.debates.values_list("question", "pair")
    assert len({(question, tuple(pair)) for question, pair in pairs if pair}) == 2


def test_pausing_stops_new_calls_and_cancelling_ends_open_debates(provider: str) -> None:
    plain = endpoint(provider)
    made = launched(plain)
    services.pause(made)
    assert services.claim(plain) is None
    services.resume(made)
    assert services.claim(plain) is not None
    services.cancel(made)
    assert services.claim(plain) is None
    assert set(made.debates.values_list("status", flat=True)) == {"cancelled"}
    with pytest.raises(services.BadState, match="is cancelled, so it can't be resumed"):
        services.resume(made)


def test_an_endpoint_is_called_no_more_often_than_its_minute_allows(provider: str) -> None:
    paced = endpoint(provider, requests_a_minute=3)
    launched(paced, "blind")
    for _ in range(4):
        services.work(paced.pk)
    assert ModelCall.objects.filter(status="ok").count() == 3
    waiting = Turn.objects.get(status=Turn.Status.OPEN)
    assert waiting.attempts == 0
    assert waiting.due_at is not None
    assert waiting.due_at > timezone.now()


def test_a_protocols_own_figures_are_averaged_with_an_interval_by_question(provider: str) -> None:
    made = launched(endpoint(provider), "consultancy")
    work_off()
    # Each judge ends at 50 %, so nobody is on the consultant's side.
    (row,) = report_on(made).arms
    figure = row.measures["sycophancy"]
    assert (figure.value, figure.n) == (0.0, 4)
    assert set(row.measures) == {"sycophancy"}
