"""Logs of inspect_ai: what its readers ask of a file, and, where it is installed, its readers themselves."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from debate.exporters import export
from debate.exporters.judged import judged
from debate.models import Experiment
from judges.models import Place, Rating

database = pytest.mark.django_db


def archive(made: Experiment) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(export(made, "inspect.zip"))))


def logs(made: Experiment) -> list[dict[str, Any]]:
    with archive(made) as files:
        return [json.loads(files.read(name)) for name in files.namelist()]


@database
def test_there_is_a_log_for_each_arm_and_judge_with_every_judgement_once(played: Experiment) -> None:
    found = logs(played)
    assert {(log["eval"]["task"], log["eval"]["model"]) for log in found} == {
        ("debate", "test/plain"),
        ("debate", "people/volunteers"),
        ("consultancy", "test/plain"),
        ("blind", "test/mumbles"),
    }
    assert len({log["eval"]["eval_id"] for log in found}) == len(found)
    samples = [sample["uuid"] for log in found for sample in log["samples"]]
    assert len(samples) == len(set(samples)) == Place.objects.count()
    assert all(list(log)[-1] == "samples" for log in found)


@database
def test_a_sample_tells_the_question_the_speeches_and_the_verdict(played: Experiment) -> None:
    (log,) = (log for log in logs(played) if (log["eval"]["task"], log["eval"]["model"]) == ("debate", "test/plain"))
    sample = log["samples"][0]
    debate = played.debates.select_related("question").get(public_id=sample["id"])
    assert sample["choices"] == [debate.question.options[n] for n in debate.pair or []]
    assert sample["choices"]["AB".index(sample["target"])] == debate.question.options[debate.question.answer or 0]
    assert [message["role"] for message in sample["messages"]][:3] == ["user", "assistant", "assistant"]
    events = [event for event in sample["events"] if event["event"] == "model"]
    # Their tables of messages are read from these.
    assert [event["output"]["choices"][0]["message"]["content"] for event in events] == [
        message["content"] for message in sample["messages"][1:]
    ]
    assert events[0]["input"] == sample["messages"][:1]
    rating = Rating.objects.get(place__debate=debate, place__endpoint__name="test/plain", final=True)
    assert sample["scores"]["judge"]["value"] == ("C" if rating.right else "I")
    assert sample["scores"]["judge"]["metadata"]["belief"] == rating.belief


@database
def test_a_judgement_without_a_belief_has_no_score_rather_than_an_empty_one(played: Experiment) -> None:
    (log,) = (log for log in logs(played) if log["eval"]["task"] == "blind")
    assert all("scores" not in sample for sample in log["samples"])
    assert {sample["metadata"]["missing"] for sample in log["samples"]} == {"unparsed"}
    (score,) = log["results"]["scores"]
    assert (score["metrics"], score["scored_samples"], score["unscored_samples"]) == ({}, 0, len(log["samples"]))


@database
def test_accuracy_is_that_of_the_ratings(played: Experiment) -> None:
    Rating.objects.filter(final=True, place__debate__half="honest").update(right=True)
    (log,) = (log for log in logs(played) if log["eval"]["task"] == "consultancy")
    finals = Rating.objects.filter(final=True, place__debate__arm__name="consultancy")
    right = finals.filter(right=True).count()
    assert 0 < right < finals.count()
    assert log["results"]["scores"][0]["metrics"]["accuracy"]["value"] == right / finals.count()


@database
@pytest.mark.parametrize("most", [1, 2, 3, 5, 100])
def test_batches_hold_so_many_at_most_and_part_no_debate(played: Experiment, most: int) -> None:
    batches = list(judged(played, most))
    debates = [sorted({one.last.debate for one in batch}) for batch in batches]
    assert all(len(batch) <= most or len(names) == 1 for batch, names in zip(batches, debates, strict=True))
    together = [name for names in debates for name in names]
    assert len(together) == len(set(together)) == played.debates.count()
    assert sum(map(len, batches)) == Place.objects.count()


@database
def test_people_are_pseudonyms_and_nothing_else(played: Experiment) -> None:
    written = json.dumps(logs(played))
    player = Place.objects.filter(pool__isnull=False, player__isnull=False)[0].player
    assert player is not None
    assert player.public_id in written
    assert "secret" not in written
    assert "example.org" not in written


@database
def test_inspect_ai_reads_the_logs_and_reckons_the_same_accuracy(played: Experiment, tmp_path: Path) -> None:
    log_api = pytest.importorskip(
        "inspect_ai.log", reason="inspect_ai is not installed: uv sync --group inspect, then run this test again"
    )
    analysis = pytest.importorskip("inspect_ai.analysis")
    with archive(played) as files:
        files.extractall(tmp_path)
    found = log_api.list_eval_logs(str(tmp_path))
    assert len(found) == 4
    for info in found:
        read = log_api.read_eval_log(info.name)
        told = {name: metric.value for name, metric in read.results.scores[0].metrics.items()}
        log_api.recompute_metrics(read)
        again = {name: metric.value for score in read.results.scores for name, metric in score.metrics.items()}
        if told:
            assert told == pytest.approx(again)
    samples = analysis.samples_df(str(tmp_path), quiet=True)
    assert len(samples) == Place.objects.count()
    assert set(samples["score_judge"].dropna()) <= {"C", "I"}
    spoken = analysis.messages_df(str(tmp_path), quiet=True)
    assert set(spoken["sample_id"]) <= set(samples["sample_id"])
    assert {"user", "assistant"} <= set(spoken["role"])
