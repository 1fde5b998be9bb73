"""Signs that a text about a passage is wrong, by its quotes and its words alone.

Words tell little: a right answer says in other words what the passage says, a tempting wrong one repeats its words. So
they weigh next to nothing; a quote that isn't there weighs a lot.
"""

from __future__ import annotations

from collections.abc import Iterator

from debate.core import quotes
from debate.core.stems import stems
from debate.llm.offline.overlap import listing, shared, source
from debate.llm.offline.signs.sign import Sign


def passage_signs(text: str, question: str, passage: str) -> Iterator[Sign]:
    """For each line the quotes that the passage doesn't have, and the words."""
    known = frozenset(source(passage).rarity) | stems(question)
    for place, line in enumerate(text.splitlines()):
        for quote in quotes.quotes(line, passage):
            if not quote.verified:
                yield Sign(place, 4, f"the quote “{_short(quote.text)}” is not in the passage")
        strange = stems(quotes.MARK.sub(" ", line)) - known
        if strange:
            share = len(strange) / len(stems(line))
            words = listing(shared(line, strange)[:3])
            yield Sign(place, 1 + share, f"{words}: no such word is in the passage")


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= 12 else f"{' '.join(words[:12])} …"
