"""Belief by round against values worked out by hand, or printed with the data of Michael et al. 2023."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.stats.cells import Cell, Figure
from judges.stats.rounds import Gain, bits_per_round, by_round, mean_rounds
from tests.judges.stats.michael import (
    CONSULTANCY_FIRST,
    CONSULTANCY_LAST,
    CONSULTANCY_ROUNDS,
    DEBATE_FIRST,
    DEBATE_LAST,
    DEBATE_ROUNDS,
    Counts,
    spread,
)

# Rounds of speeches read: (judgements, right, ties), of the paper's debates.
DEBATE = {0: (154, 21, 117), 1: (154, 96, 16), 2: (135, 106, 9), 3: (88, 69, 2), 4: (34, 28, 1)}


def cell(number: int, *, round: int = 0, right: int = 0, tie: int = 0, p: float | None = None, n: int = 1) -> Cell:
    return Cell(
        arm="debate",
        judge="j",
        question=f"q{number}",
        round=round,
        n=n,
        right=right,
        ties=tie,
        shared=tie / 2,
        p_sum=p,
    )


def gain(number: int, bits: float, rounds: int) -> Gain:
    return Gain(arm="debate", judge="j", question=f"q{number}", bits=bits, rounds=rounds)


def value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


# By round


def published() -> list[Cell]:
    return [
        cell(number, round=round, right=int(number < right), tie=int(right <= number < right + ties))
        for round, (n, right, ties) in DEBATE.items()
        for number in range(n)
    ]


def test_the_published_accuracy_by_round_comes_out_with_ties_wrong_and_half() -> None:
    rounds = by_round(published())
    assert [(read, found.tally.n) for read, found in rounds.items()] == [(0, 154), (1, 154), (2, 135), (3, 88), (4, 34)]
    assert [round(value(found.tally.accuracy), 2) for found in rounds.values()] == [0.14, 0.62, 0.79, 0.78, 0.82]
    assert [round(value(found.ties_shared), 2) for found in rounds.values()] == [0.52, 0.68, 0.82, 0.80, 0.84]


def test_ties_that_share_cost_no_more_than_ties_that_are_wrong() -> None:
    for found in by_round(published()).values():
        assert value(found.ties_shared) >= value(found.tally.accuracy)
        assert found.ties_shared.low is not None


def test_belief_in_the_right_option_is_a_mean_over_ratings() -> None:
    found = by_round([cell(0, p=0.5), cell(1, p=0.6, n=2), cell(0, round=1, p=0.9), cell(1, round=1, p=0.8)])
    assert value(found[0].belief) == pytest.approx(1.1 / 3)
    assert value(found[1].belief) == pytest.approx(0.85)
    assert [found[1].belief.low, found[1].belief.high] == pytest.approx([0.8, 0.9])


def test_beliefs_of_none_and_all_are_defined() -> None:
    certain = by_round([cell(0, p=0.0), cell(1, p=1.0)])[0].belief
    assert (certain.value, certain.low, certain.high) == (0.5, 0, 1)


def test_what_was_not_summed_is_said_to_be_unknown() -> None:
    found = by_round([cell(0), replace(cell(1), shared=None)])[0]
    assert (found.belief.value, found.ties_shared.value) == (None, None)
    assert "not summed" in found.belief.method
    assert "not counted" in found.ties_shared.method


def test_one_question_has_no_interval_and_no_cells_have_no_rounds() -> None:
    assert by_round([cell(0, p=0.7, n=1)])[0].belief.low is None
    assert by_round([]) == {}


# Rounds and bits


def paired(first: Counts, last: Counts, rounds: Counts) -> list[Gain]:
    """Who believed what first and read how long isn't told: pooled figures don't depend on it."""
    rows = zip(spread(first), spread(last), spread(rounds), strict=True)
    return [gain(number, log2(after / before), read) for number, (before, after, read) in enumerate(rows)]


@pytest.mark.parametrize(
    ("first", "last", "rounds", "n", "printed"),
    [
        (DEBATE_FIRST, DEBATE_LAST, DEBATE_ROUNDS, 154, 0.086),
        (CONSULTANCY_FIRST, CONSULTANCY_LAST, CONSULTANCY_ROUNDS, 96, 0.007),
    ],
)
def test_the_published_bits_per_round_come_out(
    first: Counts, last: Counts, rounds: Counts, n: int, printed: float
) -> None:
    figure = bits_per_round(paired(first, last, rounds))
    assert (round(value(figure), 3), figure.n) == (printed, n)


@pytest.mark.parametrize(("rounds", "printed"), [(DEBATE_ROUNDS, 2.75), (CONSULTANCY_ROUNDS, 4.02)])
def test_the_published_mean_rounds_come_out(rounds: Counts, printed: float) -> None:
    figure = mean_rounds([cell(number, round=read) for number, read in enumerate(spread(rounds))])
    assert round(value(figure), 2) == printed
    assert figure.low is not None


def test_only_last_words_say_how_many_rounds_were_read() -> None:
    assert value(mean_rounds([replace(cell(0, round=1), final=False), cell(0, round=2), cell(1, round=4)])) == 3


def test_bits_are_pooled_so_that_long_debates_weigh_more() -> None:
    figure = bits_per_round([gain(0, 1.0, 1), gain(1, -1.0, 3)])
    assert (figure.value, figure.n) == (0, 2)
    assert figure.method.startswith("bits of 2 judgements over their 4 rounds; bootstrap")


def test_a_belief_that_went_from_a_half_to_certain_gained_a_bit() -> None:
    assert value(bits_per_round([gain(0, log2(0.99 / 0.5), 1)])) == pytest.approx(0.9855, abs=1e-4)


@pytest.mark.parametrize("gains", [[], [gain(0, 0.0, 0)]])
def test_no_rounds_between_two_beliefs_leave_nothing_to_gain(gains: list[Gain]) -> None:
    assert bits_per_round(gains).value is None
    assert "both before and after" in bits_per_round(gains).method


@given(
    st.lists(
        st.tuples(st.integers(-600, 600).map(lambda n: n / 100), st.integers(1, 9), st.integers(0, 4)),
        min_size=2,
        max_size=12,
    )
)
def test_the_order_of_judgements_makes_no_difference(rows: list[tuple[float, int, int]]) -> None:
    gains = [gain(number, bits, rounds) for bits, rounds, number in rows]
    first, second = bits_per_round(gains), bits_per_round(gains[::-1])
    assert value(first) == pytest.approx(value(second))
    assert (first.low is None) == (second.low is None)
