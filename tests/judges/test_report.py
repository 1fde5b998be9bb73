"""The whole report: what it counts by round, arm and judge, what it says is missing, and its JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from judges.stats import Arm, Cell, Counts, Missing, Report, report, to_json
from judges.stats.missing import bounds
from judges.stats.rounds import by_round
from tests.judges.rated import cells, nyu_consultancy


def test_rounds_count_all_ratings_made_there() -> None:
    found = [
        Cell(arm="a", judge="j", question="q1", round=0, final=False, ties=1),
        Cell(arm="a", judge="j", question="q1", round=1, right=1),
        Cell(arm="a", judge="j", question="q2", round=0, final=False, right=1),
        Cell(arm="a", judge="j", question="q2", round=1, final=False, right=1),
        Cell(arm="a", judge="j", question="q2", round=2, right=0),
    ]
    rounds = by_round(found)
    assert {r: (t.n, t.right, t.ties, t.accuracy.value) for r, t in ((r, one.tally) for r, one in rounds.items())} == {
        0: (2, 1, 1, 0.5),
        1: (2, 2, 0, 1.0),
        2: (1, 0, 0, 0.0),
    }


def test_what_is_missing_is_bounded_by_all_wrong_and_all_right() -> None:
    assert bounds(right=6, n=8, missing=2) == (0.6, 0.8)
    assert bounds(right=6, n=8, missing=0) == (0.75, 0.75)
    assert bounds(right=0, n=0, missing=4) == (0.0, 1.0)
    assert bounds(right=0, n=0, missing=0) is None


def experiment() -> Report:
    arms = [
        Arm(name="debate", protocol="debate", judges=("model", "people"), cost_usd=1.5),
        Arm(name="consultancy", protocol="consultancy", judges=("model",)),
        Arm(name="blind", protocol="blind", bound="floor", judges=("model",)),
        Arm(name="expert", protocol="expert", bound="ceiling", judges=("model",)),
        Arm(name="waiting", protocol="debate", judges=("people",)),
    ]
    found = cells(70, 100) + cells(9, 10, judge="people") + nyu_consultancy()
    found += cells(50, 100, arm="blind") + cells(90, 100, arm="expert") + cells(1, 1, arm="of another experiment")
    found += [Cell(arm="debate", judge="model", question="q0", round=0, final=False, n=4, ties=4, clipped=4)]
    lost = [
        Missing(arm="debate", judge="people", reason="timed_out", n=2),
        Missing(arm="debate", judge="model", reason="timed_out", n=1),
        Missing(arm="debate", judge="model", reason="refused", n=3),
        Missing(arm="waiting", judge="people", reason="error", n=5),
    ]
    return report("first-look", arms, Counts(cells=found, missing=lost))


def test_a_report_counts_final_ratings_alone_and_keeps_arms_and_judges_apart() -> None:
    debate = experiment().arms[0]
    assert (debate.overall.n, debate.overall.right, debate.overall.ties, debate.overall.clipped) == (110, 79, 0, 0)
    assert debate.overall.missing == {"refused": 3, "timed_out": 3}
    assert debate.overall.accuracy_bounds == (79 / 116, 85 / 116)
    assert {judge: summary.n for judge, summary in debate.groups.items()} == {"model": 100, "people": 10}
    assert debate.groups["people"].missing == {"timed_out": 2}


def test_the_gap_recovered_sets_each_judge_against_itself() -> None:
    debate = experiment().arms[0]
    assert debate.groups["model"].figures["pgr"].value == pytest.approx(0.5)
    assert "needs a blind" in debate.groups["people"].figures["pgr"].method
    assert "not judged by the same" in debate.overall.figures["pgr"].method


def test_an_arm_with_nothing_yet_is_shown_with_what_is_missing() -> None:
    waiting = experiment().arms[-1]
    assert (waiting.overall.n, waiting.overall.accuracy.value) == (0, None)
    assert waiting.overall.accuracy_bounds == (0.0, 1.0)
    assert waiting.groups["people"].missing == {"error": 5}


def test_the_json_has_the_agreed_names_and_survives_a_strict_reader() -> None:
    shown = json.loads(json.dumps(to_json(experiment()), allow_nan=False))
    assert shown["experiment"] == "first-look"
    arm: dict[str, Any] = shown["arms"][1]
    assert {name: arm[name] for name in ("name", "protocol", "judges", "n", "right", "ties", "cost_usd")} == {
        "name": "consultancy",
        "protocol": "consultancy",
        "judges": ["model"],
        "n": 96,
        "right": 71,
        "ties": 0,
        "cost_usd": None,
    }
    assert arm["accuracy"] == pytest.approx(71 / 96)
    assert arm["balanced_accuracy"] == pytest.approx(71 / 96)
    assert arm["interval"][0] < arm["accuracy"] < arm["interval"][1]
    assert arm["interval_method"] == "Wilson, 95 %, as if of 72 ratings: what those of 48 questions are worth"
    assert arm["halves"]["honest"]["accuracy"] == 0.875
    assert arm["by_round"][0]["n"] == 96
    assert arm["by_judge"][0]["judge"] == "model"
    waiting = shown["arms"][-1]
    assert (waiting["accuracy"], waiting["interval"], waiting["missing"]) == (None, None, {"error": 5})
    assert {"brier", "brier_interval", "log_score", "clipped", "accuracy_bounds", "pgr"} <= set(waiting)
