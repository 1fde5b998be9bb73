"""What was planned, what can't be planned, and the one text of a plan that its hash is of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.stats.analysis_plan import (
    TESTS,
    AnalysisPlan,
    Known,
    canonical,
    in_words,
    planned,
    to_json,
    wrong_with,
)
from judges.stats.cells import Cell
from judges.stats.differences import accuracy_difference
from judges.stats.sequential import Plan

PLAN = AnalysisPlan(
    primary=("debate", "consultancy"),
    secondary=(("debate", "blind"),),
    figures=("accuracy", "brier"),
    where={"kind": ("people",)},
    stopping=Plan(looks=(0.5, 1.0), target=200),
    notes="As agreed on Monday.",
)
ARMS = ("debate", "consultancy", "blind")
NAMES = ("arm", "judge", "kind", "half")


def check(names: Iterable[str]) -> None:
    for name in names:
        if name not in NAMES and not name.startswith("question."):
            raise ValueError(f"there is no dimension {name}")


KNOWN = Known(arms=ARMS, figures=("accuracy", "brier"), check=check, values={"kind": ("people", "models")})


def wrong(**changed: Any) -> list[tuple[str, str]]:
    return [(found.field, found.words) for found in wrong_with(replace(PLAN, **changed), KNOWN)]


def test_what_the_plan_names_was_planned_whichever_arm_comes_first() -> None:
    assert planned(PLAN, "accuracy", scope_is_plans=True)
    assert planned(PLAN, "brier", ("debate", "consultancy"), scope_is_plans=True)
    assert planned(PLAN, "accuracy", ("blind", "debate"), scope_is_plans=True)


def test_another_figure_comparison_or_choice_of_judgements_was_not() -> None:
    assert not planned(PLAN, "log_score", scope_is_plans=True)
    assert not planned(PLAN, "accuracy", ("consultancy", "blind"), scope_is_plans=True)
    assert not planned(PLAN, "accuracy", scope_is_plans=False)
    assert not planned(PLAN, "accuracy", ("debate", "consultancy"), scope_is_plans=False)


def test_without_a_primary_comparison_nothing_was_planned() -> None:
    assert not planned(AnalysisPlan(), "accuracy", scope_is_plans=True)
    assert in_words(AnalysisPlan())[0] == (
        "primary comparison",
        "nothing planned: every figure counts as unplanned",
    )


def test_a_plan_that_can_be_kept_has_nothing_wrong() -> None:
    assert wrong() == []
    assert list(wrong_with(AnalysisPlan(), KNOWN)) == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        (
            {"primary": ("debate", "expert")},
            "primary",
            "there is no arm “expert”; there are: debate, consultancy, blind.",
        ),
        ({"primary": ("debate", "debate")}, "primary", "“debate” is compared with itself: name two arms."),
        ({"secondary": (("consultancy", "debate"),)}, "secondary", "consultancy against debate stands there twice."),
        ({"secondary": (("blind", "oracle"),)}, "secondary", "there is no arm “oracle”"),
        ({"figures": ("charm",)}, "figures", "there is no figure “charm”; there are: accuracy, brier."),
        ({"figures": ()}, "figures", "name one"),
        ({"test": "a hunch"}, "test", "there is no test “a hunch”; there are: logit"),
        ({"where": {"colour": ("red",)}}, "where", "there is no dimension colour"),
        ({"where": {"kind": ("cats",)}}, "where", "no judgement has kind = cats; there are: people, models."),
        ({"without": {"question.disputed": ()}}, "without", "“question.disputed” has no value"),
        ({"rule": "applause"}, "rule", "there is no score rule “applause”; there are: log2, "),
        ({"penalty": -0.1}, "penalty", "it is -0.1, and must be from 0 to 10"),
        ({"penalty": float("nan")}, "penalty", "must be from 0 to 10"),
    ],
)
def test_what_cannot_be_is_named_by_field(changed: dict[str, Any], field: str, words: str) -> None:
    ((named, said),) = wrong(**changed)
    assert named == field
    assert words in said


def test_without_a_primary_comparison_there_is_neither_a_secondary_nor_a_stopping_rule() -> None:
    assert [field for field, _ in wrong(primary=None)] == ["secondary", "stopping"]


def test_the_tests_that_a_plan_can_name_are_those_that_are_done() -> None:
    cells = [
        Cell(arm=arm, judge="people", question=f"q{n}", right=right, rater=f"r{n % 3}")
        for arm, rights in (("debate", (1, 1, 0, 1, 1, 0)), ("blind", (0, 1, 0, 0, 1, 0)))
        for n, right in enumerate(rights)
    ]
    first, second = ([cell for cell in cells if cell.arm == arm] for arm in ("debate", "blind"))
    found = accuracy_difference(first, second, lambda cell: cell.rater or "")
    assert {test.test for test in found.tests} == set(TESTS)


def test_a_penalty_of_ones_own_takes_the_place_of_the_rules() -> None:
    assert AnalysisPlan(rule="nyu").score_rule.penalty == 0.05
    assert AnalysisPlan(rule="nyu", penalty=0.1).score_rule.penalty == 0.1
    assert AnalysisPlan().score_rule.name == "log2"


def test_the_words_say_every_part() -> None:
    told = dict(in_words(replace(PLAN, rule="nyu", where={"half": ("honest", "dishonest")})))
    assert told["primary comparison"] == "debate against consultancy"
    assert told["secondary comparisons"] == "debate against blind"
    assert told["only"] == "half = honest or dishonest"
    assert told["left out"] == "question.disputed = true"
    assert told["score rule"] == "nyu, 0.05 for each round"
    assert told["stopping rule"] == "looks at 50 %, 100 % of 200 ratings, O'Brien-Fleming-like spending of alpha 0.05"
    assert told["notes"] == "As agreed on Monday."


def test_the_text_is_the_same_in_whichever_order_names_come() -> None:
    text, digest = canonical({"b": [1, {"y": None, "x": "ü"}], "a": 0.5})
    assert text == '{"a":0.5,"b":[1,{"x":"ü","y":null}]}'
    assert digest == sha256(text.encode()).hexdigest()
    assert canonical({"a": 0.5, "b": [1, {"x": "ü", "y": None}]}) == (text, digest)


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("inf")})


PLANS = st.builds(
    AnalysisPlan,
    primary=st.none() | st.tuples(st.text(), st.text()),
    figures=st.lists(st.text()).map(tuple),
    where=st.dictionaries(st.text(), st.lists(st.text()).map(tuple), max_size=3),
    penalty=st.floats(0, 10),
    notes=st.text(),
)


@given(PLANS, PLANS)
def test_two_plans_have_one_hash_only_if_they_are_the_same(one: AnalysisPlan, other: AnalysisPlan) -> None:
    same = canonical(to_json(one))[1] == canonical(to_json(other))[1]
    assert same == (one == other)


def test_what_an_hour_costs_is_said_in_words_and_bounded() -> None:
    assert dict(in_words(replace(PLAN, hourly_rate_usd=12.5)))["an hour of a person's"] == "12.50 US dollars"
    assert "an hour of a person's" not in dict(in_words(PLAN))
    for rate in (-1.0, 10_001.0, float("nan")):
        ((field, words),) = wrong(hourly_rate_usd=rate)
        assert field == "hourly_rate_usd"
        assert "must be from 0 to 10,000 US dollars an hour" in words


def test_a_plan_without_a_rate_has_the_hash_that_it_had_before_there_were_rates() -> None:
    assert "hourly_rate_usd" not in to_json(PLAN)
    assert to_json(replace(PLAN, hourly_rate_usd=0.0))["hourly_rate_usd"] == 0
    assert canonical(to_json(PLAN)) != canonical(to_json(replace(PLAN, hourly_rate_usd=15.0)))
