"""Of thousands of questions an interval is a jackknife by question; its values are known by hand."""

from __future__ import annotations

from math import sqrt

import pytest

from judges.stats import Cell, Figure
from judges.stats.intervals import DRAWS, MOST_DRAWN, clustered, share

MANY = 4 * 750


def twice(right: int, questions: int, arm: str = "debate") -> list[Cell]:
    """Two ratings of each question, both right for the first `right` of them and both wrong for the others."""
    return [Cell(arm=arm, judge="model", question=f"q{q:04}", n=2, right=2 * (q < right)) for q in range(questions)]


def bounds(figure: Figure) -> tuple[float, float]:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


def test_it_is_the_error_of_as_many_independent_questions() -> None:
    figure = clustered([twice(MANY // 4, MANY)], lambda cell: cell.right)
    error = 1.959964 * sqrt(0.25 * 0.75 / (MANY - 1))
    assert bounds(figure) == pytest.approx((0.25 - error, 0.25 + error))
    assert figure.method == f"jackknife, 95 %, leaving out one of the {MANY:,} questions after the other"


def test_it_says_what_drawing_says_where_that_can_still_be_done() -> None:
    drawn = clustered([twice(MOST_DRAWN // 4, MOST_DRAWN)], lambda cell: cell.right)
    left_out = clustered([twice((MOST_DRAWN + 4) // 4, MOST_DRAWN + 4)], lambda cell: cell.right)
    assert f"{DRAWS:,} draws" in drawn.method
    assert bounds(left_out) == pytest.approx(bounds(drawn), abs=0.002)


def test_of_a_difference_on_the_same_questions_only_what_differs_spreads() -> None:
    """A tenth of the questions is right in one arm alone: the differences are 0 or 1, whatever else the arms share."""
    first, second = twice(MANY // 2, MANY), twice(MANY * 4 // 10, MANY, "other")
    figure = clustered([first, second], lambda cell: cell.right, lambda means: means[..., 0] - means[..., 1])
    error = 1.959964 * sqrt(0.1 * 0.9 / (MANY - 1))
    assert bounds(figure) == pytest.approx((0.1 - error, 0.1 + error))


def test_questions_of_one_arm_alone_spread_apart() -> None:
    first = twice(MANY // 2, MANY)
    second = [Cell(arm="other", judge="model", question=f"r{q:04}", n=2, right=2 * (q % 2)) for q in range(MANY)]
    figure = clustered([first, second], lambda cell: cell.right, lambda means: means[..., 0] - means[..., 1])
    error = 1.959964 * sqrt(2 * 0.25 / (MANY - 1))
    assert bounds(figure) == pytest.approx((-error, error), rel=1e-3)


def test_where_all_are_right_there_is_no_spread_to_be_had() -> None:
    figure = share(twice(MANY, MANY), lambda cell: cell.right)
    assert figure.method.startswith(f"Wilson, 95 %, as if of {MANY} ratings")
