"""A turn as its page shows it: its words with their quotes marked, what else it answered, and the calls behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from debate.access.prose import prose
from debate.core import quotes
from debate.core.prompts import LETTERS
from debate.core.types import VERDICTS
from debate.desk.passage import Citation
from debate.models import ModelCall, Turn
from debate.transcripts import ask_from_json

# What a turn is about, where it is about one thing that somebody else said.
ABOUT = ("claim", "critique", "option", "objection")


@dataclass(frozen=True)
class Entry:
    """One of several things that a turn answered; `label` is what it marks, "" where it is an item of a list."""

    label: str
    words: SafeString


@dataclass(frozen=True)
class Spoken:
    """A turn with its words, whose verified quotes lead to the passage. `side` = the option that it defends.

    `about` is what it answers to; `entries` its lists and marks by name.
    """

    turn: Turn
    speaker: str
    side: int | None
    words: SafeString
    about: tuple[Entry, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    citations: tuple[Citation, ...]
    calls: tuple[ModelCall, ...]

    @property
    def believed(self) -> str:
        """Its belief in words: “A 70 %, B 30 %”, or “right 70 %, wrong 30 %”; "" where it has none."""
        belief = ask_from_json(self.turn.ask).belief
        names = VERDICTS if belief and belief.over == VERDICTS else tuple(LETTERS)
        return ", ".join(f"{names[n]} {part / 100:g} %" for n, part in enumerate(self.turn.belief))

    @property
    def cost(self) -> Decimal:
        return sum((call.cost_usd for call in self.calls), Decimal(0))

    @property
    def tokens(self) -> int:
        return sum(call.tokens_in + call.tokens_out for call in self.calls)

    @property
    def seconds(self) -> float:
        return sum(call.seconds or 0.0 for call in self.calls)


def spoken_of(turn: Turn, speaker: str, sides: Mapping[str, int], passage: str) -> Spoken:
    """The turn, named after its id so that its quotes have ids of their own."""
    side = None if turn.seat.reader else sides.get(turn.seat.role)
    found = [quotes.Quote(q["text"], q["at"][0], q["at"][1], q["found"] and tuple(q["found"])) for q in turn.quotes]
    marker = _Marker(turn, speaker, side, passage, [])
    words = marker(turn.text, found, turn.public_id)
    return Spoken(
        turn=turn,
        speaker=speaker,
        side=side,
        words=words,
        about=tuple(_about(turn, passage)),
        entries={name: tuple(marker.entries(name, given)) for name, given in _lists(turn.fields)},
        citations=tuple(marker.citations),
        calls=tuple(turn.calls.all()),
    )


def round_of(turn: Turn) -> int:
    return int(turn.ask.get("about", {}).get("round", 0))


def _lists(fields: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Lists and marks alike, as (label, text)."""
    for name, marks in fields.get("marks", {}).items():
        yield name, list(marks.items())
    for name, items in fields.get("items", {}).items():
        yield name, [("", item) for item in items]


def _about(turn: Turn, passage: str) -> Iterator[Entry]:
    given = turn.ask.get("about", {})
    for name in ABOUT:
        if text := given.get(name):
            yield Entry(name, prose(quotes.segments(text, quotes.quotes(text, passage))))


@dataclass
class _Marker:
    """Marks one turn's quotes, and keeps where the verified ones stand in the passage."""

    turn: Turn
    speaker: str
    side: int | None
    passage: str
    citations: list[Citation]

    def __call__(self, text: str, found: Sequence[quotes.Quote], name: str) -> SafeString:
        places = {n: quote.found for n, quote in enumerate(found, 1) if quote.found}
        for n, at in places.items():
            self.citations.append(Citation(f"{name}-{n}", self.speaker, round_of(self.turn), self.side, at))
        segments = quotes.segments(text, found)
        return prose(segments, name, lambda n: f"#passage-{name}-{n}" if n in places else "")

    def entries(self, name: str, given: Sequence[tuple[str, str]]) -> Iterator[Entry]:
        for number, (label, text) in enumerate(given):
            found = quotes.quotes(text, self.passage)
            yield Entry(label, self(text, found, f"{self.turn.public_id}-{name}-{number}"))
