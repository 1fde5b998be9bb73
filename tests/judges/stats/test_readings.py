"""Whether the order of display decides, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.readings import Reading, first_shown, order_consistency
from tests.judges.stats.rows import interval, value


def twice(number: int, first: float, then: float) -> list[Reading]:
    """One judge's belief in option 0, in percent: shown first, then shown last."""
    shown = Reading(
        arm="debate", debate=f"d{number:02}", question=f"q{number:02}", judge="j", belief=percent(first), display=(0, 1)
    )
    return [shown, replace(shown, belief=percent(then), display=(1, 0))]


def percent(p: float) -> tuple[int, int]:
    return round(p * 100), 10_000 - round(p * 100)


def test_the_same_verdict_in_both_orders_is_consistent() -> None:
    found = twice(0, 90, 60) + twice(1, 60, 40) + twice(2, 50, 50) + twice(3, 50, 60)
    figure = order_consistency(found)
    assert (value(figure), figure.n) == (0.5, 4)
    assert interval(figure) == pytest.approx((0.150, 0.850), abs=0.001)


def test_an_option_gains_by_being_shown_first() -> None:
    figure = first_shown(twice(0, 90, 60) + twice(1, 40, 60))
    assert value(figure) == pytest.approx((0.3 - 0.2) / 2)
    assert figure.n == 2


def test_a_judge_that_always_takes_the_first_is_never_consistent_and_wholly_biased() -> None:
    found = [one for number in range(5) for one in twice(number, 100, 0)]
    assert value(order_consistency(found)) == 0
    assert value(first_shown(found)) == 1


def test_a_person_who_read_it_once_makes_no_pair() -> None:
    once = twice(0, 90, 60)[:1]
    for figure in (order_consistency(once), first_shown(once), order_consistency([])):
        assert (figure.value, figure.method) == (None, "no ratings")


def test_two_judgements_by_the_same_judge_are_kept_apart() -> None:
    found = [replace(one, place=place) for place in ("1", "2") for one in twice(0, 90, 60)]
    assert order_consistency(found).n == 2
    assert order_consistency(found).method == "no interval: all ratings are of one question"


def test_of_several_options_only_consistency_is_told() -> None:
    wide = [replace(one, belief=(7_000, 2_000, 1_000), display=(n, 1 - n, 2)) for n, one in enumerate(twice(0, 1, 1))]
    assert value(order_consistency(wide)) == 1
    assert first_shown(wide).value is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=6))
def test_names_of_options_change_nothing_and_exchanged_orders_turn_the_bias(pairs: list[tuple[int, int]]) -> None:
    found = [one for number, (first, then) in enumerate(pairs) for one in twice(number, first, then)]
    renamed = [replace(one, belief=one.belief[::-1], display=one.display[::-1]) for one in found][::-1]
    exchanged = [replace(one, display=one.display[::-1]) for one in found]
    assert value(first_shown(renamed)) == pytest.approx(value(first_shown(found)))
    assert value(order_consistency(renamed)) == value(order_consistency(found))
    assert value(first_shown(exchanged)) == pytest.approx(-value(first_shown(found)))
