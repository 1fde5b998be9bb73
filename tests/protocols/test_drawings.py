"""What protocols draw of themselves: nothing beyond what the asked one may read, blind to the truth, and harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from django.utils.safestring import SafeString

from debate.access import quoting
from debate.access.drawn import drawn
from debate.access.drawn import quoting as quoting_of
from debate.core.drawing import said_in
from debate.core.flags import sitting_asks, stage_asks
from debate.core.play import Player
from debate.core.prompts import role_of
from debate.core.protocol import OversightProtocol, own, visible
from debate.core.types import Ask, Case, Items, Marks, Speech, Transcript, Turn
from debate.protocols import PROTOCOLS, create
from tests.protocols.actors import talkative
from tests.protocols.test_conformance import PASSAGE, SETTINGS, cases, flipped

TOKEN = re.compile(r"tok\d+")
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)"> {{ 7 }} [x](javascript:alert(1))'
HARMFUL = re.compile(r"<(?:script|img|style|iframe)|<[^>]*\son\w+=|<[^>]*javascript:", re.I)
Asked = tuple[Ask, Transcript]


def draws(slug: str) -> bool:
    return PROTOCOLS[slug].drawing is not OversightProtocol.drawing


drawing_ones = pytest.mark.parametrize(("slug", "params"), [(slug, p) for slug, p in SETTINGS if draws(slug)])


def wordy(seed: int, words: str = "") -> Player:
    """Says at random what it believes, and in words something that nobody else ever says."""
    numbers, random = count(), talkative(seed)

    def said() -> str:
        return f"tok{next(numbers)} and five more words here {words}"

    def play(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        turn = random(ask, seen)
        for want in ask.wants:
            if isinstance(want, Speech):
                turn = replace(turn, text=said())
            elif isinstance(want, Marks):
                turn = replace(turn, marks={**turn.marks, want.name: {n: said() for n in turn.marks[want.name]}})
            elif isinstance(want, Items):
                turn = replace(turn, items={**turn.items, want.name: tuple(said() for _ in turn.items[want.name])})
        return turn

    return play


def asked(protocol: OversightProtocol, case: Case, player: Player) -> Iterator[Asked]:
    """Every ask of the stage and of a sitting, each with what had been played before it."""
    transcript: Transcript = ()
    while asks := stage_asks(protocol, case, transcript):
        yield from ((ask, transcript) for ask in asks)
        transcript += (tuple(player(ask, visible(ask, transcript)) for ask in asks),)
    for ask in sitting_asks(protocol, case, transcript):
        yield ask, transcript[: ask.after]


def every(protocol: OversightProtocol, words: str = "") -> Iterator[tuple[Case, Ask, Transcript, Any]]:
    """Every drawing that somebody who is asked can meet."""
    for case in cases(protocol):
        for ask, read in asked(protocol, case, wordy(case.seed, words)):
            made = protocol.drawing(case, read, ask)
            if made is not None:
                yield case, ask, read, made


def tokens(texts: Iterator[str]) -> set[str]:
    return {token for text in texts for token in TOKEN.findall(text)}


def readable(ask: Ask, read: Transcript) -> Iterator[str]:
    """What its role was told, said itself, or is handed now or was before."""
    yield from ask.about.values()
    for turn in visible(ask, read):
        if own(ask, turn):
            yield from turn.ask.about.values()
        yield turn.text
        for items in turn.items.values():
            yield from items
        for marks in turn.marks.values():
            yield from marks.values()


def plain(value: Any) -> Iterator[str]:
    """Every text in what a template is given, but for the form's labels, which it escapes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name != "called":
                yield from plain(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from plain(part)


@drawing_ones
def test_it_shows_no_words_that_the_asked_role_may_not_read(slug: str, params: dict[str, Any]) -> None:
    for _, ask, read, made in every(create(slug, params)):
        assert tokens(said_in(made)) <= tokens(readable(ask, read)), f"{ask.role}, {ask.prompt}"


@drawing_ones
def test_it_is_the_same_whatever_is_true(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case, ask, read, made in every(protocol):
        if not role_of(protocol, case, ask).knows_answer:
            assert protocol.drawing(flipped(case), read, ask) == made, f"{ask.role}, {ask.prompt}"


@drawing_ones
def test_what_somebody_says_in_it_comes_as_harmless_html(slug: str, params: dict[str, Any]) -> None:
    said, shown = 0, 0
    for _, ask, _, made in every(create(slug, params), HOSTILE):
        texts = quoting_of(made, PASSAGE)
        said += sum(bool(TOKEN.search(text)) for text in texts)
        for text in plain(drawn(made, texts, quoting.listed([*texts.values()]))):
            if isinstance(text, SafeString):
                assert not HARMFUL.search(text)
                shown += "alert(1)" in text
            else:
                assert not TOKEN.search(text), f"{ask.role}, {ask.prompt}: {text}"
    assert bool(shown) == bool(said)


@drawing_ones
def test_a_researcher_is_shown_it_at_every_moment(slug: str, params: dict[str, Any]) -> None:
    protocol = create(slug, params)
    for case in cases(protocol):
        for _, read in asked(protocol, case, wordy(case.seed)):
            made = protocol.drawing(case, read)
            assert made is None or drawn(made, quoting_of(made, PASSAGE), ())


def test_a_rater_is_shown_the_ratings_right_below_its_claim_alone() -> None:
    protocol = create("recursive", {"depth": 3, "branching": 3})
    shown = [(ask, made) for _, ask, _, made in every(protocol) if ask.role == "rater"]
    assert any(made.claims for _, made in shown)
    for ask, made in shown:
        for claim in made.claims:
            assert f"{claim.right:g} % likely right" in ask.about["findings"]
            assert not claim.below


def test_a_judge_meets_critiques_only_after_the_first_judgement_and_a_selector_one_alone() -> None:
    shown = [(ask, made) for _, ask, _, made in every(create("critique", {"shown": 2}))]
    assert {ask.prompt for ask, _ in shown} == {"critic", "helpful", "unassisted", "assisted"}
    for ask, made in shown:
        numbers = [remark.number for line in made.lines for remark in line.remarks]
        if ask.prompt == "helpful":
            assert numbers == [int(ask.key)]
        elif ask.prompt == "assisted":
            assert numbers == [
                int(line.partition(".")[0]) for line in ask.about["critiques"].splitlines() if line[0] != "("
            ]
        else:
            assert not numbers


def test_a_researcher_is_shown_the_flaw_and_whoever_is_asked_is_not() -> None:
    protocol = create("critique", {})
    case = cases(protocol)[0]
    drawings: list[Any] = [protocol.drawing(case, read, ask) for ask, read in asked(protocol, case, wordy(1))]
    whole: Any = protocol.drawing(case, ())
    assert [line.number for line in whole.lines if line.flaw] == [2]
    assert not any(line.flaw for made in drawings for line in made.lines)
