"""Recursive reward modelling: a table of what it asks, who reads what, and its figures on small trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from debate.core.play import Player, play, sit
from debate.core.prompts import render, scene
from debate.core.types import NOBODY, VERDICTS, Ask, Belief, Case, Items, Judgement, Question, Transcript, Turn
from debate.protocols import create
from debate.protocols.recursive import Recursive
from tests.protocols.actors import mute, talkative

PASSAGE = "Ann has twelve pears, and each costs a penny."
QUESTION = Question(
    text="How much are two of the pears?", candidate="1 + 1 = 3.\nSo it is 3 pennies.", correct=False, passage=PASSAGE
)
WRONG, RIGHT = Case(question=QUESTION), Case(question=replace(QUESTION, correct=True))
LONG = "a claim of no less than six words: {}"
CALLED_RIGHT, CALLED_WRONG, UNDECIDED = (9000, 1000), (2000, 8000), (5000, 5000)


def protocol(**params: Any) -> Recursive:
    made = create("recursive", params)
    assert isinstance(made, Recursive)
    return made


def scripted(claims: Mapping[str, tuple[str, ...]], right: Mapping[str, int]) -> Player:
    """Claims and ratings (percent right) by key. Who isn't named is unreadable."""

    def play(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        if ask.role == "assistant" and ask.key in claims:
            return Turn(ask=ask, items={"claims": claims[ask.key]})
        if ask.role == "rater" and ask.key in right:
            return Turn(ask=ask, belief=(100 * right[ask.key], 10_000 - 100 * right[ask.key]))
        return Turn(ask=ask, status="unparsed")

    return play


def staged(claims: Mapping[str, tuple[str, ...]], right: Mapping[str, int] | None = None, **params: Any) -> Transcript:
    return play(protocol(**params), WRONG, scripted(claims, right or {}))


def long(*names: str) -> tuple[str, ...]:
    return tuple(LONG.format(name) for name in names)


@pytest.mark.parametrize(
    ("depth", "claims", "steps"),
    [
        (0, {}, []),
        (1, {"0": long("a", "b")}, ["split 0", "rate 0.1 0.2"]),
        (2, {"0": long("a", "b"), "0.1": ("c", "d"), "0.2": ("e",)},
         ["split 0", "split 0.1 0.2", "rate 0.1.1 0.1.2 0.2.1", "rate 0.1 0.2"]),
        (2, {"0": ("just five words it has", "this claim of it has six"), "0.2": ("c",)},
         ["split 0", "split 0.2", "rate 0.2.1", "rate 0.1 0.2"]),
        (3, {"0": long("a"), "0.1": long("b"), "0.1.1": long("c")},
         ["split 0", "split 0.1", "split 0.1.1", "rate 0.1.1.1", "rate 0.1.1", "rate 0.1"]),
        (3, {"0": long("a", "b"), "0.2": long("c")},
         ["split 0", "split 0.1 0.2", "split 0.2.1", "rate 0.2.1", "rate 0.1 0.2"]),
        (2, {"0": ()}, ["split 0"]),
        (2, {}, ["split 0"]),
    ],
)  # fmt: skip
def test_it_asks_in_this_order(depth: int, claims: dict[str, tuple[str, ...]], steps: list[str]) -> None:
    transcript = staged(claims, depth=depth)
    assert [" ".join([step[0].ask.prompt, *(turn.ask.key for turn in step)]) for step in transcript] == steps
    assert {turn.ask.role for step in transcript for turn in step} <= {"assistant", "rater"}
    expected = [("unassisted", 0), ("assisted", len(steps))] if depth else [("unassisted", 0)]
    assert [(ask.prompt, ask.after) for ask in protocol(depth=depth).sitting(WRONG, transcript)] == expected


def test_before_the_tree_is_rated_a_judge_is_asked_unassisted_only() -> None:
    transcript = staged({"0": long("a")})
    for early in ((), transcript[:1]):
        assert [ask.prompt for ask in protocol().sitting(WRONG, early)] == ["unassisted"]


def test_splitting_yields_claims_and_rating_a_belief_and_nobody_hears_either() -> None:
    transcript = staged({"0": long("a")}, branching=4)
    assert transcript[0][0].ask.wants == (Items("claims", 4),)
    assert transcript[1][0].ask.wants == (Belief(VERDICTS),)
    assert all(turn.ask.to == NOBODY for step in transcript for turn in step)


def test_an_answer_is_split_however_short_it_is() -> None:
    case = Case(question=Question(text="How much are two of the pears?", candidate="3", correct=False))
    (ask,) = protocol().next_asks(case, ())
    assert (ask.key, ask.about["claim"]) == ("0", "3")


def test_a_claim_is_rated_with_the_ratings_below_it_and_nothing_else() -> None:
    claims = {"0": long("a", "b"), "0.1": ("c is so", "d is so"), "0.2": ("e is so",)}
    transcript = staged(claims, {"0.1.1": 80, "0.2.1": 5, "0.1": 40}, depth=2)
    leaf, parent = (
        render(scene(protocol(depth=2), WRONG, transcript[n][0].ask, transcript[:n]), PASSAGE) for n in (2, 3)
    )
    assert "(it was not split any further)" in leaf
    assert "> - c is so (80 % likely right)\n> - d is so (not rated)" in parent
    assert LONG.format("a") in parent
    assert "e is so" not in parent
    assert PASSAGE not in leaf + parent


def test_the_judge_sees_no_finding_at_first_and_then_the_outline_of_them_all() -> None:
    claims = {"0": long("a", "b"), "0.1": ("c is so", "d is so")}
    transcript = staged(claims, {"0.1.1": 80, "0.1": 40, "0.2": 99}, depth=2)
    before, after = (
        render(scene(protocol(depth=2), WRONG, ask, transcript), PASSAGE)
        for ask in protocol(depth=2).sitting(WRONG, transcript)
    )
    outline = f"""
> - {LONG.format("a")} (40 % likely right)
>   - c is so (80 % likely right)
>   - d is so (not rated)
> - {LONG.format("b")} (99 % likely right)
"""
    assert outline in after
    assert "c is so" not in before
    assert "2  So it is 3 pennies." in before
    assert PASSAGE not in before + after


def test_only_the_assistant_reads_the_passage_and_it_sees_what_it_splits() -> None:
    transcript = staged({"0": long("a", "b")}, depth=2)
    shown = render(scene(protocol(depth=2), WRONG, transcript[1][1].ask, transcript[:1]), PASSAGE)
    assert PASSAGE in shown
    assert LONG.format("b") in shown
    assert LONG.format("a") not in shown


def test_more_claims_than_asked_for_are_not_taken() -> None:
    (ask,) = protocol(branching=2).next_asks(WRONG, ())
    said = ((Turn(ask=ask, items={"claims": long("a", "b", "c")}),),)
    assert [ask.key for ask in protocol(branching=2).next_asks(WRONG, said)] == ["0.1", "0.2"]


@pytest.mark.parametrize(
    ("depth", "claims", "right", "figures"),
    [
        (1, {"0": long("a", "b")}, {"0.1": 80, "0.2": 40}, {"nodes": 2, "depth_reached": 1, "leaves_right": 0.6}),
        (1, {"0": long("a", "b")}, {"0.2": 40}, {"nodes": 1, "depth_reached": 1, "leaves_right": 0.4}),
        (2, {"0": long("a", "b"), "0.1": ("c",)}, {"0.1": 0, "0.1.1": 90, "0.2": 50},
         {"nodes": 3, "depth_reached": 2, "leaves_right": 0.7}),
        (2, {"0": long("a")}, {}, {"nodes": 0, "depth_reached": 1}),
        (2, {"0": ()}, {}, {"nodes": 0, "depth_reached": 0}),
        (2, {}, {}, {"nodes": 0, "depth_reached": 0}),
        (0, {}, {}, {"nodes": 0, "depth_reached": 0}),
    ],
)  # fmt: skip
def test_its_figures_follow_from_the_tree(
    depth: int, claims: dict[str, tuple[str, ...]], right: dict[str, int], figures: dict[str, float]
) -> None:
    found = protocol(depth=depth).measures(WRONG, staged(claims, right, depth=depth), ())
    assert {name: value for name, value in found.items() if value is not None} == pytest.approx(figures)


@pytest.mark.parametrize(
    ("case", "leaf", "final", "expected"),
    [
        (WRONG, 80, [CALLED_RIGHT], 1.0),
        (WRONG, 20, [CALLED_RIGHT], 0.0),
        (WRONG, 50, [CALLED_RIGHT], 0.0),
        (WRONG, 80, [UNDECIDED], 1.0),
        (WRONG, 80, [CALLED_WRONG], None),
        (WRONG, 80, [CALLED_WRONG, CALLED_RIGHT], 1.0),
        (WRONG, None, [CALLED_RIGHT], None),
        (WRONG, 80, [()], None),
        (RIGHT, 20, [CALLED_WRONG], 1.0),
        (RIGHT, 80, [CALLED_WRONG], 0.0),
        (Case(question=QUESTION.untold()), 80, [CALLED_RIGHT], None),
    ],
)
def test_a_wrong_verdict_is_laid_to_the_leaves_where_they_point_the_wrong_way(
    case: Case, leaf: int | None, final: list[tuple[int, ...]], expected: float | None
) -> None:
    transcript = staged({"0": long("a")}, {} if leaf is None else {"0.1": leaf})
    judged = tuple(Judgement(beliefs=(CALLED_RIGHT, belief)) for belief in final)
    assert protocol().measures(case, transcript, judged)["wrong_from_leaves"] == expected


def test_the_gain_is_of_judges_who_judged_unassisted_and_assisted() -> None:
    transcript = staged({"0": long("a")})
    judged = (Judgement(beliefs=(CALLED_RIGHT, CALLED_WRONG)), Judgement(beliefs=(CALLED_WRONG, CALLED_WRONG)))
    assert protocol().measures(WRONG, transcript, judged)["assisted_gain"] == 0.5
    assert protocol(depth=0).measures(WRONG, (), (Judgement(beliefs=(CALLED_WRONG,)),))["assisted_gain"] is None


@pytest.mark.parametrize(("depth", "branching", "bound"), [(0, 3, 0), (1, 3, 4), (2, 3, 16), (3, 5, 186)])
def test_a_full_tree_has_as_many_asks_as_its_bound(depth: int, branching: int, bound: int) -> None:
    def full(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        return Turn(ask=ask, items={"claims": long(*"abcde"[:branching])})

    made = protocol(depth=depth, branching=branching)
    assert sum(map(len, play(made, WRONG, full))) == made.most_asks(WRONG) == bound


def test_nothing_readable_leaves_a_judge_with_nothing_to_be_assisted_by() -> None:
    transcript = play(protocol(depth=3), WRONG, mute("unparsed"))
    assert [len(step) for step in transcript] == [1]
    sitting = sit(protocol(depth=3), WRONG, transcript, talkative(1))
    assert [turn.ask.about for turn in sitting] == [{}, {"findings": "(nothing was found to check)"}]
