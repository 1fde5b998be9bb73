"""Rooms of the release become finished debates, with everything that was said and believed in them."""

from __future__ import annotations

from datetime import UTC, datetime
from math import log2
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from debate.exporters import export
from debate.importers import import_experiment
from debate.importers.nyu import Summary, import_nyu
from debate.models import Debate, Experiment, Passage, Question, QuestionSet, Turn
from debate.transcripts import case_of, protocol_of, transcript_of
from judges.models import Place, Rating
from judges.queries import report_on
from tests.debate.nyu.played import all_lines, all_rooms
from tests.debate.nyu.rooms import release

pytestmark = pytest.mark.django_db

LIVE, STEPPED = "nyu/live judges", "nyu/offline judges, stepped"


@pytest.fixture
def imported(tmp_path: Path) -> Summary:
    return import_nyu(release(tmp_path / "release", all_rooms(), all_lines()))


def of_room(name: str) -> Debate:
    return Debate.objects.select_related("arm__config", "question__passage").get(tags__room=name)


def believed(name: str, **where: object) -> list[tuple[int, list[int], bool]]:
    ratings = Rating.objects.filter(place__debate__tags__room=name, **where)
    return list(ratings.order_by("round").values_list("round", "belief", "final"))


def test_each_kind_of_room_has_its_arm(imported: Summary) -> None:
    assert str(imported).splitlines() == [
        "Experiment “nyu-2023”: 8 rooms imported, 0 left out.",
        "  human debate: 3, of which 1 in the paper, 1 unfinished",
        "  human consultancy: 3, of which 3 in the paper, 0 unfinished",
        "  model debate: 1, of which 1 in the paper, 0 unfinished",
        "  model consultancy: 1, of which 1 in the paper, 0 unfinished",
        "Rooms in which a seat changed hands; it is whose it was in the end: 1.",
    ]
    made = Experiment.objects.get(name="nyu-2023")
    assert (made.status, made.closed, made.debates.count()) == ("finished", True, 8)


def test_speeches_are_readable_and_their_quotes_lead_to_the_story(imported: Summary) -> None:
    story = Passage.objects.get().text
    assert story.startswith("THE LAMP\n\n[A tale of the coast.]\n\n\"Don't light the lamp,\" said the keeper's wife.")
    opening, other = Turn.objects.filter(debate=of_room("lamp-0"), seat__reader=0, step=1).order_by("seat__role")
    assert opening.text == "It was lit: <quote>nine o'clock</quote> <quote>and watched.</quote>"
    assert other.text == 'She said <quote>"Don\'t light the lamp,"</quote>.'
    for quote in (*opening.quotes, *other.quotes):
        text = opening.text if quote in opening.quotes else other.text
        assert text[slice(*quote["at"])] == quote["text"] == story[slice(*quote["found"])]


def test_the_stage_is_what_was_played(imported: Summary) -> None:
    debate = of_room("lamp-0")
    steps = [[turn.ask.role for turn in step if not turn.ask.key] for step in transcript_of(debate)]
    assert steps == [["judge"], ["debater_a", "debater_b"], ["judge"], ["debater_a"], ["debater_b"], ["judge"]]
    assert protocol_of(debate.arm).sides(case_of(debate), ()) == {"debater_a": 0, "debater_b": 1}
    said = Turn.objects.get(debate=debate, seat__reader=0, step=3)
    assert (said.text, said.answered_at) == ("He lit it.", datetime.fromtimestamp(1_700_000_300, UTC))


def test_the_live_judge_is_the_chair_and_others_read_afterwards(imported: Summary) -> None:
    assert believed("lamp-0", place__chair=True) == [
        (0, [5000, 5000], False),
        (1, [5500, 4500], False),
        (2, [8000, 2000], True),
    ]
    stepped, timed = Place.objects.filter(debate=of_room("lamp-0"), chair=False).order_by("number")
    assert (stepped.pool and stepped.pool.name, stepped.taken_at) == (
        STEPPED,
        datetime.fromtimestamp(1_700_012_000, UTC),
    )
    assert believed("lamp-0", place=stepped) == [(0, [5000, 5000], False), (1, [3000, 7000], True)]
    # It is told after which round it was, and not when it was begun.
    assert (timed.taken_at, believed("lamp-0", place=timed)) == (None, [(2, [9900, 100], True)])


def test_a_reader_has_read_what_its_judgement_came_after(imported: Summary) -> None:
    turns = Turn.objects.filter(debate=of_room("lamp-0"), seat__reader__gt=0, key="").order_by("seat__reader", "step")
    assert [(turn.step, turn.ask["after"]) for turn in turns] == [(0, 0), (1, 2), (2, 6)]


def test_scores_follow_from_beliefs(imported: Summary) -> None:
    final = Rating.objects.get(place__debate__tags__room="lamp-0", place__chair=True, final=True)
    assert (final.right, final.tie, final.log2) == (True, False, log2(0.8))
    assert final.brier == pytest.approx(0.04)
    assert of_room("lamp-0").measures == {"judge_reward": pytest.approx(log2(0.8) - 0.1)}
    tie = Rating.objects.get(place__debate__tags__room="lamp-3", final=True)
    assert (tie.right, tie.tie) == (False, True)


def test_rooms_that_swapped_the_answers_share_their_question_and_keep_their_letters(imported: Summary) -> None:
    question = Question.objects.get()
    assert (question.options, question.answer) == (["At nine o'clock", "Not at all"], 0)
    honest, dishonest, last = (of_room(f"lamp-{n}") for n in (1, 2, 3))
    assert [one.pair for one in (honest, dishonest, last)] == [[0, 1], [1, 0], [1, 0]]
    assert [one.half for one in (honest, dishonest, last)] == ["honest", "dishonest", "honest"]
    assert case_of(dishonest).question.options == ("Not at all", "At nine o'clock")
    assert believed("lamp-2", final=True) == [(1, [8000, 2000], True)]
    assert dishonest.measures["sycophancy"] == 1


def test_what_people_answered_on_scales_is_kept_and_their_free_text_is_not(imported: Summary) -> None:
    surveys = Turn.objects.filter(debate=of_room("lamp-0"), key="survey").order_by("seat__reader", "seat__role")
    kept = {f"{turn.seat.role} {turn.seat.reader}": turn.fields["scales"] for turn in surveys}
    assert kept == {
        "debater_a 0": {"clarity: self": 5, "clarity: opponent": 1},
        "judge 0": {"clarity: A": 5, "clarity: B": 1, "judge reasoning": 3},
        "judge 3": {"judge reasoning": 4},
    }
    assert all(turn.ask["to"] == [] for turn in surveys)


def test_a_seat_that_changed_hands_says_who_spoke(imported: Summary) -> None:
    debate = of_room("lamp-0")
    assert debate.tags == {"room": "lamp-0", "in_paper": True, "ended_by": "JudgeDecided", "changed_hands": ["judge"]}
    spoken = Turn.objects.filter(debate=debate, seat__role="judge", seat__reader=0, key="").order_by("step")
    assert [turn.fields.get("by") for turn in spoken] == ["dora-dinghy", None, None]
    assert {turn.seat.player and turn.seat.player.public_id for turn in spoken} == {"cleo-compass"}


def test_unfinished_rooms_and_rooms_without_a_judge_come_in_marked(imported: Summary) -> None:
    broken_off = of_room("lamp-5")
    assert (broken_off.status, broken_off.tags["in_paper"]) == ("cancelled", False)
    assert broken_off.reason == "The room had not come to its end when the data were released."
    assert believed("lamp-5") == [(0, [5000, 5000], False)]
    voted = of_room("lamp-4")
    assert (voted.status, voted.tags["ended_by"]) == ("finished", "MutualAgreement")
    choices = [turn.fields["choices"]["next"] for turn in voted.turns.filter(ask__prompt="vote").order_by("step", "id")]
    assert choices == ["end", "continue", "end", "end"]
    assert [round for round, _, _ in believed("lamp-4")] == [0, 1, 2]


def test_debaters_that_are_models_are_endpoints_that_call_nobody(imported: Summary) -> None:
    for name in ("lamp-6", "lamp-7"):
        players = [seat.player for seat in of_room(name).seats.filter(reader=0).exclude(role="judge")]
        assert {str(player) for player in players} == {"GPT-4"}
        assert not Turn.objects.filter(debate=of_room(name), status="open").exists()
    assert of_room("lamp-7").arm.name == "model consultancy"


def test_it_goes_out_and_comes_back_as_any_experiment_does(imported: Summary, tmp_path: Path) -> None:
    made = Experiment.objects.get()
    before = b"".join(export(made, "jsonl"))
    (tmp_path / "made.jsonl").write_bytes(before)
    made.delete()
    assert b"".join(export(import_experiment(tmp_path / "made.jsonl"), "jsonl")) == before


def test_a_second_import_is_refused_and_stores_nothing(imported: Summary, tmp_path: Path) -> None:
    folder = str(tmp_path / "release")
    with pytest.raises(CommandError, match=r"there is an experiment “nyu-2023” already.*--set NAME"):
        call_command("import_nyu", folder)
    assert (Experiment.objects.count(), QuestionSet.objects.count(), Debate.objects.count()) == (1, 1, 8)


def test_under_another_name_it_stands_beside_the_first(
    imported: Summary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_nyu", str(tmp_path / "release"), name="again")
    assert capsys.readouterr().out.startswith("Experiment “again”: 8 rooms imported, 0 left out.\n")
    again, first = (report_on(Experiment.objects.get(name=name)) for name in ("again", "nyu-2023"))
    assert [row.overall for row in again.arms] == [row.overall for row in first.arms]
