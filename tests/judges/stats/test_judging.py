"""All that single judgements tell, put together: overall, by arm, and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from judges.stats.agreement import agreement
from judges.stats.judging import Judging, judging, noted, slow, to_json
from judges.stats.readings import Reading
from tests.judges.stats.contests import bouts
from tests.judges.stats.rows import judged, rating


def found() -> Judging:
    one, other = judged("aab", "abb", "bba", "aab"), judged("aaa", "bbb")
    rated = [*one, *(replace(row, arm="consultancy", debate=f"c{row.debate}") for row in other)]
    display = ((0, 1), (1, 0))
    said = [
        Reading(arm="debate", debate="d0", question="q", judge="j0", belief=(6000, 4000), display=o) for o in display
    ]
    return judging(rated, said, bouts("ann", "bob", 1, 1, 0) + bouts("bob", "ann", 1, 0))


def test_each_arm_has_its_own_figures_and_all_together_have_theirs() -> None:
    all_ = found()
    assert set(all_.by_arm) == {"debate", "consultancy"}
    assert all_.agreement.choice.n == 18
    assert all_.by_arm["consultancy"].agreement == agreement(
        [replace(row, debate=f"c{row.debate}") for row in judged("aaa", "bbb")]
    )
    assert all_.by_arm["consultancy"].agreement.choice.value == 1
    assert all_.by_arm["consultancy"].order_consistency.n == 0
    assert all_.order_consistency.value == all_.by_arm["debate"].order_consistency.value == 1
    assert list(all_.pairs) == [("j0", "j1"), ("j0", "j2"), ("j1", "j2")]


def test_one_arm_alone_is_not_told_twice() -> None:
    assert judging(judged("ab"), [], []).by_arm == {}


def test_nothing_judged_is_figures_without_values() -> None:
    nothing = judging([], [], [])
    assert (nothing.agreement.choice.value, nothing.agreement.choice.method) == (None, "no ratings")
    assert (nothing.pairs, nothing.win_rates, nothing.ratings) == ({}, (), ())
    assert slow([]).skills == ()


def test_a_note_stands_at_the_end_of_every_method_however_deep_and_nothing_else_changes() -> None:
    plain, told = json.dumps(to_json(found())), json.dumps(to_json(noted(found(), "over a sample")))
    figures = plain.count('"interval_method"')
    assert told.count('; over a sample"') == figures > 100
    assert told.replace("; over a sample", "") == plain
    assert noted(found(), "") == found()
    assert noted(slow(judged("ab", "ba")), "over a sample").mixed.method.endswith("arms; over a sample")


def test_the_json_tells_figures_as_reports_do_and_survives_a_strict_reader() -> None:
    shown: dict[str, Any] = json.loads(json.dumps(to_json(found()), allow_nan=False))
    assert (shown["honest_wins"]["value"], shown["honest_wins"]["n"]) == (0.6, 5)
    low, high = shown["honest_wins"]["interval"]
    assert low < 0.6 < high
    assert shown["pairs"][0]["of"] == ["j0", "j1"]
    assert set(shown["pairs"][0]) == {"of", "value", "n", "interval", "interval_method"}
    assert shown["win_rates"][0]["debater"] == "ann"
    assert shown["by_arm"]["debate"]["agreement"]["belief"]["n"] == 12
    assert shown["by_arm"]["debate"]["by_arm"] == {}


def test_slow_figures_are_held_against_the_named_arm_or_the_first() -> None:
    debate = [rating(f"d{n}", f"j{n % 3}", 80 if n % 4 else 20, question=f"q{n % 10}") for n in range(40)]
    blind = [replace(one, arm="blind", belief=(4000, 6000) if n % 3 else (6000, 4000)) for n, one in enumerate(debate)]
    assert slow(debate + blind).mixed.reference == "blind"
    held = slow(debate + blind, "debate")
    assert list(held.mixed.effects) == ["blind"]
    assert slow(debate + blind, "an arm without ratings").mixed.reference == "blind"
    shown: dict[str, Any] = json.loads(json.dumps(to_json(held), allow_nan=False))
    assert shown["mixed"]["effects"]["blind"]["value"] < 0
    assert [one["rater"] for one in shown["skills"]] == ["j0", "j1", "j2"]
    assert shown["ensembles"][0]["rule"] == "mean"
