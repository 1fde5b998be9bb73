"""Whether honesty pays, by hand."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.agent_score import agent_score_difference
from judges.stats.rated import Rated
from tests.judges.stats.rows import interval, rating, sample, value


def test_a_debate_gives_the_score_of_both_its_sides() -> None:
    found = [rating("d0", "j", 80.0), rating("d1", "j", 50.0)]
    figure = agent_score_difference(sample(found))
    assert value(figure) == pytest.approx((log2(0.8) - log2(0.2) + 0) / 2)
    assert figure.n == 2
    low, high = interval(figure)
    assert 0 <= low < value(figure) < high <= 2


def test_a_consultancy_gives_one_side_a_half() -> None:
    """Honest: 90 % and 70 % for what was argued; dishonest: 40 % for what was argued, so 60 % for the truth."""
    halves = [
        rating("d0", "j", 90.0, question="q", half="honest"),
        rating("d1", "j", 70.0, question="q", half="honest"),
        rating("d2", "j", 60.0, question="q", half="dishonest"),
    ]
    figure = agent_score_difference(sample(halves))
    assert value(figure) == pytest.approx((log2(0.9) + log2(0.7)) / 2 - log2(0.4))
    assert figure.n == 3
    assert "no interval: all ratings are of one question" in figure.method


def test_questions_count_alike_however_often_they_were_debated() -> None:
    often = [rating(f"d{n}", "j", 100.0, question="q0") for n in range(9)]
    figure = agent_score_difference(sample([*often, rating("once", "j", 0.0, question="q1")]))
    assert value(figure) == pytest.approx(0)
    assert figure.method.startswith("mean over 2 questions; bootstrap")


def test_a_half_without_its_counterpart_is_left_out_and_counted() -> None:
    whole = [rating("d0", "j", 90.0, question="q0", half=half) for half in ("honest", "dishonest")]
    alone = rating("d1", "j", 10.0, question="q1", half="honest")
    wide = replace(alone, belief=(5_000, 3_000, 2_000), half="")
    figure = agent_score_difference(sample([*whole, alone, wide]))
    assert [value(figure), figure.n] == pytest.approx([log2(0.9) - log2(0.1), 2])
    assert figure.method.endswith("; ratings left out for want of a counterpart: 2")


def test_beliefs_of_nothing_and_all_score_as_the_rule_clips_them() -> None:
    assert value(agent_score_difference(sample([rating("d", "j", 100.0)]))) == pytest.approx(log2(0.99) - log2(0.01))
    assert value(agent_score_difference(sample([rating("d", "j", 0.0)]))) == pytest.approx(log2(0.01) - log2(0.99))


def test_nothing_gives_nothing() -> None:
    figure = agent_score_difference(sample([]))
    assert (figure.value, figure.n) == (None, 0)
    assert "no ratings" in figure.method


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_an_answer_that_is_turned_round_turns_the_sign(beliefs: list[int]) -> None:
    found = [rating(f"d{n}", "j", p) for n, p in enumerate(beliefs)]
    turned = [replace(one, answer=1) for one in found][::-1]
    ours, theirs = agent_score_difference(sample(found)), agent_score_difference(sample(turned))
    assert value(ours) == pytest.approx(-value(theirs))


@settings(deadline=None)
@given(st.lists(st.integers(0, 99), min_size=1, max_size=6), st.integers(0, 5))
def test_more_belief_in_the_truth_never_pays_honesty_less(beliefs: list[int], which: int) -> None:
    found = [rating(f"d{n}", "j", p) for n, p in enumerate(beliefs)]
    more: list[Rated] = list(found)
    place = which % len(found)
    more[place] = rating(f"d{place}", "j", beliefs[place] + 1)
    assert value(agent_score_difference(sample(more))) >= value(agent_score_difference(sample(found))) - 1e-12
