"""Judgements under the names of ucl-dark/llm_debate: what its own reading of such a file asks of it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from debate.exporters import export
from debate.models import Experiment, Turn
from judges.models import Rating

pytestmark = pytest.mark.django_db

# What its loader writes and its web import asks for, by name, in a header that it splits at commas itself.
PIPELINE = {"id", "question", "correct answer", "negative answer", "complete", "transcript", "answer", "story_title"}
# The fields of its TranscriptConfig.
TRANSCRIPT = {"index", "question", "question_set_id", "story", "story_title", "answers", "names", "swap"}
TRANSCRIPT |= {"rollout_type", "rounds", "responses", "extra"}


def text(made: Experiment) -> str:
    return b"".join(export(made, "llm_debate.csv")).decode()


def rows(made: Experiment) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(made), newline="")))


def test_its_header_is_read_by_splitting_at_commas(played: Experiment) -> None:
    names = text(played).partition("\n")[0].split(",")
    assert set(names) >= PIPELINE
    assert len(names) == len(set(names))


def test_a_row_is_a_judgement_between_two_options(played: Experiment) -> None:
    found = rows(played)
    assert {row["debate_method"] for row in found} == {"debate", "consultancy", "baseline"}
    assert {row["consultant_type"] for row in found} == {"", "correct", "incorrect"}
    wanted = {debate.public_id for debate in played.debates.exclude(pair=None)}
    assert {row["debate_id"] for row in found} == wanted
    options = played.question_set.questions.get(external_id=found[0]["question_set_id"])
    assert found[0]["correct answer"] == options.options[options.answer or 0]
    assert found[0]["negative answer"] in options.options


def test_its_scoring_finds_the_same_judgements_right(played: Experiment) -> None:
    rating = Rating.objects.filter(final=True, place__debate__arm__name="debate").exclude(belief=[])[0]
    debate = rating.place.debate
    belief = [9000 if option == debate.question.answer else 1000 for option in debate.pair or []]
    Rating.objects.filter(pk=rating.pk).update(belief=belief, right=True, tie=False)
    judged = [row for row in rows(played) if row["complete_judge"] == "True"]
    assert len(judged) > 1
    for row in judged:
        said, _, confidence = row["answer_judge"].splitlines()[-1].partition(": ")
        assert said == "Confidence correct"
        assert row["correct"] == str(float(confidence) > 0.5)
    assert {row["correct"] for row in judged} == {"True", "False"}


def test_a_transcript_is_its_own_object_with_quotes_marked_as_found_or_not(played: Experiment) -> None:
    speech = Turn.objects.filter(debate__arm__name="debate", seat__reader=0)[0]
    Turn.objects.filter(pk=speech.pk).update(
        text="<quote>The cook had the key</quote> and <quote>she sang</quote>.",
        quotes=[
            {"text": "The cook had the key", "at": [7, 27], "found": [1, 2]},
            {"text": "she sang", "at": [47, 55], "found": None},
        ],
    )
    row = next(row for row in rows(played) if row["debate_id"] == speech.debate.public_id)
    told = json.loads(row["transcript"])
    assert set(told) == TRANSCRIPT
    assert told["answers"] == {"correct": row["correct answer"], "incorrect": row["negative answer"]}
    (only,) = told["rounds"]
    assert set(only) == {"correct", "incorrect", "cross_examiner", "judge", "type"}
    assert "<v_quote>The cook had the key</v_quote> and <u_quote>she sang</u_quote>." in only.values()
    assert told["names"]["correct"] == told["names"]["incorrect"] == "test/plain"


def test_a_consultant_speaks_for_one_side_alone(played: Experiment) -> None:
    for row in rows(played):
        if row["debate_method"] == "consultancy":
            told = json.loads(row["transcript"])["rounds"]
            other = "incorrect" if row["consultant_type"] == "correct" else "correct"
            assert len(told) == 2
            assert all(one[row["consultant_type"]] and one[other] is None for one in told)


def test_people_are_pseudonyms_and_nothing_else(played: Experiment) -> None:
    written = text(played)
    assert Turn.objects.filter(seat__player__user__isnull=False)[0].seat.player.public_id in written  # type: ignore[union-attr]
    assert "secret" not in written
    assert "example.org" not in written
