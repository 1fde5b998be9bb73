"""Records that PostgreSQL writes are those of `debate.records`, field by field, and as pydantic would write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from debate import records
from debate.exporters import export, record_sql
from debate.models import Debate, Experiment, ModelCall, Question, Turn
from judges.models import Rating

MADE = {
    records.DebateRecord: record_sql.DEBATE,
    records.QuestionRecord: record_sql.QUESTION,
    records.PassageRecord: record_sql.PASSAGE,
    records.SeatRecord: record_sql.SEAT,
    records.TurnRecord: record_sql.TURN,
    records.CallRecord: record_sql.CALL,
    records.JudgementRecord: record_sql.JUDGEMENT,
    records.ReadingRecord: record_sql.READING,
    records.RatingRecord: record_sql.RATING,
}


@pytest.mark.parametrize("record", MADE)
def test_each_record_has_its_fields_in_their_order(record: type[BaseModel]) -> None:
    assert list(MADE[record]) == list(record.model_fields)


def as_pydantic_writes_them(made: Experiment) -> None:
    """Numbers with their kind: 1 isn't 1.0 here."""
    for line in export(made, "jsonl"):
        again = records.DebateRecord.model_validate_json(line).model_dump_json()
        assert json.dumps(json.loads(line), sort_keys=True) == json.dumps(json.loads(again), sort_keys=True)


@pytest.mark.django_db
def test_they_are_written_as_pydantic_writes_them(played: Experiment) -> None:
    as_pydantic_writes_them(played)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0.0, 1.0, -1.0, 0.1, 1e-7, 2 / 3, 123456789.123456])
def test_so_are_numbers_whole_and_broken(played: Experiment, number: float) -> None:
    Rating.objects.update(brier=number, log2=-number)
    Debate.objects.update(measures={"so": number, "whole": 1})
    ModelCall.objects.update(seconds=number, cost_usd=round(abs(number) % 1000, 8))
    as_pydantic_writes_them(played)
    (found,) = {
        rating["brier"]
        for line in export(played, "jsonl")
        for judgement in json.loads(line)["judgements"]
        for rating in judgement["ratings"]
    }
    assert found == number


@pytest.mark.django_db
@pytest.mark.parametrize("micro", [0, 1, 120_000, 999_999])
def test_so_are_times_of_any_fraction_and_before_1970(played: Experiment, micro: int) -> None:
    at = datetime(1969, 12, 31, 23, 59, 59, micro, UTC)
    Turn.objects.update(opened_at=at, seen_at=at)
    as_pydantic_writes_them(played)
    line = json.loads(next(iter(export(played, "jsonl"))))
    assert {datetime.fromisoformat(turn["seen_at"]) for turn in line["turns"]} == {at}


@pytest.mark.django_db
def test_so_is_text_of_any_letters_and_a_question_without_a_passage(played: Experiment) -> None:
    strange = 'a"b\\c\n\t\x01\u2028é漢𝔘 {%s} %(arms)s </script>'
    Turn.objects.update(text=strange, private={strange: [strange, None, 1, 1.5]})
    Question.objects.update(text=strange, passage=None, tags={"a": {"b": [True, strange]}})
    as_pydantic_writes_them(played)
    line = json.loads(next(iter(export(played, "jsonl"))))
    assert (line["question"]["question"], line["question"]["passage"]) == (strange, None)
    assert {turn["text"] for turn in line["turns"]} == {strange}
