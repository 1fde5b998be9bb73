"""What goes with winning: by hand, and against scipy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pointbiserialr

from judges.stats.bouts import Bout, Seat
from judges.stats.winning import concessions, length, unverified_quotes, verified_quotes
from tests.judges.stats.contests import bouts, results
from tests.judges.stats.rows import interval, value


def sized(*rows: tuple[float, int, int]) -> list[Bout]:
    """(won, the honest side's words, the other's) each."""
    return [
        replace(bouts("a", "b", won)[0], debate=f"d{n:03}", question=f"q{n:03}", words=(mine, theirs))
        for n, (won, mine, theirs) in enumerate(rows)
    ]


def test_the_longer_side_wins_as_often_as_counted() -> None:
    figures = length(sized((1, 120, 100), (1, 90, 100), (0, 80, 100), (1, 100, 100)))
    assert [value(figures.more_wins), figures.more_wins.n] == pytest.approx([2 / 3, 3])
    assert (value(figures.honest), value(figures.dishonest)) == (97.5, 100)


def test_the_correlation_is_the_point_biserial_one() -> None:
    source = np.random.default_rng(3)
    words = source.integers(50, 150, (60, 2))
    won = (words[:, 0] - words[:, 1] + source.normal(0, 60, 60) > -10).astype(float)
    rows = [(float(w), int(mine), int(theirs)) for w, (mine, theirs) in zip(won, words, strict=True)]
    figure = length(sized(*rows)).correlation
    theirs = pointbiserialr(won.astype(bool), words[:, 0] - words[:, 1])
    assert value(figure) == pytest.approx(theirs.statistic)
    # Fisher's interval of a correlation from 60 pairs (Fisher 1921): tanh(atanh r +- 1.96 / sqrt(57)).
    bounds = np.tanh(np.arctanh(theirs.statistic) + np.array([-1.96, 1.96]) / np.sqrt(57))
    assert interval(figure) == pytest.approx(tuple(bounds), abs=0.06)
    how = "point-biserial correlation; bootstrap, 95 %, 2,000 draws of the 60 questions; rather narrow"
    assert figure.method.startswith(how)


def test_a_constant_advantage_of_the_honest_side_is_no_correlation() -> None:
    """The honest side is always 20 words longer and wins 3 of 4: that says nothing about length."""
    figures = length(sized(*[(won, 120, 100) for won in results(3, 1)]))
    assert figures.correlation.value is None
    assert "always differ by as much" in figures.correlation.method
    assert value(figures.more_wins) == 0.75


def test_a_side_that_always_wins_leaves_no_correlation() -> None:
    figure = length(sized((1, 100, 90), (1, 80, 90))).correlation
    assert (figure.value, "always fares the same" in figure.method) == (None, True)


def test_quotes_are_counted_by_side_and_by_whether_they_stand_in_the_passage() -> None:
    found = [
        replace(bout, verified=(3, 1), unverified=(0, 2))
        if bout.won
        else replace(bout, verified=(1, 1), unverified=(1, 0))
        for bout in bouts("a", "b", *results(3, 1))
    ]
    verified, unverified = verified_quotes(found), unverified_quotes(found)
    assert (value(verified.honest), value(verified.dishonest)) == (2.5, 1)
    assert (value(unverified.honest), value(unverified.dishonest)) == (0.25, 1.5)
    assert value(verified.correlation) == pytest.approx(1)
    assert value(unverified.correlation) == pytest.approx(-1)
    assert (value(verified.more_wins), value(unverified.more_wins)) == (1, 0)
    assert not unverified.honest.method.startswith("Wilson"), "a count is no share, even where all are 0 or 1"


def test_what_was_not_counted_is_left_out() -> None:
    for figure in vars(length(bouts("a", "b", 1, 0))).values():
        assert (figure.value, figure.n, figure.method) == (None, 0, "no ratings")
    assert length([]).honest.value is None


def test_a_consultant_is_counted_but_in_no_contest() -> None:
    alone = [replace(bout, words=(100, 0)) for bout in bouts("m", "", 1, 0)]
    figures = length(alone)
    assert (value(figures.honest), figures.dishonest.value) == (100, None)
    assert (figures.more_wins.value, figures.correlation.value) == (None, None)


def test_one_question_gives_figures_without_interval() -> None:
    same = [replace(bout, question="q") for bout in sized((1, 9, 5), (0, 5, 9), (1, 7, 5))]
    figure = length(same).correlation
    assert figure.low is None
    assert figure.method.endswith("no interval: all ratings are of one question")


def test_conceding_is_counted_where_somebody_looked() -> None:
    gave: list[frozenset[Seat] | None] = [
        frozenset({"dishonest"}),
        frozenset({"dishonest", "honest"}),
        frozenset(),
        frozenset(),
        None,
    ]
    found = [replace(bout, conceded=sides) for bout, sides in zip(bouts("a", "b", 1, 0, 1, 1, 1), gave, strict=True)]
    honest, dishonest = concessions(found)
    assert (honest.seat, value(honest.share), honest.share.n, value(honest.wins)) == ("honest", 0.25, 4, 0)
    assert (dishonest.seat, value(dishonest.share), value(dishonest.wins), dishonest.wins.n) == (
        "dishonest",
        0.5,
        0.5,
        2,
    )
    assert concessions(bouts("a", "b", 1))[0].share.value is None


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0, 0.5, 1]), st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=8)
)
def test_exchanged_sides_give_the_same_correlation_and_opposite_winning_the_opposite_one(
    rows: list[tuple[float, int, int]],
) -> None:
    ours = length(sized(*rows)).correlation
    exchanged = length(sized(*[(1 - won, theirs, mine) for won, mine, theirs in rows])[::-1]).correlation
    opposite = length(sized(*[(1 - won, mine, theirs) for won, mine, theirs in rows])).correlation
    if ours.value is None:
        assert exchanged.value is None
        assert opposite.value is None
    else:
        assert -1 - 1e-9 <= ours.value <= 1 + 1e-9
        assert exchanged.value == pytest.approx(ours.value)
        assert opposite.value == pytest.approx(-ours.value)
