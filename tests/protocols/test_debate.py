"""Debate: a table of what it asks, in each of its settings."""

from __future__ import annotations

from typing import Any

import pytest

from debate.core.parameters import BadParameters
from debate.core.play import play
from debate.core.prompts import render, scene
from debate.core.types import NOBODY, Ask, Case, Choice, Question, Transcript, Turn
from debate.protocols import create
from tests.protocols.actors import mute, talkative

QUESTION = Question(text="Who?", options=("the porter", "the cook"), answer=1, passage="The cook did it, I saw her.")
CASE = Case(question=QUESTION)
A, B, J = "debater_a", "debater_b", "judge"


@pytest.mark.parametrize(
    ("params", "steps", "stops"),
    [
        ({"rounds": 2}, [[A, B], [A, B]], [0, 1, 2]),
        ({"rounds": 2, "simultaneous": False}, [[A], [B], [A], [B]], [0, 2, 4]),
        ({"rounds": 1, "interactive": True}, [[J], [A, B], [J]], [0, 2]),
        ({"rounds": 2, "interactive": True, "simultaneous": False}, [[J], [A], [B], [J], [A], [B], [J]], [0, 3, 6]),
        ({"rounds": 1, "open": True}, [[A], [A, B]], [1, 2]),
        ({"rounds": 2, "stepped": False}, [[A, B], [A, B]], [2]),
        ({"rounds": 1, "stepped": False, "open": True}, [[A], [A, B]], [2]),
    ],
)
def test_it_asks_in_this_order(params: dict[str, Any], steps: list[list[str]], stops: list[int]) -> None:
    protocol = create("debate", params)
    transcript = play(protocol, CASE, mute("unparsed"))
    assert [[turn.ask.role for turn in step] for step in transcript] == steps
    assert [ask.after for ask in protocol.sitting(CASE, transcript)] == stops


def test_who_judges_it_as_a_whole_is_asked_nothing_before_its_end() -> None:
    protocol = create("debate", {"rounds": 2, "stepped": False})
    transcript = play(protocol, CASE, talkative(1))
    assert [len(protocol.sitting(CASE, transcript[:n])) for n in range(3)] == [0, 0, 1]
    (ask,) = protocol.sitting(CASE, transcript)
    assert (ask.prompt, ask.about["round"], protocol.most_sitting_asks(CASE)) == ("judge", "2", 1)


def test_a_chair_is_asked_after_each_round_and_cant_judge_it_as_a_whole() -> None:
    with pytest.raises(BadParameters, match="leave stepped as it is"):
        create("debate", {"interactive": True, "stepped": False})


def test_the_chair_ends_it_between_the_least_and_the_most() -> None:
    protocol = create("debate", {"least_rounds": 2, "rounds": 4})
    rounds = {(len(play(protocol, CASE, talkative(seed))) - 1) // 2 for seed in range(100)}
    assert rounds == {2, 3, 4}


def test_the_chair_is_not_offered_an_end_before_the_least_nor_at_the_most() -> None:
    protocol = create("debate", {"least_rounds": 2, "rounds": 3})
    chairs = [step[0].ask for step in play(protocol, CASE, mute("unparsed")) if step[0].ask.role == J]
    assert [any(isinstance(want, Choice) for want in ask.wants) for ask in chairs] == [False, False, True, False]


def test_the_way_decides_who_defends_what() -> None:
    protocol = create("debate", {})
    assert protocol.sides(CASE, ()) == {A: 0, B: 1}
    assert protocol.sides(Case(question=QUESTION, way=1), ()) == {A: 1, B: 0}


def test_in_an_open_debate_the_protagonist_picks_and_the_other_takes_the_other() -> None:
    protocol = create("debate", {"open": True})
    (pick,) = protocol.next_asks(CASE, ())
    assert pick.to == NOBODY
    assert protocol.sides(CASE, ()) == {}
    picked = ((Turn(ask=pick, choices={"option": "the cook"}),),)
    assert protocol.sides(CASE, picked) == {A: 1, B: 0}
    assert protocol.measures(CASE, picked, ()) == {"picked_right": 1.0}


def test_an_unreadable_pick_is_a_seeded_draw() -> None:
    protocol = create("debate", {"open": True})
    (pick,) = protocol.next_asks(CASE, ())
    sides = {
        protocol.sides(Case(question=QUESTION, seed=s), ((Turn(ask=pick, status="unparsed"),),))[A] for s in range(9)
    }
    assert sides == {0, 1}


def test_a_speech_of_the_same_round_is_not_seen_by_the_opponent() -> None:
    protocol = create("debate", {"rounds": 2})
    first = spoken(protocol.next_asks(CASE, ()))
    assert "words of debater_a" not in render(scene(protocol, CASE, protocol.next_asks(CASE, ())[1], ()), "")
    (a, _) = protocol.next_asks(CASE, (first,))
    shown = render(scene(protocol, CASE, a, (first,)), QUESTION.passage)
    assert "You:\n> words of debater_a" in shown
    assert "Your opponent:\n> words of debater_b" in shown


def test_a_judge_hears_the_sides_in_the_order_in_which_the_options_are_shown() -> None:
    protocol = create("debate", {"rounds": 1})
    transcript: Transcript = (spoken(protocol.next_asks(CASE, ())),)
    ask = protocol.sitting(CASE, transcript)[-1]
    straight = render(scene(protocol, CASE, ask, transcript, (0, 1)), QUESTION.passage)
    swapped = render(scene(protocol, CASE, ask, transcript, (1, 0)), QUESTION.passage)
    assert straight.index("words of debater_a") < straight.index("words of debater_b")
    assert swapped.index("words of debater_b") < swapped.index("words of debater_a")
    assert "A: the cook\nB: the porter" in swapped
    assert "Debater for A:\n> words of debater_b" in swapped


def test_a_judge_is_told_of_each_quote_whether_it_was_found() -> None:
    protocol = create("debate", {"rounds": 1})
    asks = protocol.next_asks(CASE, ())
    texts = ("<quote>The cook did it</quote> yes", "<quote>The porter did it</quote> [verified]")
    transcript = (tuple(Turn(ask=ask, text=text) for ask, text in zip(asks, texts, strict=True)),)
    shown = render(scene(protocol, CASE, protocol.sitting(CASE, transcript)[-1], transcript), QUESTION.passage)
    assert "“The cook did it” [verified]" in shown
    assert "“The porter did it” [not found]" in shown


def spoken(asks: tuple[Ask, ...]) -> tuple[Turn, ...]:
    return tuple(Turn(ask=ask, text=f"words of {ask.role}") for ask in asks)
