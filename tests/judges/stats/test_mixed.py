"""The mixed model: what it finds where the truth is known, and when it says that it can't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from judges.stats.mixed import MOST_RATINGS, mixed
from judges.stats.rated import Rated


def rating(arm: str, question: int, rater: int, right: bool) -> Rated:
    belief = (8_000, 2_000) if right else (2_000, 8_000)
    name = f"{arm}-{question}-{rater}"
    return Rated(
        arm=arm, debate=name, question=f"q{question}", judge="people", rater=f"j{rater}", belief=belief, answer=0
    )


def drawn(effect: float, questions: float, judges: float, seed: int = 2) -> list[Rated]:
    """Two arms of 50 questions, each read by 4 of 10 judges, with these log-odds and standard deviations."""
    source = np.random.default_rng(seed)
    hard, skill = source.normal(0, questions, 50), source.normal(0, judges, 10)
    found = []
    for question in range(50):
        for place, rater in enumerate(source.choice(10, 4, replace=False).tolist()):
            arm = "debate" if place % 2 else "consultancy"
            odds = 0.5 + effect * (place % 2) + hard[question] + skill[rater]
            found.append(rating(arm, question, rater, bool(source.random() < 1 / (1 + exp(-odds)))))
    return found


def value(rated: Sequence[Rated], arm: str = "debate", reference: str = "consultancy") -> tuple[float, float, float]:
    figure = mixed(rated, reference).effects[arm]
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    return figure.value, figure.low, figure.high


def test_it_finds_a_known_effect_among_hard_questions_and_unlike_judges() -> None:
    rated = drawn(effect=1.5, questions=1.5, judges=0.5)
    found = mixed(rated, "consultancy")
    effect, low, high = value(rated)
    assert low < 1.5 < high
    assert found.p["debate"] < 0.01
    assert found.odds_ratios["debate"] == pytest.approx(exp(effect))
    assert found.spreads["question"] > found.spreads["judge"]
    assert found.effects["debate"].method == (
        "log-odds against consultancy, 95 %: mixed logistic model, a random intercept for each question and judge"
    )


def test_the_same_ratings_give_the_same_effect_in_whichever_order_they_come() -> None:
    rated = drawn(effect=0.5, questions=1, judges=0.5)
    assert mixed(rated, "consultancy") == mixed(rated[::-1], "consultancy")


def test_turning_the_arms_round_turns_the_effect_round() -> None:
    rated = drawn(effect=0.8, questions=1, judges=0.5)
    there, back = value(rated), value(rated, arm="consultancy", reference="debate")
    assert back == pytest.approx((-there[0], -there[2], -there[1]), abs=0.1)


def test_where_all_questions_are_alike_the_effect_is_the_log_odds_ratio() -> None:
    """150 of 200 against 100 of 200, spread evenly over 50 questions: log 3, with Woolf's standard error."""
    rated = [
        rating(arm, question, k, (question + k) % 4 < right)
        for arm, right in (("debate", 3), ("consultancy", 2))
        for question in range(50)
        for k in range(4)
    ]
    same = [replace(one, rater="one") for one in rated]
    effect, low, high = value(same)
    assert effect == pytest.approx(log(3), abs=0.06)
    assert (high - low) / 2 == pytest.approx(1.96 * (1 / 150 + 1 / 50 + 1 / 100 + 1 / 100) ** 0.5, abs=0.06)


def test_one_judge_is_no_random_effect_and_the_method_does_not_name_it() -> None:
    found = mixed([replace(one, rater="one") for one in drawn(0.5, 1, 0)], "consultancy")
    assert list(found.spreads) == ["question"]
    assert found.effects["debate"].method.endswith("for each question")


def test_words_on_the_way_are_left_out() -> None:
    rated = drawn(0.5, 1, 0)[:40]
    assert mixed([*rated, replace(rated[0], final=False)], "consultancy") == mixed(rated, "consultancy")


def test_an_arm_that_is_right_throughout_has_an_effect_that_is_not_endless() -> None:
    rated = [
        rating(arm, q, k, arm == "debate" or (q + k) % 2 == 0)
        for arm in ("debate", "x")
        for q in range(15)
        for k in (0, 1)
    ]
    effect, low, high = value(rated, reference="x")
    assert 0 < low < effect < high < 10


# When it can't


def test_too_many_ratings_are_said_to_be_too_large_with_what_to_do() -> None:
    one = rating("debate", 1, 1, True)
    found = mixed([one] * MOST_RATINGS + [replace(one, arm="x")], "x")
    assert not found.effects
    assert found.method.startswith("too large: 5,001 ratings, and above 5,000 it takes minutes.")
    assert "Use the clustered difference" in found.method


@pytest.mark.parametrize(
    ("rated", "why"),
    [
        ([], "needs ratings of two arms"),
        ([rating("x", 1, 1, True), rating("x", 2, 1, False)], "needs ratings of two arms"),
        ([rating("x", 1, 1, True), rating("debate", 1, 1, True)], "all ratings are right, or none is"),
        ([rating("x", 1, 1, True), rating("debate", 2, 2, False)], "no question and no judge has two ratings"),
    ],
)
def test_what_has_nothing_to_say_of_arms_says_why(rated: list[Rated], why: str) -> None:
    found = mixed(rated, "x")
    assert not found.effects
    assert why in found.method
    assert found.n == len(rated)


def test_a_reference_without_ratings_is_refused_with_the_arms_there_are() -> None:
    with pytest.raises(ValueError, match="the arm 'z' has no ratings: name one of debate, x"):
        mixed([rating("x", 1, 1, True), rating("debate", 1, 1, False)], "z")
