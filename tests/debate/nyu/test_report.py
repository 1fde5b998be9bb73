"""The report of an imported release counts what the paper counts, by the paper's own rule."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from debate.importers.nyu import import_nyu
from tests.debate.nyu.played import all_lines, all_rooms
from tests.debate.nyu.rooms import release

pytestmark = pytest.mark.django_db


def reported(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    call_command("report", "nyu-2023", "--json", *options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    import_nyu(release(tmp_path / "release", all_rooms(), all_lines()))
    return reported(capsys)


def test_live_judges_of_rooms_in_the_paper_are_counted_and_the_others_left_out_by_name(report: dict[str, Any]) -> None:
    debate, consultancy, *models = report["arms"]
    assert [debate[name] for name in ("name", "n", "right", "ties")] == ["human debate", 1, 1, 0]
    # The stepped and the timed reader of the first room, and the reader of the room that debaters ended by vote.
    assert debate["left_out"] == {"judge isn't nyu/live judges": 3}
    assert [consultancy[name] for name in ("name", "n", "right", "ties")] == ["human consultancy", 3, 1, 1]
    assert {half: one["right"] for half, one in consultancy["halves"].items()} == {"honest": 1, "dishonest": 0}
    assert [model["n"] for model in models] == [1, 1]


def test_scores_rounds_and_bits_are_those_of_the_room(report: dict[str, Any]) -> None:
    """Cleo went from 55 % to 80 % in one round, after Dora had said 50 %; she asked for two rounds."""
    debate = report["arms"][0]
    assert debate["score"] == pytest.approx(log2(0.8) - 0.05 * 2)
    assert debate["brier"] == pytest.approx(0.2**2)
    assert debate["mean_rounds"] == 2
    assert debate["bits_per_round"] == pytest.approx((log2(0.8) - log2(0.5)) / 2)
    assert [(one["round"], one["belief"]["value"]) for one in debate["by_round"]] == [(0, 0.5), (1, 0.55), (2, 0.8)]


def test_the_papers_comparison_counts_as_planned_and_no_other(report: dict[str, Any]) -> None:
    planned = [(one["first"], one["second"]) for one in report["comparisons"] if one["planned"]]
    assert planned == [("human debate", "human consultancy")]
    assert report["planned"] == ["accuracy"]
    assert len(report["plan_hash"]) == 64


def test_other_judgements_than_the_plans_make_nothing_planned(
    report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    everything = reported(capsys, "--everything")
    assert everything["planned"] == []
    assert not any(one["planned"] for one in everything["comparisons"])
    assert {one["judge"]: one["n"] for one in everything["arms"][0]["by_judge"]} == {
        "nyu/live judges": 1,
        "nyu/offline judges, stepped": 2,
        "nyu/offline judges, timed": 1,
    }
