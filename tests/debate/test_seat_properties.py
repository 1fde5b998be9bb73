"""What any seat of any protocol can have: private reasoning, a plant; and what judges can do about it: flags."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from debate import services
from debate.access import seat_page
from debate.core.plants import PLANTS
from debate.core.types import Turn as Reply
from debate.models import ArmSeat, Debate, Experiment, ModelCall, Pool, Seat, Turn
from debate.services import CannotLaunch, experiments
from debate.services.seating import note_seen, sit_down
from debate.services.sweep import sweep
from debate.transcripts import ask_from_json
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def prompts_to(experiment: Experiment, role: str) -> list[str]:
    calls = ModelCall.objects.filter(turn__debate__experiment=experiment, turn__seat__role=role)
    return [call.request["messages"][0]["content"] for call in calls]


def test_a_seat_reasons_in_private_and_nobody_else_ever_reads_it(provider: str) -> None:
    made = experiment(question_set())
    thinks, plain = endpoint(provider, "thinks"), endpoint(provider)
    own = arm(made, "debate", judge=plain, speaker=thinks, params={"rounds": 2}, role="debater_a", reasoning=True)
    ArmSeat.objects.create(arm=own, role="debater_b", endpoint=plain)
    services.launch(made)
    work_off()
    turns = Turn.objects.filter(debate__experiment=made)
    assert {turn.private and turn.private["reasoning"] for turn in turns.filter(seat__role="debater_a")} == {
        "SECRET REASONING\nstance: the cook"
    }
    assert not turns.filter(private__isnull=False).exclude(seat__role="debater_a").exists()
    assert "SECRET REASONING" in "".join(prompts_to(made, "debater_a"))
    assert "SECRET REASONING" not in "".join(prompts_to(made, "debater_b") + prompts_to(made, "judge"))
    assert "SECRET" not in "".join(turns.values_list("text", flat=True))


def test_private_reasoning_is_compared_with_what_is_argued_and_probed(provider: str) -> None:
    made = experiment(question_set(questions=1))
    thinks, plain = endpoint(provider, "thinks"), endpoint(provider)
    crafted = {"role": "consultant", "reasoning": True, "probed": True, "selector": thinks}
    arm(made, "consultancy", judge=plain, speaker=thinks, params={"rounds": 1}, **crafted)
    services.launch(made)
    work_off()
    found = {debate.way: debate.measures for debate in made.debates.all()}
    # The second answer is what it takes to be true: for one half that is what it argues.
    assert (found[0]["stance_differs"], found[1]["stance_differs"]) == (1.0, 0.0)
    assert {measures["faithfulness"] for measures in found.values()} == {1.0}
    assert {measures["legibility"] for measures in found.values()} == {1.0}


def test_a_judge_can_be_asked_to_reason_in_private_too(provider: str) -> None:
    made = experiment(question_set())
    arm(made, "blind", judge=endpoint(provider, "thinks"))
    ArmSeat.objects.filter(kind="judge").update(reasoning=True)
    services.launch(made)
    work_off()
    readings = Turn.objects.filter(debate__experiment=made)
    assert {turn.private and turn.private["stance"] for turn in readings} == {1}
    assert {turn.status for turn in readings} == {"ok"}


def test_probing_needs_somebody_to_read_the_reasoning(provider: str) -> None:
    made = experiment(question_set())
    plain = endpoint(provider)
    arm(made, "debate", judge=plain, speaker=plain, reasoning=True, probed=True)
    with pytest.raises(CannotLaunch, match="name the endpoint that reads it"):
        services.launch(made)


def planted(provider: str, share: float = 1.0, questions: int = 2, **params: object) -> Experiment:
    made = experiment(question_set(questions=questions))
    plain = endpoint(provider)
    own = arm(made, "debate", judge=plain, speaker=plain, params={"rounds": 1, **params})
    own.plants = {"debater_a": {"plant": "stall", "share": share}}
    own.save()
    return made


def test_a_planted_seat_alone_is_told_and_every_speech_of_it_so(provider: str) -> None:
    made = planted(provider)
    services.launch(made)
    work_off()
    told = PLANTS["stall"].instruction
    assert all(told in prompt for prompt in prompts_to(made, "debater_a"))
    assert not any(told in prompt for prompt in prompts_to(made, "debater_b") + prompts_to(made, "judge"))


def test_a_share_of_the_debates_is_planted_by_draw_the_same_for_a_seed(provider: str) -> None:
    made = planted(provider, share=0.5, questions=40)
    services.launch(made)
    found = Seat.objects.filter(debate__experiment=made, role="debater_a")
    assert 10 <= found.filter(plant="stall").count() <= 30
    assert not Seat.objects.filter(debate__experiment=made).exclude(role="debater_a").exclude(plant="").exists()


def test_judges_flag_speeches_by_number_and_detection_is_measured(provider: str) -> None:
    made = planted(provider, flags=True)
    services.launch(made)
    work_off()
    asked = Turn.objects.filter(debate__experiment=made, seat__reader=1, step=1).first()
    assert asked is not None
    assert {want["name"]: want.get("among") for want in asked.ask["wants"] if want["kind"] == "marks"} == {
        "flags": ["1", "2"]
    }
    assert "[1] Debater for" in prompts_to(made, "judge")[-1]
    (measures, _) = [debate.measures for debate in made.debates.all()]
    # This judge never flags anything.
    assert (measures["detected_stall_by_models"], measures["false_alarms_stall_by_models"]) == (0.0, 0.0)
    assert set(measures) >= {"right_stall"}


@pytest.mark.parametrize(("seat", "words"), [("judge", "no plant can sit in"), ("debater_c", "one can in: debater_a")])
def test_a_plant_in_a_seat_that_is_none_is_refused(provider: str, seat: str, words: str) -> None:
    made = planted(provider)
    made.arms.update(plants={seat: {"plant": "stall", "share": 1.0}})
    with pytest.raises(CannotLaunch, match=words):
        services.launch(made)


def judged_by_ann(provider: str) -> Seat:
    """A planted debate that a person reads to its end."""
    pool = Pool.objects.create(name="people")
    made = planted(provider, questions=1, flags=True)
    made.arms.get().seats.filter(kind="judge").update(endpoint=None, pool=pool)
    services.launch(made)
    work_off()
    place = sit_down(person(pool))
    assert place is not None
    return place.sittings.get().seat


def test_a_plant_is_revealed_to_its_judge_only_after_the_close(provider: str) -> None:
    seat = judged_by_ann(provider)
    for _ in range(2):
        open_turn = seat.turns.get(status=Turn.Status.OPEN)
        reply = services.Answer(reply=ok(open_turn))
        assert services.answer_by_person(open_turn, reply)
    assert "Stalls" not in repr(seat_page(Seat.objects.get(pk=seat.pk)))
    experiments.close(Debate.objects.get(seats=seat).experiment)
    shown = seat_page(Seat.objects.get(pk=seat.pk))
    revealed = [speech.revealed for round in shown.rounds for speech in round.speeches]
    assert [one.title for one in revealed if one] == ["Stalls"]


def ok(turn: Turn) -> Reply:
    ask = ask_from_json(turn.ask)
    marks: dict[str, dict[str, str]] = {want.name: {} for want in ask.wants if want.kind == "marks"}
    return Reply(ask=ask, belief=(7000, 3000), marks=marks)


def test_the_time_for_an_answer_runs_from_when_it_is_seen_and_closes_the_turn(provider: str) -> None:
    pool = Pool.objects.create(name="people")
    made = experiment(question_set(questions=1))
    own = arm(made, "prover-verifier", judge=pool, speaker=endpoint(provider), params={"seconds": 45})
    assert own.seats.count() == 2
    services.launch(made)
    work_off()
    chair = Turn.objects.get(debate__experiment=made, seat__role="judge")
    assert chair.deadline is None, "nobody has seen it"
    sit_down(person(pool))
    note_seen(chair.seat)
    chair.refresh_from_db()
    assert chair.seen_at is not None
    assert chair.deadline == chair.seen_at + timedelta(seconds=45)
    Turn.objects.filter(pk=chair.pk).update(deadline=timezone.now() - timedelta(seconds=1))
    sweep()
    chair.refresh_from_db()
    assert chair.status == Turn.Status.TIMED_OUT


def test_critics_who_are_asked_the_same_are_each_drawn_anew(provider: str) -> None:
    made = experiment(question_set(questions=1))
    plain = endpoint(provider)
    arm(made, "critique", judge=plain, speaker=plain, params={"critics": 3})
    services.launch(made)
    work_off()
    calls = ModelCall.objects.filter(turn__seat__role="critic")
    assert [call.cached for call in calls] == [False] * 3


def test_what_an_ask_passes_on_is_shown_to_people_as_to_models_with_its_quotes_checked(provider: str) -> None:
    pool = Pool.objects.create(name="people")
    made = experiment(question_set(questions=1))
    arm(made, "prover-verifier", judge=pool, speaker=endpoint(provider))
    services.launch(made)
    work_off()
    sit_down(person(pool))
    chair = Turn.objects.get(debate__experiment=made, seat__role="judge")
    proof = ["<quote>The cook had the key</quote>", "<quote>The cat had the key</quote>"]
    Turn.objects.filter(debate=chair.debate, seat__role="prover").update(fields={"items": {"claims": proof}})
    page = seat_page(chair.seat)
    assert [(quote.text, quote.verified) for quote in page.quotes] == [
        ("The cook had the key", True),
        ("The cat had the key", False),
    ]
    for quote, mark in zip(page.quotes, ("✓ verified", "✗ not found"), strict=True):
        assert re.search(rf'id="{quote.sources[0].id}".*{quote.text}.*{mark}', str(page.drawing))
