"""What judges believe together, by hand and by Condorcet."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.cells import Figure
from judges.stats.ensembles import POOLS, confidence_weighted, ensembles, mean_belief, mean_log_odds
from judges.stats.rated import Rated
from tests.judges.stats.rows import interval, judged, rating, value


def accuracies(rated: list[Rated], rule: str, largest: int | None = None) -> dict[int, Figure]:
    return {one.k: one.accuracy for one in ensembles(rated, largest) if one.rule == rule}


def test_beliefs_are_pooled_as_worked_out_by_hand() -> None:
    two = np.array([[0.9, 0.1], [0.6, 0.4]])
    assert mean_belief(two) == pytest.approx([0.75, 0.25])
    # Odds 9 and 1.5 have the geometric mean 3.674, which is a belief of 0.786.
    assert mean_log_odds(two) == pytest.approx([0.7861, 0.2139], abs=1e-4)
    # Weights 0.4 and 0.1: (0.4 * 0.9 + 0.1 * 0.6) / 0.5.
    assert confidence_weighted(two) == pytest.approx([0.84, 0.16])


def test_beliefs_of_nothing_and_all_pool_without_infinities() -> None:
    opposed = np.array([[1.0, 0.0], [0.0, 1.0]])
    for pool in (mean_belief, mean_log_odds, confidence_weighted):
        assert pool(opposed) == pytest.approx([0.5, 0.5])
    # 1 is clipped to 0.99: odds 99 and 1 have the geometric mean 9.95.
    assert mean_log_odds(np.array([[1.0, 0.0], [0.5, 0.5]])) == pytest.approx([0.9087, 0.0913], abs=1e-4)
    assert confidence_weighted(np.array([[0.5, 0.5], [0.5, 0.5]])) == pytest.approx([0.5, 0.5])


def test_three_of_equal_skill_do_as_well_as_condorcet_says() -> None:
    """All ways for three judges to be right 3 times of 4: p^3 + 3 p^2 (1 - p) = 0.84375 (Condorcet 1785)."""
    debates = ["".join(chosen) for chosen in product("aaab", repeat=3)]
    for rule in POOLS:
        found = accuracies(judged(*debates), rule)
        assert list(found) == [1, 2, 3]
        assert value(found[1]) == pytest.approx(0.75)
        assert value(found[2]) == pytest.approx(0.75**2), "one for each option is a tie, which is wrong"
        assert value(found[3]) == pytest.approx(0.84375)
        assert found[3].n == 64


def test_dawid_skene_lets_one_good_judge_outvote_two_that_guess() -> None:
    """j0 goes with j3 and j4 and with the key; j1 and j2 say the first option to all."""
    debates = [
        replace(one, answer=int(chosen[0] == "b")) for chosen in ["aaaaa", "baabb"] * 20 for one in judged(chosen)
    ]
    renamed = [replace(one, debate=f"d{n // 5:03}", question=f"q{n // 5:03}") for n, one in enumerate(debates)]
    together = accuracies(renamed, "dawid_skene")
    assert value(together[5]) == 1
    assert value(together[1]) == pytest.approx(3 / 5), "who says the same to all tells nothing: alone, that is a tie"
    assert value(together[3]) > value(accuracies(renamed, "mean")[3])


def test_all_sizes_count_the_same_debates() -> None:
    figure = accuracies(judged("aaa", "aab", "bbb", "a"), "mean")[1]
    assert figure.n == 3
    assert value(figure) == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert figure.method.endswith("; debates left out for having fewer than 3 judges: 1")
    assert accuracies(judged("aaa", "aab", "bbb", "a"), "mean", largest=1)[1].n == 4


def test_debates_of_several_options_and_with_more_judges_count_together() -> None:
    """Two options with 4 judges, of whom 3 are right, and three options with 2, of whom 1 is."""
    narrow = judged("aaab")
    wide = [
        replace(rating("wide", "j0", 0.0), belief=(6_000, 2_000, 2_000)),
        replace(rating("wide", "j1", 0.0), belief=(3_000, 3_000, 4_000)),
    ]
    found = accuracies(narrow + wide, "mean", largest=2)
    assert value(found[1]) == pytest.approx((3 / 4 + 1 / 2) / 2)
    # Of the six pairs of four judges, three agree on the right option; the wide pair leans to it by 4,500 of 10,000.
    assert value(found[2]) == pytest.approx((3 / 6 + 1) / 2)
    assert found[2].n == 2


def test_many_judges_are_drawn_from_always_alike() -> None:
    many = judged(*["aaaaaabbbb", "aaaaaaabbb", "bbbbbbbaaa"] * 4)
    once, again = ensembles(many), ensembles(many[::-1])
    assert once == again
    assert value(accuracies(many, "mean")[9]) == pytest.approx(2 / 3)


def test_the_interval_draws_questions() -> None:
    figure = accuracies(judged(*["aaa", "aab", "abb", "bbb"] * 10), "mean")[1]
    low, high = interval(figure)
    assert low < 0.5 < high
    assert figure.method == "bootstrap, 95 %, 2,000 draws of the 40 questions"


def test_one_judge_and_one_question_are_defined() -> None:
    alone = accuracies([rating("d", "j", 90.0)], "mean")
    assert (value(alone[1]), alone[1].n) == (1, 1)
    refused = accuracies([rating("d", "j", 90.0)], "dawid_skene")[1]
    assert (refused.value, refused.n) == (None, 1)
    assert "one question" in refused.method


def test_nothing_gives_nothing() -> None:
    assert ensembles([]) == ()
    assert ensembles([replace(rating("d", "j", 90.0), final=False)]) == ()


def test_all_right_stays_all_right_at_every_size() -> None:
    assert [one.accuracy.value for one in ensembles(judged(*["aaa"] * 10))] == [1] * 3 * (len(POOLS) + 1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=2, max_size=6))
def test_names_of_options_and_the_order_of_rows_change_no_pooled_accuracy(beliefs: list[list[int]]) -> None:
    found = [rating(f"d{d}", f"j{j}", p) for d, row in enumerate(beliefs) for j, p in enumerate(row)]
    turned = [replace(one, belief=one.belief[::-1], answer=1) for one in found][::-1]
    for rule in POOLS:
        ours, theirs = accuracies(found, rule), accuracies(turned, rule)
        assert {k: one.value for k, one in ours.items()} == pytest.approx({k: one.value for k, one in theirs.items()})


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(2, 98), min_size=2, max_size=5), st.integers(0, 4), st.integers(1, 2))
def test_more_belief_of_one_judge_never_lowers_what_the_judges_believe(
    beliefs: list[int], which: int, more: int
) -> None:
    before = np.array([[p / 100, 1 - p / 100] for p in beliefs])
    after = before.copy()
    after[which % len(beliefs)] += np.array([more, -more]) / 100
    for pool in (mean_belief, mean_log_odds):
        assert pool(after)[0] > pool(before)[0]
