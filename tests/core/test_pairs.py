"""The pair of options that is argued over: it holds the answer, does not tell it, and is one for all arms."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.core.design import BadDesign, Item, draw_pair, narrow, trials
from debate.core.types import Question
from tests.core.laid_out import BLIND, CONSULTANCY, DEBATE, questions


def test_all_arms_and_halves_of_a_question_share_one_pair() -> None:
    made = trials(questions(12, options=4), [DEBATE, CONSULTANCY, BLIND], 2, 7)
    pairs = {(trial.item_id, trial.pair) for trial in made}
    assert len(pairs) == 12
    assert all(len(trial.display) == 2 for trial in made)


def test_without_a_two_sided_arm_all_options_stay() -> None:
    made = trials(questions(12, options=4), [BLIND], 1, 7)
    assert {trial.pair for trial in made} == {None}
    assert all(sorted(trial.display) == [0, 1, 2, 3] for trial in made)


@given(st.integers(3, 6), st.integers(0, 5), st.integers())
def test_a_drawn_pair_holds_the_answer_and_one_other_option(options: int, answer: int, seed: int) -> None:
    pair = draw_pair(Item(id="q", options=options, answer=answer % options), seed)
    assert pair is not None
    assert answer % options in pair
    assert len(set(pair)) == 2
    assert set(pair) <= set(range(options))


@pytest.mark.parametrize("named", [None, (2, 0), (0, 2)])
def test_neither_place_of_a_pair_tells_the_answer(named: tuple[int, int] | None) -> None:
    pairs = [draw_pair(Item(id=f"q{n}", options=4, answer=2, pair=named), 7) for n in range(1000)]
    first = sum(pair is not None and pair[0] == 2 for pair in pairs)
    # Within four standard deviations of a fair coin's 500.
    assert 437 <= first <= 563


def test_every_wrong_option_is_drawn_about_equally_often() -> None:
    pairs = [draw_pair(Item(id=f"q{n}", options=4, answer=2), 7) or (0, 0) for n in range(900)]
    others = Counter(option for pair in pairs for option in pair if option != 2)
    assert all(240 <= others[option] <= 360 for option in (0, 1, 3))


def test_a_question_without_an_answer_gets_any_pair() -> None:
    pairs = {frozenset(draw_pair(Item(id=f"q{n}", options=3), 7) or ()) for n in range(50)}
    assert pairs == {frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2})}


def test_the_pair_that_the_file_names_is_taken() -> None:
    item = Item(id="q", options=4, answer=1, pair=(3, 1))
    assert {frozenset(t.pair or ()) for t in trials([item], [DEBATE], 1, 7)} == {frozenset({1, 3})}


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item(id="q9", options=4, answer=0, pair=(1, 2)), "lacks the answer"),
        (Item(id="q9", options=3, answer=0, pair=(0, 3)), "two of its options, 0 to 2"),
        (Item(id="q9", options=3, answer=0, pair=(0, 0)), "two of its options"),
        (Item(id="q9", options=1, answer=0), "has 1 options"),
    ],
)
def test_a_pair_that_cannot_be_is_refused_by_the_questions_name(item: Item, words: str) -> None:
    with pytest.raises(BadDesign, match=words) as refused:
        trials([item], [DEBATE], 1, 7)
    assert "q9" in str(refused.value)


def test_an_item_without_options_is_only_for_protocols_with_one_side() -> None:
    candidate = Item(id="candidate", options=0)
    (only,) = trials([candidate], [BLIND], 1, 7)
    assert only.display == ()
    with pytest.raises(BadDesign):
        trials([candidate], [DEBATE], 1, 7)


def test_narrowing_keeps_the_pair_in_its_order_and_moves_the_answer() -> None:
    question = Question(text="?", options=("w", "x", "y", "z"), answer=3)
    assert narrow(question, (3, 1)) == Question(text="?", options=("z", "x"), answer=0)
    assert narrow(replace(question, answer=None), (0, 2)).answer is None
    assert narrow(question, None) == question
