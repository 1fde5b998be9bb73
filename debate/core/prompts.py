"""From an ask, and what its role may read, to the words that a model is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Template

from debate.core import quotes, replies
from debate.core.protocol import OversightProtocol, visible
from debate.core.types import Ask, Case, Question, Role, Speech, Transcript, Turn

LETTERS = "ABCDEFGHIJ"


class BadPrompt(ValueError):
    """A prompt that names a variable which doesn't exist; says which do."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A turn as its reader meets it: who spoke (in words), for which option, what."""

    speaker: str
    option: int | None
    own: bool
    turn: Turn


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that one seat is shown for one ask. It holds no truth: the question comes without its answer."""

    protocol: OversightProtocol
    ask: Ask
    role: Role
    question: Question
    display: tuple[int, ...]
    mine: int | None
    heard: tuple[Heard, ...]
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown_options(self) -> tuple[str, ...]:
        return tuple(self.question.options[n] for n in self.display)


def scene(
    protocol: OversightProtocol,
    case: Case,
    ask: Ask,
    transcript: Transcript,
    display: Sequence[int] = (),
    overrides: Mapping[str, str] | None = None,
) -> Scene:
    """What the asked seat is shown. `display` is the order of the options for it; empty = the question's own."""
    role = role_of(protocol, case, ask)
    question = case.question if role.knows_answer else replace(case.question, answer=None, correct=None)
    sides = protocol.sides(case, transcript)
    judging = ask.after is not None or role.chair
    order = tuple(display) or tuple(range(len(question.options)))
    mine = None if judging else sides.get(ask.role)
    names = _names(protocol, case, sides, order if judging else None)
    heard = tuple(
        Heard(speaker=names(ask, turn), option=sides.get(turn.ask.role), own=_own(ask, turn), turn=turn)
        for turn in _in_order(visible(ask, transcript), transcript, sides, order)
    )
    return Scene(
        protocol=protocol,
        ask=ask,
        role=role,
        question=question if role.reads_passage else replace(question, passage=""),
        display=order,
        mine=mine,
        heard=heard,
        overrides=overrides or {},
    )


def role_of(protocol: OversightProtocol, case: Case, ask: Ask) -> Role:
    """The asked role: the reader for a sitting's ask, else one of the stage."""
    if ask.after is not None:
        return protocol.reader()
    return next(role for role in protocol.roles(case) if role.name == ask.role)


def render(scene: Scene, passage: str, letter: bool = False) -> str:
    """The whole prompt. `passage` is what quotes are checked against, also for those who can't read it.

    With `letter` a belief is also asked for as one letter, to be read from its log-probabilities.
    """
    template = scene.overrides.get(scene.ask.prompt) or scene.protocol.prompts[scene.ask.prompt]
    try:
        text = Template(template).substitute(variables(scene, passage))
    except (KeyError, ValueError) as problem:
        known = ", ".join(f"${name}" for name in sorted(variables(scene, passage)))
        raise BadPrompt(
            f"The prompt “{scene.ask.prompt}” can't be filled in ({problem}). It can use: {known}."
        ) from None
    form = replies.form(scene.ask.wants, scene.shown_options, letter)
    return "\n\n".join(part for part in (_tidy(text), form) if part)


def variables(scene: Scene, passage: str) -> dict[str, str]:
    """What a prompt can name, by name."""
    limits = next((want for want in scene.ask.wants if isinstance(want, Speech)), Speech())
    options = scene.question.options
    others = [option for n, option in enumerate(options) if n != scene.mine]
    return {
        "question": scene.question.text,
        "options": _options(scene),
        "passage": scene.question.passage,
        "mine": "" if scene.mine is None else options[scene.mine],
        "theirs": "; ".join(others),
        "transcript": "\n\n".join(_spoken(heard, passage, marked=scene.mine is None) for heard in scene.heard),
        "words": str(limits.words or ""),
        "quoted": str(limits.quoted or ""),
        **scene.ask.about,
    }


def _options(scene: Scene) -> str:
    """Under letters for a judge, who answers by them; a speaker never learns a letter."""
    judging = scene.role.name == "judge"
    return "\n".join(f"{LETTERS[n]}: {text}" if judging else f"- {text}" for n, text in enumerate(scene.shown_options))


def _names(protocol: OversightProtocol, case: Case, sides: Mapping[str, int], order: tuple[int, ...] | None) -> _Namer:
    titles = {role.name: role.title for role in protocol.roles(case)}
    return _Namer(titles, sides, order)


@dataclass(frozen=True)
class _Namer:
    """Who spoke, in the reader's terms: a judge hears of shown letters, a speaker of itself and its opponent."""

    titles: Mapping[str, str]
    sides: Mapping[str, int]
    order: tuple[int, ...] | None

    def __call__(self, ask: Ask, turn: Turn) -> str:
        title = self.titles.get(turn.ask.role, turn.ask.role)
        if _own(ask, turn):
            return "You"
        if turn.ask.role not in self.sides:
            return f"The {title.lower()}"
        if self.order is None:
            return "Your opponent"
        return f"{title} for {LETTERS[self.order.index(self.sides[turn.ask.role])]}"


def _own(ask: Ask, turn: Turn) -> bool:
    return ask.after is None and (turn.ask.role, turn.ask.key) == (ask.role, ask.key)


def _in_order(
    turns: tuple[Turn, ...], transcript: Transcript, sides: Mapping[str, int], order: tuple[int, ...]
) -> list[Turn]:
    """Steps in time; within a step, speakers in the order in which the reader is shown their options."""
    step_of = {id(turn): number for number, step in enumerate(transcript) for turn in step}
    return sorted(turns, key=lambda t: (step_of[id(t)], order.index(sides[t.ask.role]) if t.ask.role in sides else 0))


def _spoken(heard: Heard, passage: str, marked: bool) -> str:
    """A speech under its speaker's name. A reply that could not be read may hold numbers that aren't for others."""
    text = heard.turn.text.strip() if heard.turn.status == "ok" else ""
    return f"{heard.speaker}:\n{(_marked(text, passage) if marked else text) or '(said nothing)'}"


def _marked(text: str, passage: str) -> str:
    """A speech with each quote followed by whether it stands in the passage; only Moot writes these marks."""
    pieces = quotes.segments(text, quotes.quotes(text, passage))
    return "".join(piece.text if piece.quote is None else _mark(piece.quote) for piece in pieces)


def _mark(quote: quotes.Quote) -> str:
    return f"“{quote.text}” [{'verified' if quote.verified else 'not found'}]"


def _tidy(text: str) -> str:
    """Without the holes that an empty transcript leaves."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()
