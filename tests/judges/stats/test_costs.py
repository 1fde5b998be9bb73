"""Money and time for a judgement, against values worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.stats.cells import Figure
from judges.stats.costs import Spending, Spent, spending


def spent(number: int, *, n: int = 1, right: int = 1, usd: float | None = None, seconds: float | None = None) -> Spent:
    return Spent(arm="debate", judge="j", question=f"q{number}", n=n, right=right, cost_usd=usd, seconds=seconds)


def all_of(found: Spending) -> list[Figure]:
    return [found.cost, found.cost_right, found.time, found.time_right]


def test_sums_are_divided_by_judgements_and_by_right_ones() -> None:
    found = spending([spent(0, n=3, right=2, usd=0.6, seconds=90), spent(1, n=1, right=0, usd=0.2, seconds=30)])
    assert [figure.value for figure in all_of(found)] == pytest.approx([0.2, 0.4, 30, 60])
    assert [figure.n for figure in all_of(found)] == [4, 4, 4, 4]


def test_intervals_come_from_drawing_questions() -> None:
    found = spending([spent(number, usd=0.1 + 0.01 * (number % 5), right=number % 3) for number in range(30)])
    assert found.cost.low is not None
    assert found.cost.high is not None
    assert found.cost.low < 0.12 < found.cost.high
    # The standard error of the mean is 0.0141 / sqrt(30).
    assert found.cost.high - found.cost.low == pytest.approx(2 * 1.96 * 0.01414 / 30**0.5, rel=0.1)
    assert found.cost.method == "bootstrap, 95 %, 2,000 draws of the 30 questions"


def test_what_brought_no_judgement_was_still_spent() -> None:
    found = spending([spent(0, usd=0.1), spent(1, usd=0.1), spent(2, n=0, right=0, usd=0.1)])
    assert found.cost.value == pytest.approx(0.15)
    assert found.cost.n == 2


def test_unknown_prices_and_times_are_left_out_and_counted() -> None:
    found = spending([spent(0, n=2, right=2, usd=0.4, seconds=60), spent(1, n=1, seconds=15), spent(2, n=3, usd=0.6)])
    assert found.cost.value == pytest.approx(0.2)
    assert found.cost.n == 5
    assert found.cost.method.endswith("; left out: 1 of 6 judgements, price unknown")
    assert found.time.value == pytest.approx(25)
    assert found.time_right.method.endswith("; left out: 3 of 6 judgements, time unknown")


def test_no_known_price_is_an_unknown_cost_and_not_nothing() -> None:
    found = spending([spent(0, seconds=10), spent(1, seconds=20)])
    words = "undefined: no judgement with a known price; left out: 2 of 2 judgements, price unknown"
    assert found.cost == Figure(None, 0, method=words)
    assert found.time.value == 15


def test_what_is_free_costs_nothing() -> None:
    assert spending([spent(0, usd=0.0), spent(1, usd=0.0)]).cost.value == 0


def test_no_right_judgement_has_no_cost() -> None:
    found = spending([spent(0, right=0, usd=0.1), spent(1, right=0, usd=0.1)])
    assert found.cost.value == pytest.approx(0.1)
    assert found.cost_right == Figure(None, 2, method="undefined: no right judgement with a known price")


def test_right_judgements_that_a_draw_may_miss_have_no_upper_bound() -> None:
    found = spending([spent(number, right=int(number == 0), usd=0.1) for number in range(5)])
    assert found.cost_right.value == pytest.approx(0.5)
    assert found.cost_right.low is None
    assert found.cost_right.method == "no interval: in many draws of the questions it is undefined"


def test_one_question_has_no_interval_and_nothing_no_figure() -> None:
    assert spending([spent(0, usd=0.1)]).cost.low is None
    assert [figure.value for figure in all_of(spending([]))] == [None] * 4


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3), st.floats(0, 9)), min_size=2, max_size=12))
def test_order_makes_no_difference_and_right_ones_cost_no_less(rows: list[tuple[int, int, float]]) -> None:
    cells = [replace(spent(number, n=n, usd=usd), right=min(n, 1)) for number, n, usd in rows]
    first, second = spending(cells), spending(cells[::-1])
    assert first.cost.value == pytest.approx(second.cost.value)
    assert first.cost.value is not None
    assert first.cost_right.value is not None
    assert first.cost_right.value >= first.cost.value - 1e-12
