"""A passage with the places that were quoted from it, each with the way back to whoever quoted it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from debate.core.quotes import Span

PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Citation:
    """A verified quote: `name` is its id on the page, `who` said it, for the option `side`; `at` is its place here."""

    name: str
    who: str
    round: int
    side: int | None
    at: Span


@dataclass(frozen=True)
class Piece:
    """Some of the passage: which quotes begin with it, and which end with it."""

    text: str
    quoted: bool
    begins: tuple[Citation, ...]
    ends: tuple[Citation, ...]


Paragraph = tuple[Piece, ...]


def paragraphs(passage: str, citations: Sequence[Citation]) -> tuple[Paragraph, ...]:
    """The passage cut wherever a quote begins or ends; quotes may overlap, and cross paragraphs."""
    return tuple(_cut(passage, span, citations) for span in _spans(passage) if passage[slice(*span)].strip())


def _spans(passage: str) -> Iterable[Span]:
    gaps = [(0, 0), *(gap.span() for gap in PARAGRAPH.finditer(passage)), (len(passage), len(passage))]
    return [(before[1], after[0]) for before, after in pairwise(gaps)]


def _cut(passage: str, span: Span, citations: Sequence[Citation]) -> Paragraph:
    edges = {edge for citation in citations for edge in citation.at if span[0] < edge < span[1]}
    return tuple(
        Piece(
            text=passage[start:end],
            quoted=any(c.at[0] < end and start < c.at[1] for c in citations),
            begins=tuple(c for c in citations if c.at[0] == start),
            ends=tuple(c for c in citations if c.at[1] == end),
        )
        for start, end in pairwise(sorted({*span, *edges}))
    )
