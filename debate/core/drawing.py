"""What a protocol draws of itself: values for a template of its own, `templates/drawn/SLUG.html`.

A drawing is a frozen dataclass beside its protocol. On its way to a page the words of whoever took part become HTML
that can do nothing but be read, with their quotes marked; everything else stays the plain value that it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Said:
    """Somebody's words in a drawing: never shown as they are."""

    text: str


@dataclass(frozen=True)
class Called:
    """What a label of one of the ask's wants stands for, in somebody's words: step 2 of a proof, say."""

    want: str
    label: str
    words: Said


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The root of a drawing.

    Its fields, and those of dataclasses in it, are numbers, texts of Moot's own, `Said`, None, and tuples and
    dataclasses of these. `shows_matter` = it shows the question's options or candidate itself, in their place;
    `shows_speeches` = it shows what was said, and answered, itself. `called` = the labels of a form, in words.
    """

    shows_matter: ClassVar[bool] = False
    shows_speeches: ClassVar[bool] = False

    called: tuple[Called, ...] = ()


def said_in(drawn: Any) -> Iterator[str]:
    """All that somebody said in it, in order."""
    if isinstance(drawn, Said):
        yield drawn.text
    elif isinstance(drawn, tuple):
        for one in drawn:
            yield from said_in(one)
    elif is_dataclass(drawn):
        for field in fields(drawn):
            yield from said_in(getattr(drawn, field.name))
