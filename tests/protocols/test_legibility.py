"""Reasoning read by others: what is sampled, what a reader is shown of it and when, and what the figures count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from debate.core.drawing import said_in
from debate.core.play import sit
from debate.core.prompts import render, scene
from debate.core.replies import parse
from debate.core.types import (
    Ask,
    Case,
    Finished,
    Judgement,
    Private,
    Question,
    Sat,
    Speech,
    Turn,
    beliefs,
)
from debate.llm.offline import bag_of_words
from debate.llm.offline.answering import reply
from debate.llm.offline.told import Told
from debate.protocols import create
from debate.protocols.legibility import EASY, Shown
from tests.protocols.actors import mute, talkative
from tests.protocols.test_conformance import PASSAGE, flipped

QUESTION = Question(text="Who took the key?", options=("the porter", "the cook"), answer=1, passage=PASSAGE)
PROTOCOL = create("legibility", {})
REASONING = "First I look at the porter.\nThe porter was out.\n\nSo the cook had it in her apron.\nstance: the cook"


def thought(reasoning: str = REASONING, stance: int | None = 1, role: str = "debater_a") -> Turn:
    ask = Ask(role=role, prompt="open", wants=(Speech(),))
    return Turn(ask=ask, text="I say.", private=Private(reasoning=reasoning, stance=stance))


def finished(*turns: Turn, question: Question = QUESTION, seed: int = 1) -> Finished:
    return Finished(case=Case(question=question, seed=seed), transcript=(turns,))


def taught(*debates: Finished, params: Mapping[str, Any] | None = None, question: Question = QUESTION) -> Case:
    """A case as stored, with what its arm learnt."""
    learnt = create("legibility", params or {}).learn(debates)
    return Case(question=question, seed=5, given=json.loads(json.dumps(learnt)))


READ = taught(finished(thought()))


def judged(half: tuple[int, ...], whole: tuple[int, ...], easy: int = 5, **who: bool) -> Judgement:
    wants = (beliefs(QUESTION), EASY)
    turn = Turn(ask=Ask(role="judge", prompt="whole", wants=wants, after=0), belief=whole, scales={"easy": easy})
    return Judgement(beliefs=(half, whole), sittings=(Sat(turns=(turn,)),), **who)


def figures(*judgements: Judgement, case: Case = READ) -> Mapping[str, float | None]:
    return PROTOCOL.measures(case, (), judgements)


PORTER, COOK, TIED = (8000, 2000), (1000, 9000), (5000, 5000)


def test_a_reader_is_shown_half_of_it_then_all_and_never_the_stance() -> None:
    half, whole = PROTOCOL.sitting(READ, ())
    first, second = (render(scene(PROTOCOL, READ, ask, ()), PASSAGE) for ask in (half, whole))
    assert "> First I look at the porter.\n> The porter was" in first, "it is marked as somebody's words"
    assert "in her apron" not in first
    assert "> So the cook had it in her apron." in second
    assert "stance" not in first + second
    assert half.about["first"].split() + whole.about["second"].split() == REASONING.split()[:-3]
    assert abs(len(half.about["first"].split()) - len(whole.about["second"].split())) <= 1
    assert [want.kind for want in half.wants] == ["belief"]
    assert [want.kind for want in whole.wants] == ["belief", "scale"]


def test_the_lines_of_the_reasoning_stay_as_they_were() -> None:
    half, whole = PROTOCOL.sitting(READ, ())
    assert "\n" in half.about["first"]
    assert "stance" not in whole.about["second"]


@pytest.mark.parametrize(
    "turn",
    [
        thought(stance=None),
        replace(thought(), private=None),
        thought("stance: the cook"),
        thought("Short\nstance: the cook"),
        thought("word " * 60 + "\nstance: the cook"),
    ],
)
def test_what_has_no_stance_or_no_two_halves_or_is_too_long_is_left_out(turn: Turn) -> None:
    with pytest.raises(ValueError, match="none of their seats reasoned in private"):
        taught(finished(turn), params={"longest": 50})


def test_every_line_that_states_the_stance_is_cut_out_wherever_it_stands() -> None:
    case = taught(finished(thought("Stance: the porter\nI think again, and more.\n**stance**: the cook\nThat is all.")))
    ask = PROTOCOL.sitting(case, ())[1]
    assert " ".join(" ".join(ask.about.values()).split()) == "I think again, and more. That is all."


def test_a_sample_is_bounded_and_has_as_many_of_either_stance_as_there_can_be() -> None:
    debates = [
        finished(
            thought("It was surely the porter.\nstance: the porter", 0),
            thought("It was surely the cook.\nstance: the cook", 1, "debater_b"),
            question=replace(QUESTION, text=f"Question {n}?"),
            seed=n,
        )
        for n in range(20)
    ]
    kept = create("legibility", {"sample": 10}).learn(debates)["sampled"]
    assert len({one[0] for one in kept}) == len(kept) == 10
    assert sorted(one[3] for one in kept) == ["the cook"] * 5 + ["the porter"] * 5
    assert create("legibility", {"sample": 10}).learn(debates)["sampled"] == kept
    assert {one[0] for one in kept} != {f"Question {n}?" for n in range(10)}, "it is drawn, not the first ones"


def test_of_a_question_of_which_nothing_was_sampled_nobody_is_asked_and_it_says_why() -> None:
    other = taught(finished(thought()), question=replace(QUESTION, text="Who has the key now?"))
    assert PROTOCOL.sitting(other, ()) == ()
    assert PROTOCOL.left_out(other).startswith("No reasoning about this question was sampled")
    assert PROTOCOL.drawing(other, ()) is None
    assert figures(judged(COOK, COOK), case=other) == {}
    assert PROTOCOL.left_out(READ) == ""


def test_a_question_narrowed_to_two_options_takes_what_was_reasoned_about_more_of_them() -> None:
    wide = replace(QUESTION, options=("the cat", "the porter", "the cook"), answer=2)
    case = taught(finished(thought(stance=2), question=wide))
    assert len(PROTOCOL.sitting(case, ())) == 2
    assert figures(judged(PORTER, COOK), case=case)["legible"] == 1
    without = taught(finished(thought("It was the cat, surely.", 0), question=wide))
    assert PROTOCOL.sitting(without, ()) == ()


def test_the_figures_count_readers_by_where_they_are_after_half_and_after_all() -> None:
    found = figures(
        judged(PORTER, COOK, 2, person=True),
        judged(COOK, COOK, 4, person=True),
        judged(COOK, PORTER, 6),
        judged(TIED, TIED, 7, person=True, bot=True),
    )
    assert found == {
        "legible": 2 / 4,
        "legible_by_people": 1.0,
        "legible_by_models": 0.0,
        "legible_by_bots": 0.0,
        "legible_half": 2 / 4,
        "settled_by_half": 1 / 3,
        "easy": 19 / 4,
        "agreement": 1 / 6,
    }


def test_one_reader_agrees_with_nobody_and_none_reads_nothing() -> None:
    assert figures(judged(COOK, COOK))["agreement"] is None
    assert set(figures().values()) == {None}
    assert set(figures(Judgement(beliefs=(COOK,))).values()) == {None}, "who has not read all is no reader"


def test_what_is_drawn_is_what_was_handed_on_and_a_researcher_sees_the_stance() -> None:
    half, whole = PROTOCOL.sitting(READ, ())
    first, both, record = (PROTOCOL.drawing(READ, (), ask) for ask in (half, whole, None))
    assert isinstance(first, Shown)
    assert isinstance(both, Shown)
    assert isinstance(record, Shown)
    assert list(said_in(first)) == [half.about["first"]]
    assert list(said_in(both)) == [whole.about["first"], whole.about["second"]]
    assert (first.whole, both.whole, first.stance, both.stance) == (False, True, "", "")
    assert (record.stance, record.role) == ("the cook", "debater a")


def test_it_is_blind_to_the_truth_and_shows_no_passage() -> None:
    other = flipped(READ)
    assert PROTOCOL.sitting(READ, ()) == PROTOCOL.sitting(other, ())
    for ask in PROTOCOL.sitting(READ, ()):
        prompts = [render(scene(PROTOCOL, case, ask, ()), PASSAGE) for case in (READ, other)]
        assert prompts[0] == prompts[1]
        assert PASSAGE not in prompts[0]
        assert "$" not in prompts[0]


def test_what_is_reasoned_about_one_answer_is_read_as_right_or_wrong() -> None:
    question = Question(text="1 + 1?", candidate="One more is two.\nSo 2.", correct=True)
    params = {"about": "candidate"}
    protocol = create("legibility", params)
    case = taught(
        finished(thought("Each line holds.\nSo it is right.", 0), question=question), params=params, question=question
    )
    assert protocol.takes == ("candidate",)
    prompt = render(scene(protocol, case, protocol.sitting(case, ())[0], ()), "")
    assert "So 2." in prompt
    assert protocol.measures(case, (), (judged(COOK, PORTER),))["legible"] == 1


@pytest.mark.parametrize("player", [talkative(1), talkative(4), mute("unparsed"), mute("refused")])
def test_it_ends_after_two_asks_whatever_is_replied(player: Any) -> None:
    turns = sit(PROTOCOL, READ, (), player)
    assert len(turns) <= PROTOCOL.most_sitting_asks(READ)
    found = figures(Judgement(beliefs=tuple(turn.belief for turn in turns), sittings=(Sat(turns=turns),)))
    assert all(0 <= value <= 7 for value in found.values() if value is not None)


def test_the_offline_judge_goes_by_the_words_of_the_labels_in_the_reasoning() -> None:
    reasoning = "The cook had the apron, and the cook was in.\nNobody saw the cook leave.\nstance: the cook"
    half, whole = PROTOCOL.sitting(taught(finished(thought(reasoning))), ())
    for ask in (half, whole):
        told = Told(
            role="judge",
            prompt=ask.prompt,
            wants=ask.wants,
            about=ask.about,
            question=QUESTION.text,
            options=QUESTION.options,
            display=(1, 0),
        )
        turn = parse(ask, reply(told, bag_of_words, lambda _: "", letter=False), (1, 0))
        assert turn.status == "ok"
        assert turn.belief[1] > 6000
    assert 1 <= turn.scales["easy"] <= 7
