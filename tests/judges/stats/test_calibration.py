"""Calibration against values worked out by hand, by scipy, or printed with the data of Michael et al. 2023."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import foldnorm

from debate.core.types import WHOLE
from judges.stats.calibration import CHOSEN, LEVELS, Level, at_cap, at_confidence, calibration, level
from judges.stats.cells import Figure
from judges.stats.intervals import share_by_question
from judges.stats.rated import Rated
from tests.judges.stats.michael import CONSULTANCY_LAST, DEBATE_LAST, Counts, beliefs


def rated(belief: tuple[int, ...], answer: int = 0, question: str = "q") -> Rated:
    return Rated(arm="debate", debate="d", question=question, judge="j", rater="j", belief=belief, answer=answer)


def one_each(counts: Counts) -> list[Level]:
    """One judgement a question."""
    return [level(rated(belief, question=f"q{number}")) for number, belief in enumerate(beliefs(counts))]


def at(percent: int, right: int, n: int, question: str = "q") -> Level:
    edge = max(edge for edge in LEVELS if edge <= percent)
    return Level(arm="debate", judge="j", question=question, level=edge, belief=percent * n, n=n, right=right)


def value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


SEVERAL = st.lists(
    st.builds(
        lambda percent, n, right, question: at(percent, min(n, right), n, f"q{question}"),
        st.integers(50, 100),
        st.integers(1, 4),
        st.integers(0, 4),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=25,
)


# The cell of one judgement


@pytest.mark.parametrize(
    ("belief", "answer", "percent", "right", "shared"),
    [
        ((8000, 2000), 0, 80, 1, 0),
        ((8000, 2000), 1, 80, 0, 0),
        ((5000, 5000), 0, 50, 0, 0.5),
        ((5049, 4951), 0, 50, 1, 0),
        ((9850, 150), 0, 99, 1, 0),
        ((9849, 151), 0, 98, 1, 0),
        ((WHOLE, 0), 1, 100, 0, 0),
        ((4000, 4000, 2000), 1, 40, 0, 0.5),
        ((4000, 4000, 2000), 2, 40, 0, 0),
        ((2500, 2500, 2500, 2500), 3, 25, 0, 0.25),
    ],
)
def test_a_judgement_counts_by_the_option_that_it_holds_most_likely(
    belief: tuple[int, ...], answer: int, percent: int, right: int, shared: float
) -> None:
    cell = level(rated(belief, answer))
    assert (cell.belief, cell.right, cell.shared) == (percent, right, shared)
    assert cell.level <= percent


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=6), st.data())
def test_the_order_of_the_options_makes_no_difference(weights: list[int], data: st.DataObject) -> None:
    parts = [weight * WHOLE // sum(weights) for weight in weights]
    belief = (WHOLE - sum(parts[1:]), *parts[1:])
    order = data.draw(st.permutations(range(len(belief))))
    answer = data.draw(st.integers(0, len(belief) - 1))
    assert level(rated(belief, answer)) == level(rated(tuple(belief[old] for old in order), order.index(answer)))


# Reliability and its summaries


@pytest.mark.parametrize(("counts", "n", "printed"), [(DEBATE_LAST, 154, 0.117), (CONSULTANCY_LAST, 96, 0.158)])
def test_the_published_errors_of_final_judgements_come_out(counts: Counts, n: int, printed: float) -> None:
    ece = calibration(one_each(counts)).ece
    assert (round(value(ece), 3), ece.n) == (printed, n)


def test_the_published_debates_fall_into_their_bins() -> None:
    bins = calibration(one_each(DEBATE_LAST)).bins
    assert [(cell.low, cell.n, cell.right.value and round(cell.right.value * cell.n)) for cell in bins if cell.n] == [
        (0.5, 3, 3),
        (0.6, 6, 3),
        (0.7, 10, 6),
        (0.8, 27, 25),
        (0.9, 108, 93),
    ]
    top = bins[-1]
    assert top.belief == pytest.approx(105 / 108)
    # Wilson's by hand: (93 + z^2 / 2) / (108 + z^2), with z = 1.96.
    assert top.right.low is not None
    assert top.right.high is not None
    assert (top.right.low + top.right.high) / 2 == pytest.approx(94.9207 / 111.8415, abs=1e-4)


def test_each_bin_holds_its_lower_end_and_the_last_holds_both() -> None:
    cells = [at(percent, 1, 1, f"q{percent}") for percent in (0, 9, 10, 59, 60, 89, 90, 99, 100)]
    assert [cell.n for cell in calibration(cells).bins] == [2, 1, 0, 0, 0, 1, 1, 0, 1, 3]
    assert calibration(cells).rule.count("bins [0, 0.1) [0.1, 0.2) ... [0.9, 1]; a tie of two options counts half") == 1


def test_other_bins_can_be_stated() -> None:
    found = calibration([at(70, 1, 2), at(90, 1, 1)], edges=(0, 80))
    assert [(cell.low, cell.high, cell.n) for cell in found.bins] == [(0, 0.8, 2), (0.8, 1, 1)]
    assert "bins [0, 0.8) [0.8, 1];" in found.rule


@pytest.mark.parametrize("edges", [(), (10, 20), (0, 0), (0, 50, 40), (0, 100)])
def test_bins_that_leave_beliefs_out_are_refused(edges: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must begin at 0 and rise below 100"):
        calibration([at(70, 1, 2)], edges)


def test_the_summaries_of_two_bins_come_out_by_hand() -> None:
    """Six say 90 %, three of them right: gap 0.4. Four say 60 %, all right: gap -0.4."""
    nineties = [at(90, int(number < 3), 1, f"a{number}") for number in range(6)]
    found = calibration([*nineties, *[at(60, 1, 1, f"b{number}") for number in range(4)]])
    assert value(found.ece) == pytest.approx(0.4)
    assert value(found.mce) == pytest.approx(0.4)
    assert value(found.overconfidence) == pytest.approx((6 * 0.4 - 4 * 0.4) / 10)
    assert found.overconfidence.low is not None


def test_what_chance_adds_is_taken_off_as_scipys_folded_normal_has_it() -> None:
    """One bin: 20 say 80 % about a question each, 15 are right."""
    found = calibration([at(80, int(number < 15), 1, f"q{number}") for number in range(20)])
    spread = sqrt(20 / 19 * (15 * 0.25**2 + 5 * 0.75**2))
    expected = 2 * 1.0 - float(foldnorm.mean(c=1.0 / spread, scale=spread))
    assert 0 < value(found.ece_debiased) < value(found.ece)
    assert value(found.ece_debiased) == pytest.approx(expected / 20)


def test_judges_who_mean_what_they_say_have_less_error_once_chance_is_taken_off() -> None:
    source = np.random.default_rng(7)
    plain, debiased = [], []
    for _ in range(40):
        stated = source.choice([55, 65, 75, 85, 95], size=100)
        outcomes = source.random(100) < stated / 100
        found = calibration(
            [
                at(int(percent), int(right), 1, f"q{number}")
                for number, (percent, right) in enumerate(zip(stated, outcomes, strict=True))
            ]
        )
        plain.append(value(found.ece))
        debiased.append(value(found.ece_debiased))
    assert np.mean(plain) > 0.05
    assert np.mean(debiased) < 0.7 * np.mean(plain)


def test_no_interval_is_claimed_where_none_holds() -> None:
    found = calibration(one_each(DEBATE_LAST))
    for figure in (found.ece, found.ece_debiased, found.mce):
        assert (figure.low, figure.high) == (None, None)
        assert "no interval" in figure.method


def test_all_right_and_sure_of_it_is_no_error() -> None:
    found = calibration([at(100, 1, 1, f"q{number}") for number in range(30)])
    assert (found.ece.value, found.ece_debiased.value, found.mce.value, found.overconfidence.value) == (0, 0, 0, 0)
    assert found.bins[-1].right.value == 1


def test_all_wrong_and_sure_of_it_is_all_error() -> None:
    found = calibration([at(100, 0, 1, f"q{number}") for number in range(30)])
    assert (found.ece.value, found.mce.value, found.overconfidence.value) == (1, 1, 1)


def test_one_question_shows_no_spread() -> None:
    found = calibration([at(80, 3, 5)])
    assert value(found.ece) == pytest.approx(0.2)
    assert (found.ece_debiased.value, found.bins[8].right.low, found.overconfidence.low) == (None, None, None)


def test_nothing_judged_is_no_figure() -> None:
    found = calibration([])
    for figure in (found.overconfidence, found.ece, found.ece_debiased, found.mce, at_cap([])):
        assert figure == Figure(None, 0, method="no ratings")
    assert (sum(cell.n for cell in found.bins), at_confidence([], [])) == (0, ())
    assert at_confidence([], [80])[0].accuracy.value is None


@given(SEVERAL, st.randoms(use_true_random=False))
def test_the_order_of_cells_makes_no_difference(cells: list[Level], random: object) -> None:
    shuffled = sorted(cells, key=lambda _: random.random())  # type: ignore[attr-defined]
    first, second = calibration(cells), calibration(shuffled)
    assert value(first.ece) == pytest.approx(value(second.ece))
    assert first.overconfidence.low == pytest.approx(second.overconfidence.low)
    assert [cell.right.low for cell in first.bins] == pytest.approx([cell.right.low for cell in second.bins])


@given(SEVERAL)
def test_the_mean_gap_lies_between_the_gap_of_means_and_the_largest(cells: list[Level]) -> None:
    found = calibration(cells)
    assert abs(value(found.overconfidence)) <= value(found.ece) + 1e-9
    assert value(found.ece) <= value(found.mce) + 1e-9


# Accuracy at confidence


def test_the_published_share_at_the_cap_comes_out() -> None:
    debate, consultancy = one_each(DEBATE_LAST), one_each(CONSULTANCY_LAST)
    both = debate + [replace(cell, question=f"c{cell.question}") for cell in consultancy]
    assert [round(100 * value(at_cap(cells))) for cells in (debate, consultancy, both)] == [45, 27, 38]


def test_accuracy_at_confidence_of_the_published_debates() -> None:
    points = at_confidence(one_each(DEBATE_LAST), (50, 80, 99))
    assert [(point.least, point.accuracy.n, round(value(point.accuracy) * point.accuracy.n)) for point in points] == [
        (0.5, 154, 130),
        (0.8, 135, 118),
        (0.99, 69, 61),
    ]
    assert value(points[1].coverage) == pytest.approx(135 / 154)
    assert (round(points[0].accuracy.low or 0, 3), round(points[0].accuracy.high or 0, 3)) == (0.779, 0.893)


def test_a_tie_is_wrong_among_the_confident() -> None:
    everyone = at_confidence(one_each(CONSULTANCY_LAST), [0])[0]
    assert (round(value(everyone.accuracy) * 96), value(everyone.coverage)) == (71, 1)


def test_nobody_so_confident_leaves_no_accuracy() -> None:
    point = at_confidence([at(60, 1, 1, "a"), at(70, 1, 1, "b")], [95])[0]
    assert (point.coverage.value, point.coverage.n, point.accuracy.value) == (0, 2, None)


@given(SEVERAL)
def test_who_must_be_surer_are_never_more(cells: list[Level]) -> None:
    shares = [value(point.coverage) for point in at_confidence(cells, [0, *CHOSEN])]
    assert shares[0] == 1
    assert all(more >= less for more, less in pairwise(shares))


def test_a_confidence_that_no_level_begins_at_is_refused() -> None:
    with pytest.raises(ValueError, match="75"):
        at_confidence([at(80, 1, 2)], [75])


# Shares by question


def arrays(counted: Sequence[float], n: Sequence[float]) -> Figure:
    return share_by_question(np.array(counted, dtype=np.float64), np.array(n, dtype=np.float64))


def test_twins_are_worth_what_their_questions_are() -> None:
    """Both judges of each of 50 questions say the same: 50 / 49 x sum of squares is the design effect's spread."""
    twins = arrays([2] * 30 + [0] * 20, [2] * 50)
    assert (twins.value, twins.n) == (0.6, 100)
    assert "as if of 49 ratings" in twins.method
    alone = arrays([1] * 30 + [0] * 20, [1] * 50)
    assert twins.low == pytest.approx(alone.low, abs=0.002)


def test_ratings_are_never_worth_more_than_they_are() -> None:
    """Questions that differ less than chance would have them."""
    mixed = arrays([1] * 19 + [2], [2] * 20)
    assert "as if of 40 ratings" in mixed.method


def test_questions_that_all_say_the_same_are_worth_one_rating_each() -> None:
    same = arrays([3] * 10, [3] * 10)
    assert (same.value, "as if of 10 ratings" in same.method) == (1, True)
    assert same.low == pytest.approx(0.7225, abs=1e-3)


def test_questions_without_ratings_change_nothing() -> None:
    assert arrays([1, 0, 0], [1, 0, 1]) == arrays([1, 0], [1, 1])


def test_one_question_with_several_ratings_has_no_interval() -> None:
    assert (arrays([2], [3]).low, arrays([], []).value) == (None, None)
    assert arrays([1], [1]).high == 1
