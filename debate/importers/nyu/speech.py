"""From a speech's segments to its words, with what it quotes and where the story says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debate.core.quotes import strip_forged
from debate.importers.nyu.forms import Segment
from debate.importers.nyu.story import Story
from debate.records import QuoteRecord

_OPEN, _CLOSE = "<quote>", "</quote>"


@dataclass(frozen=True)
class Said:
    """`text` holds the quotes between their marks; `cut` = how many of them went past the story's end."""

    text: str
    quotes: list[QuoteRecord]
    cut: int = 0


def said(content: Sequence[Segment], story: Story) -> Said:
    """Quotes are true by their making: people marked them in the story. So none is looked for."""
    text, quotes, cut = "", [], 0
    for segment in content:
        if segment.text:
            plain = strip_forged(segment.text.text)
            text += plain if text else plain.lstrip()
        elif segment.quote and (found := story.place(segment.quote.span)):
            cut += segment.quote.span[1] > len(story.ends)
            words = story.text[found[0] : found[1]]
            # Two that touch would read as one.
            text += (" " if text.endswith(_CLOSE) else "") + _OPEN
            quotes.append(QuoteRecord(text=words, at=(len(text), len(text) + len(words)), found=found))
            text += words + _CLOSE
    return Said(text.rstrip(), quotes, cut)
