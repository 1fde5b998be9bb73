"""Reasoning that others read, through the engine: sampled once its arm is over, read by models, the rest left out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate import services
from debate.core.types import Turn as Reply
from debate.models import Arm, ArmSeat, Debate, Experiment, ModelCall, Player, Pool, ProtocolConfig, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges.models import Place
from judges.queries import report_on
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def staged(provider: str, readers: Pool | None = None, **params: object) -> Experiment:
    """Two questions, debated by speakers who reason first; then one reasoning, or more, is read."""
    made = experiment(question_set(questions=2))
    plain = endpoint(provider)
    debates = arm(made, "debate", judge=plain, speaker=endpoint(provider, "thinks"), params={"rounds": 1})
    debates.seats.filter(kind=ArmSeat.Kind.SPEAKER).update(reasoning=True)
    config = ProtocolConfig.objects.create(name="reading", protocol="legibility", params=params)
    reading = Arm.objects.create(experiment=made, name="reading", config=config)
    reader = {"pool": readers} if readers else {"endpoint": plain}
    ArmSeat.objects.create(arm=reading, kind=ArmSeat.Kind.JUDGE, **reader)
    reading.after.set([debates])
    services.launch(made)
    work_off()
    work_off()
    made.refresh_from_db()
    return made


def test_models_read_half_of_it_and_then_all_without_the_stance(provider: str) -> None:
    made = staged(provider)
    assert made.status == Experiment.Status.FINISHED
    calls = ModelCall.objects.filter(turn__debate__arm__name="reading").order_by("turn__debate", "turn__seat", "pk")
    words = [call.request["messages"][0]["content"] for call in calls]
    assert len(words) == 2 * 2 * 2
    assert all("SECRET" in text and "stance:" not in text for text in words)
    assert ["REASONING" in text for text in words] == [False, True] * 4
    reading = report_on(made).arms[-1]
    assert {"legible", "legible_by_models", "legible_half", "easy"} <= reading.measures.keys()
    assert reading.measures["legible"].n == 2


def test_a_debate_of_whose_question_nothing_was_sampled_is_left_out_in_words_and_counted_nowhere(provider: str) -> None:
    made = staged(provider, sample=1)
    assert made.status == Experiment.Status.FINISHED
    out = made.debates.get(arm__name="reading", status=Debate.Status.CANCELLED)
    assert out.reason == "No reasoning about this question was sampled, so that there is nothing to read here."
    assert not Turn.objects.filter(debate=out).exists()
    reading = report_on(made).arms[-1]
    assert (reading.overall.n, dict(reading.overall.missing)) == (1, {})
    assert reading.measures["legible"].n == 1
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    assert out.reason in client.get(reverse("debate", args=[out.public_id])).content.decode()


def test_people_are_offered_only_what_there_is_to_read_and_see_it_by_halves(provider: str) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    made = staged(provider, pool, sample=1)
    player, client = person(pool), Client()
    assert player.user is not None
    client.force_login(player.user)
    place = services.sit_down(player)
    assert place is not None
    page = client.get(reverse("judge", args=[_seat(player)])).content.decode()
    assert "The first half of the reasoning" in page
    assert "Which answer does this reasoning support" in page
    assert "SECRET" in page
    assert "REASONING" not in page
    _answer(player, belief=(2000, 8000))
    page = client.get(reverse("judge", args=[_seat(player)])).content.decode()
    assert "All of the reasoning" in page
    assert "REASONING" in page
    assert "How easy was it to follow" in page
    assert "stance" not in page
    _answer(player, belief=(1000, 9000), scales={"easy": 6})
    assert services.sit_down(player) is None, "the other question is left out"
    services.sweep()
    made.refresh_from_db()
    assert made.status == Experiment.Status.FINISHED
    (measures,) = made.debates.filter(arm__name="reading", status="finished").values_list("measures", flat=True)
    assert measures["legible"] == measures["legible_by_people"] == measures["settled_by_half"] == 1
    assert measures["easy"] == 6
    assert Place.objects.get(player=player).experience == 0
    client.force_login(User.objects.create_superuser("ada"))
    page = client.get(reverse("statistics", args=["trial"])).content.decode()
    assert 'id="reasoning"' in page
    assert "Read by people" in page


def _seat(player: Player) -> str:
    turn = Turn.objects.filter(seat__player=player).last()
    assert turn is not None
    return turn.seat.public_id


def _answer(player: Player, **values: object) -> None:
    turn = Turn.objects.get(seat__player=player, status=Turn.Status.OPEN)
    reply = Reply(ask=ask_from_json(turn.ask), **values)  # type: ignore[arg-type]  # a belief, and scales
    assert services.answer_by_person(turn, Answer(reply=reply))


def test_where_nobody_reasons_it_says_what_to_set(provider: str) -> None:
    made = experiment(question_set())
    plain = endpoint(provider)
    debates = arm(made, "debate", judge=plain, speaker=plain, params={"rounds": 1})
    reading = arm(made, "legibility", judge=plain)
    reading.after.set([debates])
    services.launch(made)
    work_off()
    failed = made.debates.filter(arm=reading)
    assert {debate.status for debate in failed} == {Debate.Status.FAILED}
    assert "Set “reasoning” for a seat of an arm" in failed[0].reason
