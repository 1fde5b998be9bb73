"""Weak-to-strong: what is learnt from weak arms, which examples are shown, and how often the strong model agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from debate.core.play import Player, play
from debate.core.prompts import render, scene
from debate.core.types import NOBODY, Case, Finished, Question, Turn
from debate.protocols import create
from tests.protocols.actors import mute

PASSAGE = "The cook did it, I saw her."
QUESTION = Question(text="Who?", options=("the porter", "the cook"), answer=1, passage=PASSAGE)
CANDIDATE = Question(text="1 + 1?", candidate="One more is two.\nSo 2.", correct=True)
CASE = Case(question=QUESTION)
FIRST, SECOND, TIED = (9000, 1000), (2000, 8000), (5000, 5000)


def labelled(question: Question, belief: tuple[int, ...]) -> Finished:
    return Finished(case=Case(question=question), transcript=(), belief=belief)


def others(number: int) -> list[Finished]:
    """Questions of which the weak arm takes each to be of its first option; in truth it is the second."""
    return [labelled(replace(QUESTION, text=f"Question {n}?"), FIRST) for n in range(number)]


def taught(params: Mapping[str, Any], weak: Iterable[Finished], case: Case = CASE) -> Case:
    """The case as stored, with what the arm learnt."""
    learnt = create("weak-to-strong", params).learn(weak)
    return replace(case, given=json.loads(json.dumps(learnt)))


def prompt(params: Mapping[str, Any], case: Case) -> str:
    protocol = create("weak-to-strong", params)
    (ask,) = protocol.next_asks(case, ())
    return render(scene(protocol, case, ask, ()), PASSAGE)


def believing(belief: tuple[int, ...]) -> Player:
    return lambda ask, seen: Turn(ask=ask, belief=belief)


def figures(case: Case, player: Player) -> dict[str, float]:
    """The figures that apply."""
    protocol = create("weak-to-strong", {})
    found = protocol.measures(case, play(protocol, case, player), ())
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("player", "verdict"), [(believing(SECOND), SECOND), (believing(TIED), TIED), (mute("unparsed"), ())]
)
def test_the_strong_model_is_asked_once_and_decides(player: Player, verdict: tuple[int, ...]) -> None:
    protocol = create("weak-to-strong", {})
    transcript = play(protocol, CASE, player)
    assert [[(turn.ask.role, turn.ask.prompt, turn.ask.to) for turn in step] for step in transcript] == [
        [("strong", "label", NOBODY)]
    ]
    assert protocol.verdict(CASE, transcript) == verdict


def test_it_learns_the_label_that_each_weak_judgement_favours() -> None:
    weak = [
        labelled(QUESTION, FIRST),
        labelled(QUESTION, SECOND),
        labelled(CANDIDATE, SECOND),
        labelled(replace(CANDIDATE, candidate="So 3.", correct=None), FIRST),
        labelled(replace(QUESTION, text="A tie?"), TIED),
        labelled(replace(QUESTION, text="Missing?"), ()),
    ]
    learnt = create("weak-to-strong", {}).learn(weak)
    assert learnt == {
        "labelled": [
            ["Who?", ["the porter", "the cook"], 0, 1, ""],
            ["1 + 1?", ["right", "wrong"], 1, 0, "One more is two.\nSo 2."],
            ["1 + 1?", ["right", "wrong"], 0, None, "So 3."],
        ]
    }
    assert json.loads(json.dumps(learnt)) == learnt


def test_it_keeps_the_first_labels_up_to_a_number() -> None:
    learnt = create("weak-to-strong", {"labels_kept": 2}).learn(others(5))
    assert [entry[0] for entry in learnt["labelled"]] == ["Question 0?", "Question 1?"]


@pytest.mark.parametrize(
    ("params", "weak", "problem"),
    [
        ({}, [], "hold no question with a label, and"),
        ({}, [labelled(QUESTION, ()), labelled(CANDIDATE, TIED)], "hold no question with a label, and"),
        ({"truth": True}, [labelled(QUESTION.untold(), FIRST)], "with a label and a known truth, and"),
    ],
)
def test_it_says_that_there_is_no_label_to_learn_from(
    params: dict[str, Any], weak: list[Finished], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        create("weak-to-strong", params).learn(weak)


@pytest.mark.parametrize(("params", "label"), [({}, "the porter"), ({"truth": True}, "the cook")])
def test_the_examples_have_weak_labels_or_for_the_ceiling_true_ones(params: dict[str, Any], label: str) -> None:
    case = taught(params, [labelled(replace(QUESTION, text="Who else?"), FIRST)])
    assert f"> Question: Who else?\n> Answers: the porter | the cook\n> Label: {label}\n" in prompt(params, case)


def test_a_candidate_is_an_example_with_its_verdict() -> None:
    case = taught({}, [labelled(CANDIDATE, SECOND)])
    assert "> Question: 1 + 1?\n> Somebody's answer:\n> One more is two.\n> So 2.\n> Label: wrong\n" in prompt({}, case)


def test_the_question_itself_is_never_among_its_examples() -> None:
    """Neither with this candidate nor with another one."""
    weak = [labelled(CANDIDATE, FIRST), labelled(replace(CANDIDATE, candidate="So 3."), SECOND), *others(1)]
    shown = prompt({}, taught({}, weak, Case(question=CANDIDATE)))
    assert re.findall("Question: (.*)", shown) == ["Question 0?", "1 + 1?"]


def test_as_many_examples_are_shown_as_wanted_each_time_others() -> None:
    params = {"examples": 3}
    case = taught(params, others(20))
    shown = [tuple(re.findall(r"Question \d+\?", prompt(params, replace(case, seed=seed)))) for seed in range(5)]
    assert [len(set(examples)) for examples in shown] == [3] * 5
    assert len(set(shown)) == 5


def test_without_any_label_it_says_that_there_is_none() -> None:
    assert "(none)" in prompt({}, CASE)


@pytest.mark.parametrize("params", [{}, {"truth": True}])
def test_its_prompt_is_the_same_whichever_answer_is_true(params: dict[str, Any]) -> None:
    case = taught(params, [labelled(QUESTION, FIRST), *others(3)])
    assert prompt(params, case) == prompt(params, replace(case, question=replace(QUESTION, answer=0)))


@pytest.mark.parametrize("reads", [True, False])
def test_the_strong_model_reads_the_passage_if_it_may(reads: bool) -> None:
    assert (PASSAGE in prompt({"reads_passage": reads}, CASE)) == reads


@pytest.mark.parametrize(("params", "bound"), [({}, ""), ({"truth": True}, "ceiling")])
def test_it_learns_and_with_true_labels_it_is_the_ceiling_of_its_own_kind(params: dict[str, Any], bound: str) -> None:
    protocol = create("weak-to-strong", params)
    assert (protocol.learns, protocol.own_bounds, protocol.bound) == (True, True, bound)


@pytest.mark.parametrize(
    ("weak", "player", "expected"),
    [
        (FIRST, believing(FIRST), {"weak_agreement": 1, "agreement_where_weak_is_wrong": 1}),
        (FIRST, believing(SECOND), {"weak_agreement": 0, "agreement_where_weak_is_wrong": 0}),
        (SECOND, believing(SECOND), {"weak_agreement": 1, "agreement_where_weak_is_right": 1}),
        (SECOND, believing(TIED), {"weak_agreement": 0, "agreement_where_weak_is_right": 0}),
        (SECOND, mute("unparsed"), {}),
    ],
)
def test_its_figures(weak: tuple[int, ...], player: Player, expected: dict[str, float]) -> None:
    assert figures(taught({}, [labelled(QUESTION, weak)]), player) == expected


def test_agreement_is_by_what_a_label_says_and_not_by_its_place() -> None:
    turned = replace(QUESTION, options=("the cook", "the porter"), answer=0)
    case = taught({}, [labelled(turned, FIRST)])
    assert figures(case, believing(SECOND)) == {"weak_agreement": 1, "agreement_where_weak_is_right": 1}


def test_where_the_truth_is_not_known_only_agreement_is() -> None:
    case = taught({}, [labelled(QUESTION.untold(), FIRST)])
    assert figures(case, believing(FIRST)) == {"weak_agreement": 1}


def test_a_question_without_a_weak_label_has_no_figures() -> None:
    assert figures(taught({}, others(3)), believing(FIRST)) == {}
    assert figures(CASE, believing(FIRST)) == {}


def test_there_is_no_verdict_before_it_is_asked() -> None:
    assert create("weak-to-strong", {}).verdict(CASE, ()) == ()
