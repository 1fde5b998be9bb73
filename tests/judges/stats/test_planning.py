"""Sample sizes and clustering against sums worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.stats import Cell, Figure
from judges.stats.differences import accuracy_difference
from judges.stats.planning import (
    clustering,
    design_effect,
    observed_design_effect,
    sample_size,
    smallest_detectable,
)
from tests.judges.rated import cells


def grouped(*counts: tuple[int, int]) -> list[Cell]:
    """One cell a question, each (right, n)."""
    return [
        Cell(arm="debate", judge="model", question=f"q{q}", right=right, n=n) for q, (right, n) in enumerate(counts)
    ]


def question(cell: Cell) -> str:
    return cell.question


@pytest.mark.parametrize(("wanted", "baseline", "n"), [(0.84, 0.74, 260), (0.6, 0.5, 388), (0.5, 0.6, 388)])
def test_a_wanted_difference_needs_that_number_of_ratings(wanted: float, baseline: float, n: int) -> None:
    """By hand, .6 against .5: (1.9600 sqrt(2 x .55 x .45) + 0.8416 sqrt(.24 + .25))² / .01 = 387.3."""
    found = sample_size(wanted, baseline)
    assert (found.independent, found.each_arm) == (n, n)


def test_clustered_ratings_are_needed_in_greater_number() -> None:
    found = sample_size(0.84, 0.74, design_effect=1.4)
    assert (found.independent, found.each_arm) == (260, 363)
    assert "design effect of 1.40" in found.method


@given(st.floats(0.05, 0.9), st.floats(0.01, 0.04), st.floats(0.01, 0.04))
def test_a_smaller_difference_needs_more_ratings(baseline: float, gap: float, further: float) -> None:
    nearer, farther = sample_size(baseline + gap, baseline), sample_size(baseline + gap + further, baseline)
    assert nearer.each_arm > farther.each_arm


@pytest.mark.parametrize(("wanted", "baseline"), [(0.7, 0.7), (1.0, 0.7), (0.7, 0.0)])
def test_it_refuses_accuracies_that_have_no_difference_to_find(wanted: float, baseline: float) -> None:
    with pytest.raises(ValueError, match="two different accuracies between 0 and 1"):
        sample_size(wanted, baseline)


def test_it_refuses_a_design_effect_of_nothing() -> None:
    with pytest.raises(ValueError, match="it lies above 0"):
        sample_size(0.8, 0.7, design_effect=0)


def test_the_smallest_detectable_difference_is_2_80_standard_errors() -> None:
    """Two-sided at .05 and 80 % power: 1.9600 + 0.8416."""
    assert smallest_detectable(0.05, 100).value == pytest.approx(0.1401, abs=1e-4)
    assert smallest_detectable(None, 100).value is None


def test_what_a_planned_study_is_sized_for_is_about_what_it_can_detect() -> None:
    n = sample_size(0.84, 0.74).each_arm
    first, second = cells(round(0.84 * n), n), [*cells(round(0.74 * n), 2 * n)][:n]
    apart = [Cell(arm="b", judge="model", question=f"other {cell.question}", right=cell.right) for cell in second]
    found = accuracy_difference(first, apart)
    assert smallest_detectable(found.standard_error, 2 * n).value == pytest.approx(0.1, abs=0.002)


def test_the_correlation_of_a_questions_ratings_is_the_analysis_of_variances() -> None:
    """Between: 2 (.25 + 0 + .25 + 0) / 3; within: (.5 + .5) / 4; so (1/3 - 1/4) / (1/3 + 1/4)."""
    found = clustering([grouped((2, 2), (1, 2), (0, 2), (1, 2))], "question", question)
    assert found.correlation.value == pytest.approx(1 / 7)
    assert found.size == 2
    assert design_effect(found) == pytest.approx(1 + 1 / 7)


def test_ratings_that_always_agree_are_worth_one() -> None:
    found = clustering([grouped((3, 3), (0, 3), (3, 3))], "question", question)
    assert found.correlation.value == pytest.approx(1)
    assert design_effect(found) == pytest.approx(3)


def test_ratings_that_disagree_more_than_chance_count_as_independent() -> None:
    found = clustering([grouped((1, 2), (1, 2), (1, 2))], "question", question)
    assert found.correlation.value == 0
    assert design_effect(found) == 1


def test_a_difference_between_arms_is_no_correlation_within_questions() -> None:
    arms = [grouped(*[(2, 2), (2, 2), (1, 2), (1, 2)] * 5), grouped(*[(0, 2), (0, 2), (1, 2), (1, 2)] * 5)]
    alone = [clustering([arm], "question", question).correlation.value for arm in arms]
    both = clustering(arms, "question", question).correlation.value
    assert alone[0] == pytest.approx(alone[1])
    assert both == pytest.approx(alone[0])


def test_questions_and_judges_add_up() -> None:
    by_question = clustering([grouped((2, 2), (1, 2), (0, 2), (1, 2))], "question", question)
    by_judge = clustering([grouped((3, 3), (0, 3), (3, 3))], "judge", question)
    assert design_effect(by_question, by_judge) == pytest.approx(1 + 1 / 7 + 2)


@pytest.mark.parametrize("arms", [[], [[]], [grouped((1, 1), (0, 1))], [grouped((2, 3))]])
def test_what_shows_no_clustering_says_so(arms: list[list[Cell]]) -> None:
    found = clustering(arms, "question", question)
    assert found.correlation.value is None
    assert "needs two questions in an arm, and two ratings of a question" in found.correlation.method
    assert design_effect(found) == 1


def test_ratings_that_are_all_alike_have_no_correlation() -> None:
    assert clustering([grouped((2, 2), (2, 2))], "question", question).correlation.value is None


def test_the_observed_design_effect_of_repeated_ratings_is_their_number() -> None:
    """But for the corrections 239 / 238 of ratings and 60 / 59 of questions."""
    first = grouped(*[(4, 4)] * 20, *[(0, 4)] * 10)
    second = [Cell(arm="b", judge="m", question=f"other {q}", right=4 * (q % 2), n=4) for q in range(30)]
    found = observed_design_effect(first, second)
    assert found.value == pytest.approx(4 * (239 / 238) * (60 / 59))


def test_the_observed_design_effect_of_arms_that_share_questions_lies_below_one() -> None:
    right = np.arange(40) % 2
    first, second = (grouped(*[(int(one), 1) for one in marks]) for marks in (right, np.r_[1 - right[:2], right[2:]]))
    found = observed_design_effect(first, second)
    assert found.value is not None
    assert found.value < 0.5


def test_an_empty_arm_has_no_design_effect() -> None:
    assert observed_design_effect([], grouped((1, 2))) == Figure(
        None, 2, method="undefined: an arm is empty, or there is one question, or no spread between them"
    )
