"""What is missing: counted by reason, bounded, and warned of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.stats import Missing
from judges.stats.missing import bounds, difference_bounds, shortfall
from tests.judges.rated import cells

COUNTS = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


def lost(**reasons: int) -> list[Missing]:
    return [Missing(arm="debate", judge="model", reason=reason, n=n) for reason, n in reasons.items()]


def test_what_is_missing_is_counted_by_reason_over_all_judges() -> None:
    found = shortfall(cells(6, 10), [*lost(refused=2, error=1), *lost(refused=3)])
    assert found.by_reason == {"error": 1, "refused": 5}
    assert (found.wanted, found.n) == (16, 10)
    assert found.share == pytest.approx(6 / 16)


def test_bounds_hold_what_accuracy_would_be_were_all_missing_wrong_and_all_right() -> None:
    assert shortfall(cells(6, 10), lost(refused=2)).bounds == (6 / 12, 8 / 12)
    assert bounds(0, 0, 4) == (0, 1)
    assert bounds(0, 0, 0) is None


def test_more_than_a_twentieth_missing_is_warned_of_with_the_reasons() -> None:
    assert shortfall(cells(50, 95), lost(error=5)).warning == ""
    assert shortfall(cells(50, 94), lost(error=4, refused=2)).warning == (
        "6.0 % of the judgements are missing (error 4, refused 2): read the bounds beside each figure"
    )


def test_an_arm_of_nothing_wants_nothing() -> None:
    found = shortfall([], [])
    assert (found.wanted, found.share, found.bounds, found.warning) == (0, 0, None, "")


def test_an_arm_that_lost_everything_can_be_anything() -> None:
    found = shortfall([], lost(error=3))
    assert (found.share, found.bounds) == (1, (0, 1))
    assert found.warning.startswith("100.0 % of the judgements are missing")


def test_a_difference_is_bounded_by_the_worst_of_one_arm_against_the_best_of_the_other() -> None:
    assert difference_bounds((0.6, 0.8), (0.5, 0.55)) == pytest.approx((0.05, 0.3))
    assert difference_bounds((0.6, 0.8), None) is None
    assert difference_bounds(None, (0.6, 0.8)) is None


@given(COUNTS, COUNTS, st.floats(0, 1), st.floats(0, 1))
def test_whatever_the_missing_would_have_been_the_difference_lies_within_its_bounds(
    first: tuple[int, int, int], second: tuple[int, int, int], share: float, other_share: float
) -> None:
    def filled(counts: tuple[int, int, int], of_missing: float) -> float:
        right, wrong, missing = counts
        return (right + of_missing * missing) / (right + wrong + missing)

    limits = difference_bounds(*(bounds(right, right + wrong, gone) for right, wrong, gone in (first, second)))
    if limits is not None:
        found = filled(first, share) - filled(second, other_share)
        assert limits[0] - 1e-9 <= found <= limits[1] + 1e-9
