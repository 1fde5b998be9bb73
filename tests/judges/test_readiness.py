"""What the list of a pool says is missing or wrong, from plain values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from judges.readiness import Finding, Level, Panel, Setup, findings

PROLIFIC = "https://app.prolific.com/submissions/complete?cc={code}"
PANEL = Panel(
    name="autumn",
    code_complete="C1",
    code_screened_out="C2",
    code_no_consent="C3",
    code_quota_full="C4",
    return_url=PROLIFIC,
)
# A study at which there is nothing to complain of.
SOUND: dict[str, Any] = {
    "consent": True,
    "instructions": True,
    "questions": {"comprehension": 3, "after": 2},
    "rules": True,
    "pass_mark": 80,
    "practice": 2,
    "practice_debates": 1,
    "attention": 6,
    "attention_rate": 0.2,
    "least_each": 10,
    "base_pay": Decimal(6),
    "pay_each": Decimal("0.30"),
    "least_hourly": Decimal(8),
    "minutes": 5.0,
    "timed": 12,
    "panels": (PANEL,),
    "experiments": ("first-study",),
}


def said(**changes: Any) -> list[Finding]:
    """What isn't ready."""
    return [one for one in findings(Setup(**{**SOUND, **changes})) if one.level is not Level.READY]


def test_a_sound_study_has_nothing_to_complain_of() -> None:
    assert said() == []


def test_nothing_at_all_names_what_a_study_needs_first() -> None:
    found = findings(Setup())
    missing = " ".join(one.words for one in found if one.level is Level.MISSING)
    assert "no consent page" in missing
    assert "no instructions" in missing
    assert "no way in" in missing
    assert "Nothing to judge yet" in missing
    assert not [one for one in found if one.level is Level.WRONG]


@pytest.mark.parametrize(
    ("changes", "words", "level"),
    [
        ({"consent": False}, "There is no consent page", Level.MISSING),
        ({"instructions": False}, "There are no instructions", Level.MISSING),
        ({"questions": {}}, "A pass mark of 80 % is set, but there are no comprehension questions", Level.WRONG),
        ({"pass_mark": 0}, "lets everybody pass", Level.WRONG),
        ({"tries": 1}, "a single try at the comprehension questions", Level.WRONG),
        ({"practice": None}, "Nobody practises", Level.NOTE),
        ({"practice": 0}, "1 practice debate asked for, but the experiment has 0 finished debates", Level.WRONG),
        ({"attention": None}, "no experiment to take them from", Level.WRONG),
        ({"attention_rate": 0}, "their share is 0", Level.WRONG),
        ({"attention": 1}, "has 1 finished debate", Level.WRONG),
        ({"attention_rate": 0.3}, "More than 20 % attention checks", Level.NOTE),
        ({"least_failed": 1}, "Prolific lets nobody be rejected for fewer than 2", Level.WRONG),
        ({"least_each": 5, "base_pay": Decimal(9)}, "meets fewer than 2 attention checks", Level.NOTE),
        ({"preview": True}, "there is no bonus", Level.WRONG),
        ({"bonus_rule": "brier"}, "one of them is missing", Level.WRONG),
        ({"bonus_each": Decimal(1)}, "one of them is missing", Level.WRONG),
        ({"base_pay": Decimal(0), "pay_each": Decimal(0)}, "Nothing is paid", Level.MISSING),
        ({"least_hourly": None}, "No least hourly pay is set", Level.MISSING),
        ({"minutes": None}, "isn’t known yet", Level.NOTE),
        ({"minutes": 10.0}, "5.40 USD an hour without any bonus", Level.WRONG),
        ({"panels": ()}, "no way in", Level.MISSING),
        ({"panels": (Panel(name="p", return_url=PROLIFIC),)}, "has no code for who completes", Level.WRONG),
        ({"unsent": 3, "invitations": 3}, "3 invitations with an address that no letter has gone to", Level.NOTE),
        ({"experiments": (), "drafts": ("a", "b")}, "a and b wait to be launched", Level.MISSING),
        ({"experiments": ()}, "Nothing to judge yet", Level.MISSING),
        ({"most_each": 9}, "nobody can finish", Level.WRONG),
    ],
)
def test_what_is_missing_or_wrong_is_said(changes: dict[str, Any], words: str, level: Level) -> None:
    found = [one for one in said(**changes) if words in one.words]
    assert [one.level for one in found] == [level]


def test_pay_is_compared_with_the_least_without_counting_on_a_bonus() -> None:
    """9 USD for 10 judgements of 5 minutes are 10.80 an hour."""
    words = [one.words for one in findings(Setup(**SOUND, bonus_rule="brier", bonus_each=Decimal(5)))]
    assert any(one.startswith("10.80 USD an hour without any bonus") for one in words)


def test_a_panel_needs_only_the_codes_of_the_ends_that_there_are() -> None:
    bare = Panel(name="p", code_complete="C1", return_url=PROLIFIC)
    assert not said(panels=(replace(bare, code_no_consent="C3"),), questions={}, pass_mark=100)
    lacks = [one.words for one in said(panels=(bare,))]
    assert lacks == ["The panel “p” has no code for who doesn’t pass and for who doesn’t consent."]
    assert "has no address" in said(panels=(replace(PANEL, return_url=""),))[0].words
    assert "without {code}" in said(panels=(replace(PANEL, return_url="https://x.org"),))[0].words


def test_where_nobody_comes_from_a_panel_its_rules_are_only_advice() -> None:
    levels = {one.level for one in said(panels=(), rooms=1, tries=1, least_failed=1, least_hourly=None)}
    assert levels == {Level.NOTE}
