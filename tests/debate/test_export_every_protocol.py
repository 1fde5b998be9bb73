"""Files of every protocol: the quick tables say what the whole record says, and no format stumbles over one."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from pyarrow import parquet  # type: ignore[import-untyped]

from debate.exporters import export
from debate.models import Experiment, Question
from tests.debate.stage import endpoint, question_set
from tests.debate.test_every_protocol import run, staged

pytestmark = pytest.mark.django_db(transaction=True)


def table(made: Experiment, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(b"".join(export(made, name)))).to_pylist()
    return rows


def test_all_formats_tell_the_same_of_them(provider: str) -> None:
    questions = question_set(questions=2)
    questions.questions.update(kind=Question.Kind.CANDIDATE)
    made = staged(endpoint(provider, "decided"), questions)
    run(made)
    lines = [json.loads(line) for line in export(made, "jsonl")]

    turns = {row["turn"]: row for row in table(made, "turns.parquet")}
    for line in lines:
        for turn in line["turns"]:
            row = turns.pop(turn["id"])
            assert (row["option"], row["belief"] or [], row["text"]) == (turn["option"], turn["belief"], turn["text"])
    assert turns == {}

    final = {(row["debate"], row["judgement"]): row for row in table(made, "ratings.parquet") if row["final"]}
    for line in lines:
        for judgement in line["judgements"]:
            row = final.pop((line["id"], judgement["number"]))
            (rating,) = (rating for rating in judgement["ratings"] if rating["final"])
            assert (row["belief"], row["right"], row["form"]) == (rating["belief"], rating["right"], line["form"])
            assert row["p_correct"] == pytest.approx(truly(line, rating["belief"]))
    assert final == {}

    samples = [sample for log in logs(made) for sample in log["samples"]]
    assert len(samples) == sum(len(line["judgements"]) for line in lines)
    assert all(sample["scores"]["judge"]["value"] in "CI" for sample in samples)
    assert {letter for sample in samples for letter in sample["target"]} == {"A", "B"}

    rows = list(csv.DictReader(io.StringIO(b"".join(export(made, "llm_debate.csv")).decode(), newline="")))
    assert {row["debate_method"] for row in rows} == {"debate", "consultancy"}


def truly(line: dict[str, Any], belief: list[int]) -> float:
    """What the belief gives to the truth, by the definitions of the record."""
    question, candidate = line["question"], line["candidate"]
    if line["form"] == "options":
        return float(belief[(line["pair"] or [0, 1]).index(question["answer"])] / 10_000)
    right = question["correct"] if candidate is None else candidate == question["answer"]
    return float(belief[0 if right else 1] / 10_000)


def logs(made: Experiment) -> list[dict[str, Any]]:
    with ZipFile(io.BytesIO(b"".join(export(made, "inspect.zip")))) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist()]


def test_a_judge_on_the_stage_is_heard_in_its_sample(provider: str) -> None:
    made = staged(endpoint(provider, "decided"), question_set(questions=1))
    run(made)
    decided = [log for log in logs(made) if log["eval"]["model"] == "its own seats"]
    judged = [sample for log in decided for sample in log["samples"] if "scores" in sample]
    assert judged
    for sample in judged:
        assert any(event["event"] == "model" for event in sample["events"])
        assert sample["scores"]["judge"]["metadata"]["belief"]
