"""Figures against values worked out by hand, by another library, or printed in Michael et al. 2023."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap

from judges.stats import Cell, Figure, Sample
from judges.stats.accuracy import accuracy, balanced_accuracy
from judges.stats.pgr import pgr
from judges.stats.proper import brier, log_score
from tests.judges.rated import cells, nyu_consultancy


def several(*counts: tuple[int, int]) -> list[Cell]:
    """One cell a question, each (right, n)."""
    return [
        Cell(arm="debate", judge="model", question=f"q{q}", right=right, n=n) for q, (right, n) in enumerate(counts)
    ]


def interval(figure: Figure) -> tuple[float, float]:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


def of(found: Sequence[Cell]) -> Sample:
    return Sample(cells=tuple(found))


# Accuracy


@pytest.mark.parametrize(
    ("right", "n", "printed", "low", "high"),
    [(130, 154, 84.4, 77.9, 89.3), (71, 96, 74.0, 64.4, 81.7), (0, 10, 0, 0, 27.8), (10, 10, 100, 72.2, 100)],
)
def test_one_rating_a_question_gives_wilsons_interval(
    right: int, n: int, printed: float, low: float, high: float
) -> None:
    figure = accuracy(of(cells(right, n)))
    assert figure.value is not None
    assert round(100 * figure.value, 1) == printed
    assert [round(100 * bound, 1) for bound in interval(figure)] == [low, high]
    assert (figure.n, figure.method) == (n, "Wilson, 95 %; each question gives one rating")


def test_several_ratings_of_a_question_are_drawn_together() -> None:
    """Each rating doubled says nothing new: the interval stays that of the questions, and doesn't shrink."""
    twice = accuracy(of(several(*[(2, 2)] * 30, *[(0, 2)] * 20)))
    thrice = accuracy(of(several(*[(3, 3)] * 30, *[(0, 3)] * 20)))
    assert interval(twice) == interval(thrice)
    # Wilson's of 29.4 right among 49: 50 clusters, less 1 for their unknown mean.
    assert interval(twice) == pytest.approx((0.460, 0.725), abs=0.001)
    assert twice.method == "Wilson, 95 %, as if of 49 ratings: what those of 50 questions are worth"


def test_unequal_questions_give_the_interval_of_a_ratio() -> None:
    """Right / n over all ratings; its standard error by linearisation (Cochran 1977, equation 6.4)."""
    counts = [(1, 1)] * 40 + [(1, 4)] * 40 + [(3, 3)] * 20
    figure = accuracy(of(several(*counts)))
    right, n = np.array(counts, dtype=float).T
    ratio = right.sum() / n.sum()
    error = np.sqrt(((right - ratio * n) ** 2).sum()) / n.sum()
    assert figure.value == pytest.approx(140 / 260)
    assert interval(figure) == pytest.approx((ratio - 1.96 * error, ratio + 1.96 * error), abs=0.01)


def test_no_ratings_give_no_figure_and_no_failure() -> None:
    assert accuracy(of([])) == Figure(None, 0, method="no ratings")
    assert brier(of([])) == Figure(None, 0, method="no ratings")


def test_many_ratings_of_one_question_give_a_figure_without_interval() -> None:
    assert accuracy(of(several((3, 4)))) == Figure(0.75, 4, method="no interval: all ratings are of one question")


def test_where_every_question_gives_the_same_the_interval_is_not_a_point() -> None:
    figure = accuracy(of(several(*[(2, 2)] * 10)))
    assert figure.value == 1
    assert interval(figure) == pytest.approx((0.722, 1), abs=0.001)
    assert "as if of 10 ratings" in figure.method


def test_the_same_ratings_give_the_same_interval_in_whichever_order_they_come() -> None:
    found = several(*[(q % 3, 2) for q in range(40)])
    assert accuracy(of(found)) == accuracy(of(found[::-1]))


def test_a_cell_can_be_split_by_judge_without_moving_the_figure() -> None:
    whole = several(*[(q % 3, 2) for q in range(40)])
    parts = [replace(c, n=1, right=min(c.right, 1), judge="one") for c in whole]
    parts += [replace(c, n=1, right=max(c.right - 1, 0), judge="other") for c in whole]
    assert accuracy(of(whole)) == accuracy(of(parts))


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: (min(p), max(p))), min_size=1, max_size=12)
)
def test_every_interval_of_a_share_lies_within_nothing_and_all(counts: list[tuple[int, int]]) -> None:
    figure = accuracy(of(several(*[(right, n) for right, n in counts if n])))
    if figure.low is not None:
        low, high = interval(figure)
        assert 0 <= low <= high <= 1


# Halves


def test_balanced_accuracy_is_the_mean_of_the_halves_however_many_ratings_each_has() -> None:
    uneven = cells(9, 10, half="honest") + cells(6, 30, half="dishonest")
    assert balanced_accuracy(of(uneven)).value == pytest.approx((0.9 + 0.2) / 2)
    assert accuracy(of(uneven)).value == pytest.approx(15 / 40)
    assert balanced_accuracy(of(nyu_consultancy())).value == pytest.approx(71 / 96)


def test_a_question_in_both_halves_is_drawn_with_both() -> None:
    """Where one half is right just when the other is wrong, the mean can't vary between draws of questions."""
    mirrored = cells(12, 20, half="honest") + [replace(c, half="dishonest", right=1 - c.right) for c in cells(12, 20)]
    figure = balanced_accuracy(of(mirrored))
    assert (figure.value, figure.low) == (0.5, None)
    assert "every question gave the same" in figure.method


def test_halves_on_different_questions_are_drawn_apart() -> None:
    apart = cells(42, 48, half="honest") + [
        replace(c, half="dishonest", question=f"other-{c.question}") for c in cells(29, 48)
    ]
    figure = balanced_accuracy(of(apart))
    error = np.sqrt(0.875 * 0.125 / 48 + (29 / 48) * (19 / 48) / 48) / 2
    assert interval(figure) == pytest.approx((71 / 96 - 1.96 * error, 71 / 96 + 1.96 * error), abs=0.011)
    assert figure.n == 96


def test_without_halves_there_is_no_balanced_accuracy() -> None:
    assert balanced_accuracy(of(cells(3, 4))).value is None
    assert balanced_accuracy(of(cells(3, 4, half="honest"))).value is None


def test_mean_scores_agree_with_scipys_bootstrap_where_each_question_gives_one_rating() -> None:
    scores = np.random.default_rng(5).beta(1, 4, size=80)
    found = [Cell(arm="a", judge="j", question=f"q{q}", brier_sum=float(s)) for q, s in enumerate(scores)]
    theirs = bootstrap((scores,), np.mean, n_resamples=9999, method="percentile", rng=1).confidence_interval
    figure = brier(of(found))
    assert figure.value == pytest.approx(scores.mean())
    assert interval(figure) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_scores_are_averaged_over_ratings_not_over_questions() -> None:
    found = [
        Cell(arm="a", judge="j", question="q1", n=3, brier_sum=0.3, log_sum=-1.5),
        Cell(arm="a", judge="j", question="q2", n=1, brier_sum=0.5, log_sum=-2.5),
    ]
    assert brier(of(found)).value == pytest.approx(0.2)
    assert log_score(of(found)).value == pytest.approx(-1.0)


def test_scores_that_never_vary_have_no_interval() -> None:
    even = [Cell(arm="a", judge="j", question=f"q{q}", brier_sum=0.25) for q in range(5)]
    assert (brier(of(even)).value, brier(of(even)).low) == (0.25, None)


# Performance gap recovered


def oversight(debate: int, blind: int, expert: int, n: int = 100) -> Sample:
    return Sample(
        cells=tuple(cells(debate, n)),
        floor=tuple(cells(blind, n, arm="blind")),
        ceiling=tuple(cells(expert, n, arm="expert")),
    )


def test_the_gap_recovered_runs_from_blind_to_expert() -> None:
    figure = pgr(oversight(debate=70, blind=50, expert=90))
    assert figure.value == pytest.approx(0.5)
    assert figure.n == 100
    low, high = interval(figure)
    assert low < 0.5 < high
    assert pgr(oversight(debate=45, blind=50, expert=90)).value == pytest.approx(-0.125)


def test_the_gaps_interval_agrees_with_the_linearised_ratio() -> None:
    """Nested outcomes by question: blind's 500 right are among debate's 700, those among expert's 900."""
    figure = pgr(oversight(debate=700, blind=500, expert=900, n=1000))
    # Each question adds r = (d - b) - 0.5 (e - b): 0.5 for 200 questions, -0.5 for 200, 0 for the rest.
    error = np.sqrt(400 * 0.25) / 1000 / 0.4
    assert interval(figure) == pytest.approx((0.5 - 1.96 * error, 0.5 + 1.96 * error), abs=0.006)


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (oversight(70, 50, 54), "not 5 points above"),
        (oversight(70, 50, 40), "not 5 points above"),
        (of(cells(70, 100)), "needs a blind and an expert arm"),
        (of([]), "no ratings"),
        (replace(oversight(70, 50, 90), cells=tuple(cells(50, 100, arm="blind"))), "itself the floor"),
        (replace(oversight(70, 50, 90), cells=tuple(cells(7, 9, judge="people"))), "not judged by the same"),
    ],
)
def test_a_gap_that_would_mean_nothing_is_refused_in_words(sample: Sample, words: str) -> None:
    figure = pgr(sample)
    assert (figure.value, figure.low) == (None, None)
    assert words in figure.method


def test_a_gap_that_may_be_nothing_gives_no_interval() -> None:
    """20 questions: expert is right on 11 of them, blind on 9 others and on 1 of those."""
    expert = cells(11, 20, arm="expert")
    blind = [replace(c, arm="blind", right=int(int(c.question[1:]) >= 11 or c.question == "q0")) for c in expert]
    blind = [replace(c, right=0) if c.question in ("q18", "q19") else c for c in blind]
    figure = pgr(Sample(cells=tuple(cells(10, 20)), floor=tuple(blind), ceiling=tuple(expert)))
    assert figure.value == pytest.approx((10 - 8) / (11 - 8))
    assert (figure.low, figure.method) == (None, "no interval: the gap from floor to ceiling may be nothing")


def test_a_figure_whose_interval_is_narrow_says_so() -> None:
    found = log_score(of(several(*[(q % 2, 1) for q in range(20)])))
    assert found.low is None or "rather narrow" in found.method
    mixed = [replace(cell, log_sum=-1.0 - (n % 3)) for n, cell in enumerate(several(*[(1, 1)] * 20))]
    assert "rather narrow: it held the truth in 91-94 %" in log_score(of(mixed)).method
    assert "narrow" not in brier(of([replace(cell, brier_sum=n / 20) for n, cell in enumerate(mixed)])).method
