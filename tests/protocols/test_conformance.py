"""What every protocol keeps, whatever it stages. A new protocol is tested here by being registered."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from debate.core import prompts
from debate.core.play import Player, play, sit
from debate.core.protocol import OversightProtocol, visible
from debate.core.types import Case, Question, Transcript
from debate.protocols import PROTOCOLS, create
from debate.transcripts import ask_from_json, ask_to_json
from tests.protocols.actors import mute, talkative

QUESTION = Question(
    text="Who took the key?",
    options=("the porter", "the cook"),
    answer=1,
    passage="The porter was out. The cook had the key in her apron all day long.",
)
SETTINGS: list[tuple[str, dict[str, Any]]] = [
    *((slug, {}) for slug in sorted(PROTOCOLS)),
    ("debate", {"simultaneous": False}),
    ("debate", {"interactive": True}),
    ("debate", {"least_rounds": 1, "rounds": 4}),
    ("debate", {"interactive": True, "simultaneous": False, "least_rounds": 2, "rounds": 5}),
    ("debate", {"open": True}),
    ("debate", {"open": True, "interactive": True, "rounds": 1}),
    ("consultancy", {"interactive": True, "least_rounds": 1}),
    ("consultancy", {"open": True}),
]
PLAYERS = [talkative(1), talkative(2), mute("unparsed"), mute("refused"), mute("timed_out")]
every_setting = pytest.mark.parametrize(("slug", "params"), SETTINGS)


def cases(protocol: OversightProtocol) -> list[Case]:
    return [Case(question=QUESTION, seed=s, way=s % protocol.ways(QUESTION)) for s in range(12)]


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
            assert protocol.next_asks(case, transcript[:n]) == tuple(turn.ask for turn in step)


@every_setting
def test_a_sitting_only_grows_and_waits_at_whole_rounds(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        whole = protocol.sitting(case, transcript)
        assert whole, "every protocol here is judged by readers"
        for n in range(len(transcript) + 1):
            early = protocol.sitting(case, transcript[:n])
            assert early == whole[: len(early)]
            assert all(ask.after is not None and ask.after <= n for ask in early)


@every_setting
def test_parameters_and_asks_survive_json(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    assert create(slug, json.loads(json.dumps(asdict(protocol)))) == protocol
    for case, transcript, _ in games(protocol)[:3]:
        asks = [t.ask for step in transcript for t in step] + list(protocol.sitting(case, transcript))
        for ask in asks:
            assert ask_from_json(json.loads(json.dumps(ask_to_json(ask)))) == ask


@every_setting
def test_it_is_blind_to_the_truth(slug: str, params: dict[str, Any]) -> None:
    """With the answer flipped and the replies kept, every ask and every rendered prompt is the same."""
    protocol = create(slug, params)
    for case in cases(protocol):
        flipped = replace(case, question=replace(QUESTION, answer=0))
        transcript = play(protocol, case, talkative(case.seed))
        assert play(protocol, flipped, talkative(case.seed)) == transcript
        assert everything_shown(protocol, flipped, transcript) == everything_shown(protocol, case, transcript)


def everything_shown(protocol: OversightProtocol, case: Case, transcript: Transcript) -> list[str]:
    knowing = {role.name for role in protocol.roles(case) if role.knows_answer}
    stage = [(t.ask, transcript[:n]) for n, step in enumerate(transcript) for t in step if t.ask.role not in knowing]
    reading = [(ask, transcript) for ask in protocol.sitting(case, transcript)]
    shown = [prompts.scene(protocol, case, ask, so_far) for ask, so_far in stage + reading]
    return [prompts.render(scene, QUESTION.passage) for scene in shown]


@every_setting
def test_nobody_hears_what_was_not_addressed_to_them(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, transcript, _ in games(protocol):
        for ask in protocol.sitting(case, transcript):
            assert all(turn.ask.to & {"*", ask.role} for turn in visible(ask, transcript))


@every_setting
def test_only_who_may_read_the_passage_is_shown_it(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    case = cases(protocol)[0]
    transcript = play(protocol, case, talkative(0))
    for ask in protocol.sitting(case, transcript):
        shown = prompts.render(prompts.scene(protocol, case, ask, transcript), QUESTION.passage)
        assert (QUESTION.passage in shown) == protocol.reader().reads_passage


@pytest.mark.parametrize("slug", sorted(PROTOCOLS))
def test_its_prompts_name_only_variables_that_exist(slug: str) -> None:
    protocol = create(slug, {})
    case = cases(protocol)[0]
    for ask_prompt in protocol.prompts:
        for ask in protocol.sitting(case, ()):
            scene = prompts.scene(protocol, case, replace(ask, prompt=ask_prompt, about={"round": "1"}), ())
            assert prompts.render(scene, QUESTION.passage)
