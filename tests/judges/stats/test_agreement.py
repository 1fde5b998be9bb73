"""Krippendorff's alpha against his own example, and against evalica's."""

from __future__ import annotations

from dataclasses import replace

import evalica
import pandas as pd  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.agreement import ALL_THE_SAME, TOO_FEW, Coded, agreement, alpha, by_pair, choice
from judges.stats.cells import Figure
from tests.judges.stats.rows import interval, judged, rating

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: four observers, twelve units, "." missing.
EXAMPLE = ("12332141 2...", "12332241 25.3", ".3332342 251.", "12332441 251.")


def example() -> dict[tuple[int, int], int]:
    rows = [row.replace(" ", "") for row in EXAMPLE]
    return {(unit, o): int(c) for o, row in enumerate(rows) for unit, c in enumerate(row) if c != "."}


def test_it_gives_the_alphas_of_krippendorffs_own_example() -> None:
    nominal = [Coded(f"u{u}", f"u{u}", tuple(float(c == v) for c in range(1, 6))) for (u, _), v in example().items()]
    interval = [Coded(f"u{u}", f"u{u}", (float(v),)) for (u, _), v in example().items()]
    assert alpha(nominal).value == pytest.approx(0.743, abs=0.0005)
    assert alpha(interval).value == pytest.approx(0.849, abs=0.0005)
    assert alpha(nominal).n == 40, "the one value that stands alone pairs with none"


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 2_500, 6_000, 10_000, None]), min_size=3, max_size=3), min_size=2))
def test_it_agrees_with_evalicas_alpha_of_beliefs(debates: list[list[int | None]]) -> None:
    rated = [
        rating(f"d{d}", f"j{j}", p / 100) for d, row in enumerate(debates) for j, p in enumerate(row) if p is not None
    ]
    figure = agreement(rated).belief
    if figure.value is not None:
        theirs = evalica.alpha(pd.DataFrame(debates, dtype=float).T, "interval").alpha
        assert figure.value == pytest.approx(theirs, abs=1e-9)


def test_judges_who_always_agree_have_an_alpha_of_1() -> None:
    found = agreement(judged("aaa", "bbb", "aaa"))
    assert found.choice.value == pytest.approx(1)
    assert found.belief.value == pytest.approx(1)
    assert found.choice.low is None
    assert "every question gave the same" in found.choice.method


def test_two_judges_who_always_differ_do_worse_than_chance() -> None:
    """Observed 1; expected by drawing two of the 2 n values: n / (2 n - 1) with n = 4."""
    assert agreement(judged("ab", "ba", "ab", "ba")).choice.value == pytest.approx(1 - 2 * 7 / 8)


def test_leaving_it_open_is_a_choice_of_its_own() -> None:
    assert agreement(judged("--", "aa", "bb")).choice.value == pytest.approx(1)
    assert agreement(judged("-a", "aa", "bb")).choice.value != pytest.approx(1)


def test_a_debate_with_one_judge_changes_nothing() -> None:
    pairs = judged("ab", "aa", "bb", "ab", "bb")
    alone = [rating("alone", "j0", 80)]
    assert agreement(pairs + alone) == agreement(pairs)


def test_what_cant_be_said_is_said_in_words() -> None:
    assert agreement([]).choice == Figure(None, 0, method="no ratings")
    assert agreement(judged("a", "b")).choice == Figure(None, 0, method=TOO_FEW)
    assert agreement(judged("aa", "aa")).choice == Figure(None, 4, method=ALL_THE_SAME)
    same = [replace(one, question="q") for one in judged("ab", "aa", "bb")]
    assert agreement(same).choice.method == "no interval: all ratings are of one question"


def test_beliefs_of_nothing_and_all_are_taken_as_they_are() -> None:
    """0 and 1 about one debate, 0 and 0 about the other: observed 2/4, expected 3/6 of the pairs."""
    sure = [rating("d0", "j0", 0), rating("d0", "j1", 100)]
    sure += [rating("d1", "j0", 0), rating("d1", "j1", 0)]
    assert agreement(sure).belief.value == pytest.approx(0)


def test_only_last_words_count() -> None:
    found = judged("ab", "aa", "bb")
    assert agreement([*found, *(replace(one, round=1, final=False) for one in judged("ba", "ba"))]) == agreement(found)


def test_the_interval_draws_questions_so_that_a_debate_run_twice_says_nothing_new() -> None:
    once = judged(*["aa", "ab", "bb", "ba", "aa", "bb"] * 5)
    twice = once + [replace(one, debate=f"{one.debate}-again") for one in once]
    ours, theirs = agreement(once).choice, agreement(twice).choice
    assert interval(theirs) == pytest.approx(interval(ours), abs=0.02)
    assert "draws of the 30 questions" in theirs.method


@settings(deadline=None)
@given(st.lists(st.text("ab-", min_size=1, max_size=4), min_size=1, max_size=8), st.randoms())
def test_the_order_of_rows_and_the_names_of_options_change_nothing(debates: list[str], random: object) -> None:
    found = judged(*debates)
    turned = [replace(one, belief=one.belief[::-1], answer=1 - one.answer) for one in found][::-1]
    ours, theirs = agreement(found), agreement(turned)
    for figure, other in ((ours.choice, theirs.choice), (ours.belief, theirs.belief)):
        assert (figure.n, figure.value is None) == (other.n, other.value is None)
        if figure.value is not None:
            assert figure.value <= 1 + 1e-9
            assert other.value == pytest.approx(figure.value)


def test_every_two_judges_are_compared_on_what_both_judged() -> None:
    rows = judged("aab", "abb", "bba", "aa", "bb")
    found = by_pair(rows, choice)
    assert list(found) == [("j0", "j1"), ("j0", "j2"), ("j1", "j2")]
    assert found["j0", "j1"].n == 10
    assert found["j0", "j2"].n == 6
    assert by_pair([], choice) == {}
