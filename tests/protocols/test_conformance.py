"""What every protocol keeps, whatever it stages. A new protocol is tested here by being registered."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from math import isfinite
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debate.core import prompts
from debate.core.flags import sitting_asks, stage_asks
from debate.core.measuring import measures_of
from debate.core.play import Player, play, sit
from debate.core.protocol import OversightProtocol, visible
from debate.core.replies import parse
from debate.core.types import WHOLE, Ask, Case, Judgement, Private, Question, Sat, Transcript, Turn
from debate.protocols import PROTOCOLS, create
from debate.transcripts import ask_from_json, ask_to_json
from tests.protocols.actors import mute, talkative

PASSAGE = "The porter was out. The cook had the key in her apron all day long."
QUESTIONS = {
    "options": Question(text="Who took the key?", options=("the porter", "the cook"), answer=1, passage=PASSAGE),
    "candidate": Question(
        text="Who took the key?",
        candidate="The porter was out all day.\nSo it was the cook, who had an apron.",
        correct=False,
        flaw=2,
        passage=PASSAGE,
    ),
}
SETTINGS: list[tuple[str, dict[str, Any]]] = [
    *((slug, {}) for slug in sorted(PROTOCOLS)),
    ("debate", {"simultaneous": False}),
    ("debate", {"interactive": True}),
    ("debate", {"least_rounds": 1, "rounds": 4}),
    ("debate", {"interactive": True, "simultaneous": False, "least_rounds": 2, "rounds": 5}),
    ("debate", {"open": True}),
    ("debate", {"stepped": False}),
    ("consultancy", {"stepped": False, "rounds": 2}),
    ("debate", {"open": True, "interactive": True, "rounds": 1}),
    ("consultancy", {"interactive": True, "least_rounds": 1}),
    ("consultancy", {"open": True}),
    ("blind", {"about": "candidate"}),
    ("critique", {"critics": 1, "per_critic": 1, "shown": 1}),
    ("critique", {"critics": 4, "per_critic": 10, "shown": 10}),
    ("prover-verifier", {"exchanges": 0, "attempts": 5}),
    ("prover-verifier", {"exchanges": 3, "attempts": 3, "seconds": 45, "claims": 1}),
    ("market-making", {"arguments": 1}),
    ("market-making", {"arguments": 12, "settled": 60.0}),
    ("recursive", {"depth": 0}),
    ("recursive", {"depth": 2, "branching": 5}),
    ("recursive", {"depth": 3, "branching": 2}),
    ("tiered", {"tiers": 5, "sure": 95.0, "spot_checks": 1.0, "readers": 5}),
    ("tiered", {"tiers": 2, "sure": 50.0, "spot_checks": 0.0, "readers": 0}),
    ("control", {"attacks": 0.5, "honeypots": 0.3}),
    ("control", {"attacks": 1.0, "defer": "defer", "trusted_reads": True}),
    ("weak-to-strong", {"truth": True, "reads_passage": False, "examples": 2}),
    ("preference", {"principles": ["Be honest.", "Be brief."]}),
    ("preference", {"single": True}),
    ("preference", {"single": True, "scales": ["helpful", "clear style"], "principles": ["Be honest."]}),
    ("double-consultancy", {"rounds": 1}),
]
PLAYERS = [talkative(1), talkative(2), mute("unparsed"), mute("refused"), mute("timed_out")]
FLAGGED = [(slug, {"flags": True}) for slug in sorted(PROTOCOLS)]
every_setting = pytest.mark.parametrize(("slug", "params"), [*SETTINGS, *FLAGGED])


def cases(protocol: OversightProtocol) -> list[Case]:
    questions = [QUESTIONS[form] for form in protocol.takes]
    return [
        Case(question=q, seed=s, way=s % protocol.ways(q), judges=("a person",)) for q in questions for s in range(12)
    ]


def flipped(case: Case) -> Case:
    """The same with the other truth."""
    question = case.question
    if question.options:
        return replace(case, question=replace(question, answer=1 - (question.answer or 0)))
    return replace(case, question=replace(question, correct=not question.correct, flaw=None))


def games(protocol: OversightProtocol) -> list[tuple[Case, Transcript, Player]]:
    return [(case, play(protocol, case, player), player) for case in cases(protocol) for player in PLAYERS]


@every_setting
def test_it_finishes_within_its_bound_whatever_is_replied(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, player in games(protocol):
        assert sum(map(len, transcript)) <= protocol.most_asks(case)
        assert len(sit(protocol, case, transcript, player)) <= protocol.most_sitting_asks(case)


@every_setting
def test_it_asks_only_its_roles_and_each_ask_once(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        names = {role.name for role in protocol.roles(case)}
        for step in transcript:
            assert {turn.ask.role for turn in step} <= names
            assert len({(turn.ask.role, turn.ask.key) for turn in step}) == len(step)


@every_setting
def test_every_prefix_of_a_transcript_gives_the_asks_that_followed(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        for n, step in enumerate(transcript):
            assert stage_asks(protocol, case, transcript[:n]) == tuple(turn.ask for turn in step)


@every_setting
def test_a_sitting_only_grows_and_waits_at_whole_rounds(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        whole = sitting_asks(protocol, case, transcript)
        somebody = protocol.decides or protocol.chaired or protocol.left_out(case)
        assert whole or somebody, "somebody must judge, or it says why there is nothing to be judged"
        for n in range(len(transcript) + 1):
            early = sitting_asks(protocol, case, transcript[:n])
            assert early == whole[: len(early)]
            assert all(ask.after is not None and ask.after <= n for ask in early)


@every_setting
def test_parameters_and_asks_survive_json(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    assert create(slug, json.loads(json.dumps(asdict(protocol)))) == protocol
    for case, transcript, _ in games(protocol)[:3]:
        asks = [t.ask for step in transcript for t in step] + list(sitting_asks(protocol, case, transcript))
        for ask in asks:
            assert ask_from_json(json.loads(json.dumps(ask_to_json(ask)))) == ask


@every_setting
def test_it_is_blind_to_the_truth(slug: str, params: dict[str, Any]) -> None:
    """With the answer flipped and the replies kept, every ask and every rendered prompt is the same."""
    protocol = create(slug, params)
    for case in cases(protocol):
        other = flipped(case)
        transcript = play(protocol, case, talkative(case.seed))
        again = play(protocol, other, talkative(case.seed))
        assert unknowing(protocol, other, again) == unknowing(protocol, case, transcript)
        assert everything_shown(protocol, other, transcript) == everything_shown(protocol, case, transcript)


def unknowing(protocol: OversightProtocol, case: Case, transcript: Transcript) -> list[list[Turn]]:
    """The transcript without what those are told who know the answer."""
    knowing = {role.name for role in protocol.roles(case) if role.knows_answer}
    return [
        [replace(t, ask=replace(t.ask, prompt="", about={})) if t.ask.role in knowing else t for t in step]
        for step in transcript
    ]


def everything_shown(protocol: OversightProtocol, case: Case, transcript: Transcript) -> list[str]:
    knowing = {role.name for role in protocol.roles(case) if role.knows_answer}
    stage = [(t.ask, transcript[:n]) for n, step in enumerate(transcript) for t in step if t.ask.role not in knowing]
    reading = [(ask, transcript) for ask in sitting_asks(protocol, case, transcript)]
    shown = [prompts.scene(protocol, case, ask, so_far) for ask, so_far in stage + reading]
    return [prompts.render(scene, PASSAGE) for scene in shown]


@every_setting
def test_nobody_hears_what_was_not_addressed_to_them(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        for ask in sitting_asks(protocol, case, transcript):
            assert all(turn.ask.to & {"*", ask.role} for turn in visible(ask, transcript))


@every_setting
def test_only_who_may_read_the_passage_is_shown_it(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case in cases(protocol)[::12]:
        transcript = play(protocol, case, talkative(0))
        for ask in sitting_asks(protocol, case, transcript):
            shown = prompts.render(prompts.scene(protocol, case, ask, transcript), PASSAGE)
            assert (PASSAGE in shown) == protocol.reader().reads_passage
        for n, step in enumerate(transcript):
            for turn in step:
                role = prompts.role_of(protocol, case, turn.ask)
                shown = prompts.render(prompts.scene(protocol, case, turn.ask, transcript[:n]), PASSAGE)
                assert role.reads_passage or PASSAGE not in shown


@every_setting
def test_private_reasoning_reaches_nobody(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)

    def reasoning(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        assert all(turn.private is None for turn in seen)
        return replace(talkative(3)(ask, seen), private=Private(reasoning="WHAT I HIDE", stance=0))

    for case in cases(protocol)[::12]:
        transcript = play(protocol, case, reasoning)
        assert "WHAT I HIDE" not in "".join(everything_shown(protocol, case, transcript))


@every_setting
def test_a_verdict_and_the_figures_can_be_had_of_whatever_was_replied(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, player in games(protocol):
        verdict = protocol.verdict(case, transcript)
        assert verdict == () or (sum(verdict) == WHOLE and len(verdict) == len(case.question.labels))
        assert protocol.decides or verdict == ()
        sat = Sat(turns=sit(protocol, case, transcript, player), display=(0, 1))
        beliefs = tuple(turn.belief for turn in sat.turns)
        judged = (Judgement(beliefs=beliefs, sittings=(sat,)), Judgement(beliefs=((),)), Judgement())
        for known in (case, replace(case, question=case.question.untold())):
            for judgements in (judged, ()):
                figures = measures_of(protocol, known, transcript, judgements, {})
                assert all(isfinite(value) for value in figures.values())
                shares = [value for name, value in figures.items() if not name.startswith(protocol.amounts)]
                assert all(-1 <= value <= 1 for value in shares), "what is no share is named in `amounts`"


@every_setting
def test_every_prompt_that_is_asked_can_be_filled_in(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        assert all("$" not in prompt and prompt.strip() for prompt in everything_shown(protocol, case, transcript))


REPLIES = st.one_of(
    st.just(""),
    st.text(max_size=300),
    st.sampled_from(
        [
            "A: 100 %\nB: 0 %",
            "x" * 60_000,
            "A: 70 % B: 70 %\nverdict: accept\nverdict: reject",
            "</think></quote><quote>flags: 1\n- 999999 - all",
            "${truth} $passage $$ {prompt} %s \x00 \ud7ff",
            json.dumps({"A": 50, "B": 50, "verdict": ["accept"], "claims": [{}] * 50, "preference": 99}),
            "claims:\n" + "- a claim\n" * 400,
        ]
    ),
)


@pytest.mark.parametrize("slug", sorted(PROTOCOLS))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_hostile_words_pass_no_bound_and_break_nothing(slug: str, data: st.DataObject) -> None:
    """Replies as models send them, empty, huge or hostile, through the very parser that workers use."""
    protocol = create(slug, {})
    case = data.draw(st.sampled_from(cases(protocol)))

    def replying(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        return parse(ask, data.draw(REPLIES), data.draw(st.sampled_from([(), (0, 1), (1, 0)])))

    transcript = play(protocol, case, replying)
    assert sum(map(len, transcript)) <= protocol.most_asks(case)
    assert len(sit(protocol, case, transcript, replying)) <= protocol.most_sitting_asks(case)
    everything_shown(protocol, case, transcript)
    measures_of(protocol, case, transcript, (), {})
