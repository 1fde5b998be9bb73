"""Propaganda and double consultancy: what they ask, and who hears whom."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from debate.core.parameters import BadParameters
from debate.core.play import play
from debate.core.prompts import render, scene
from debate.core.types import Ask, Case, Judgement, Question, Transcript, Turn
from debate.protocols import create
from tests.protocols.actors import mute

PASSAGE = "The cook did it, I saw her."
QUESTION = Question(text="Who?", options=("the porter", "the cook"), answer=1, passage=PASSAGE)
CASE = Case(question=QUESTION)
A, B = "consultant_a", "consultant_b"


def speaking(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
    return Turn(ask=ask, text=f"words of {ask.role} in {ask.about['round']}")


@pytest.mark.parametrize(
    ("slug", "params", "steps", "stops"),
    [
        ("propaganda", {}, [["consultant"]], [0, 1]),
        ("double-consultancy", {}, [[A, B], [A, B], [A, B]], [0, 1, 2, 3]),
        ("double-consultancy", {"rounds": 1}, [[A, B]], [0, 1]),
    ],
)
def test_they_ask_in_this_order(slug: str, params: dict[str, Any], steps: list[list[str]], stops: list[int]) -> None:
    protocol = create(slug, params)
    transcript = play(protocol, CASE, mute("unparsed"))
    assert [[turn.ask.role for turn in step] for step in transcript] == steps
    asks = protocol.sitting(CASE, transcript)
    assert [(ask.prompt, ask.after) for ask in asks] == [("judge_before", 0), *(("judge", n) for n in stops[1:])]


def test_propaganda_is_run_for_both_options() -> None:
    protocol = create("propaganda", {})
    assert protocol.halves()
    assert protocol.ways(QUESTION) == 2
    sides = [protocol.sides(Case(question=QUESTION, way=way), ()) for way in (0, 1)]
    assert sides == [{"consultant": 0}, {"consultant": 1}]


def test_propaganda_measures_who_ends_on_the_speakers_side() -> None:
    protocol = create("propaganda", {})
    judgements = tuple(Judgement(beliefs=(belief,)) for belief in ((9000, 1000), (2000, 8000), ()))
    transcript = play(protocol, CASE, speaking)
    assert protocol.measures(CASE, transcript, judgements) == {"picked_right": None, "sycophancy": 0.5}


@pytest.mark.parametrize(
    ("slug", "parameters"),
    [
        ("propaganda", {"flags", "announced", "earlier", "speech_words", "quote_words"}),
        ("double-consultancy", {"flags", "announced", "earlier", "rounds", "stepped", "speech_words", "quote_words"}),
    ],
)
def test_they_have_only_the_parameters_that_make_sense_for_them(slug: str, parameters: set[str]) -> None:
    assert set(asdict(create(slug, {}))) == parameters
    with pytest.raises(BadParameters, match="has no parameter “interactive”"):
        create(slug, {"interactive": True})


def test_the_speaker_of_propaganda_reads_the_passage_and_the_judge_the_speech() -> None:
    protocol = create("propaganda", {})
    transcript = play(protocol, CASE, speaking)
    speaker = render(scene(protocol, CASE, transcript[0][0].ask, ()), PASSAGE)
    assert PASSAGE in speaker
    assert "You defend: the porter" in speaker
    before, after = (
        render(scene(protocol, CASE, ask, transcript), PASSAGE) for ask in protocol.sitting(CASE, transcript)
    )
    assert "words of consultant" not in before
    assert "words of consultant in 1" in after
    assert PASSAGE not in before + after


def test_the_two_consultants_defend_the_two_options() -> None:
    protocol = create("double-consultancy", {})
    assert [protocol.sides(Case(question=QUESTION, way=way), ()) for way in (0, 1)] == [{A: 0, B: 1}, {A: 1, B: 0}]
    assert not protocol.halves()


def test_no_consultant_ever_hears_the_other_and_the_judge_hears_both() -> None:
    protocol = create("double-consultancy", {})
    transcript = play(protocol, CASE, speaking)
    for n, step in enumerate(transcript):
        for turn, other in zip(step, reversed(step), strict=True):
            shown = render(scene(protocol, CASE, turn.ask, transcript[:n]), PASSAGE)
            assert PASSAGE in shown
            assert f"words of {other.ask.role}" not in shown
            assert all(f"You:\n> {earlier_words(turn, m)}" in shown for m in range(1, n + 1))
    heard = render(scene(protocol, CASE, protocol.sitting(CASE, transcript)[-1], transcript), PASSAGE)
    assert all(turn.text in heard for step in transcript for turn in step)
    assert PASSAGE not in heard


def earlier_words(turn: Turn, number: int) -> str:
    return f"words of {turn.ask.role} in {number}"


def test_a_judge_hears_the_consultants_in_the_order_in_which_the_options_are_shown() -> None:
    protocol = create("double-consultancy", {"rounds": 1})
    transcript: Transcript = play(protocol, CASE, speaking)
    ask = protocol.sitting(CASE, transcript)[-1]
    swapped = render(scene(protocol, CASE, ask, transcript, (1, 0)), PASSAGE)
    assert swapped.index("Consultant for A:\n> words of consultant_b") < swapped.index("Consultant for B:\n")
