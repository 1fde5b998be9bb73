"""Somebody's words where a drawing shows them."""

from __future__ import annotations

from dataclasses import dataclass

from debate.core.drawing import Said
from debate.core.flags import FLAGS
from debate.core.protocol import Placed
from debate.core.types import Ask, Marks, Turn


@dataclass(frozen=True)
class Spoken:
    """A speech by its number in the transcript. `words` None = nothing that could be read; `flag`: can be flagged."""

    number: int
    words: Said | None
    flag: bool


def spoken(at: Placed, ask: Ask | None) -> Spoken:
    """The speech, for whoever is asked; without an ask for a researcher, who flags nothing."""
    flaggable = [want.among for want in ask.wants if isinstance(want, Marks) and want.name == FLAGS] if ask else []
    return Spoken(at.number, words(at.turn), any(str(at.number) in among for among in flaggable))


def words(turn: Turn) -> Said | None:
    return Said(turn.text) if turn.status == "ok" and turn.text else None
