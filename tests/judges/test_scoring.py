"""Scores of one belief, against values worked out by hand."""

from __future__ import annotations

from math import log2, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.core.types import WHOLE
from judges.scoring import Unscorable, score


def test_a_confident_right_belief_scores_well() -> None:
    scored = score((8000, 2000), 0)
    assert (scored.right, scored.tie, scored.clipped) == (True, False, False)
    assert scored.brier == pytest.approx(0.04)
    assert scored.log2 == pytest.approx(-0.321928, abs=1e-6)
    assert scored.spherical == pytest.approx(0.8 / sqrt(0.68))


def test_the_same_belief_is_wrong_for_the_other_answer() -> None:
    other = score((8000, 2000), 1)
    assert (other.right, other.tie) == (False, False)
    assert other.brier == pytest.approx(0.64)
    assert other.log2 == pytest.approx(-2.321928)


@pytest.mark.parametrize("answer", [0, 1])
def test_even_odds_are_a_tie_and_wrong_whatever_the_answer(answer: int) -> None:
    even = score((5000, 5000), answer)
    assert (even.right, even.tie) == (False, True)
    assert (even.brier, even.log2) == (0.25, -1.0)
    assert even.spherical == pytest.approx(sqrt(0.5))


def test_three_options_halve_the_sum_of_squares_over_all_of_them() -> None:
    # ((0.5 - 1)^2 + 0.3^2 + 0.2^2) / 2
    assert score((5000, 3000, 2000), 0).brier == pytest.approx(0.19)


def test_a_shared_highest_probability_is_a_tie_among_three_too() -> None:
    assert score((4500, 4500, 1000), 0).tie
    assert not score((4500, 4500, 1000), 0).right
    assert score((4000, 3000, 3000), 0).right


@pytest.mark.parametrize(
    ("belief", "expected", "clipped"),
    [
        ((10_000, 0), log2(0.99), True),
        ((9_901, 99), log2(0.99), True),
        ((9_900, 100), log2(0.99), False),
        ((100, 9_900), log2(0.01), False),
        ((99, 9_901), log2(0.01), True),
        ((0, 10_000), log2(0.01), True),
    ],
)
def test_log_scores_stop_at_one_percent_and_say_so(belief: tuple[int, int], expected: float, clipped: bool) -> None:
    scored = score(belief, 0)
    assert scored.log2 == pytest.approx(expected)
    assert scored.clipped is clipped


def test_only_the_log_score_is_clipped() -> None:
    certain = score((0, 10_000), 0)
    assert (certain.brier, certain.spherical) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("belief", "answer"),
    [((), 0), ((5000, 4000), 0), ((5000, 5000), 2), ((5000, 5000), -1), ((11_000, -1000), 0)],
)
def test_what_is_no_belief_about_these_options_is_refused(belief: tuple[int, ...], answer: int) -> None:
    with pytest.raises(Unscorable, match="cannot be scored"):
        score(belief, answer)


@given(st.integers(0, WHOLE), st.integers(0, 1))
def test_for_two_options_brier_is_one_minus_p_squared(part: int, answer: int) -> None:
    belief = (part, WHOLE - part)
    assert score(belief, answer).brier == pytest.approx((1 - belief[answer] / WHOLE) ** 2)


@given(st.integers(1, WHOLE - 1), st.integers(0, WHOLE))
def test_saying_what_one_believes_scores_best_on_average(believed: int, said: int) -> None:
    def expected(rule: str, stated: int) -> float:
        p = believed / WHOLE
        belief = (stated, WHOLE - stated)
        return p * float(getattr(score(belief, 0), rule)) + (1 - p) * float(getattr(score(belief, 1), rule))

    assert expected("brier", believed) <= expected("brier", said) + 1e-12
    assert expected("spherical", believed) >= expected("spherical", said) - 1e-12
