"""Texts that quote, the list of all that they quote, and the ways between the two.

The list has the order of the passage, which its reader may not know: the order is all that is told of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from django.utils.safestring import SafeString

from debate.access.prose import prose
from debate.access.shown import ShownQuote, ShownSource
from debate.core.quotes import Quote, Segment, Span, quotes, segments, words

Key = tuple[bool, Span | str]


@dataclass(frozen=True)
class Quoting:
    """A text cut into words and quotes. `name` is its own on the page; `source` is who quotes, without an id yet."""

    name: str
    text: str
    passage: str
    source: ShownSource

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        return _segments(self.text, self.passage)

    def sources(self) -> Iterator[tuple[Quote, ShownSource]]:
        """Each quote with the element in which `marked` puts it."""
        quoted = (segment.quote for segment in self.segments if segment.quote)
        for number, quote in enumerate(quoted, 1):
            yield quote, replace(self.source, id=f"quote-{self.name}-{number}")


# A speech is on each page of its debate, of each of its judges.
@lru_cache(maxsize=1024)
def _segments(text: str, passage: str) -> tuple[Segment, ...]:
    return segments(text, quotes(text, passage))


def listed(texts: Sequence[Quoting]) -> tuple[ShownQuote, ...]:
    """What is quoted, each thing once: found ones where they stand in the passage, the others as they were said."""
    found: dict[Key, list[tuple[Quote, ShownSource]]] = {}
    for text in texts:
        for quote, source in text.sources():
            found.setdefault(_key(quote), []).append((quote, source))
    verified = sorted((key for key in found if key[0]), key=lambda key: key[1])
    others = [key for key in found if not key[0]]
    return tuple(
        ShownQuote(f"quoted-{n}", found[key][0][0].text, key[0], tuple(source for _, source in found[key]))
        for n, key in enumerate([*verified, *others], 1)
    )


def marked(text: Quoting, among: Sequence[ShownQuote]) -> SafeString:
    """The text as HTML; each of its quotes leads to its entry among those that are listed, if it is among them."""
    entries = {source.id: f"#{quote.id}" for quote in among for source in quote.sources}
    addresses = [entries.get(source.id, "") for _, source in text.sources()]
    return prose(text.segments, name=text.name, link=lambda number: addresses[number - 1])


def own(text: str, passage: str) -> SafeString:
    """Words of the viewer's with their quotes marked as others are shown them; "" where they quote nothing."""
    found = quotes(text, passage)
    return prose(segments(text, found)) if found else SafeString()


def _key(quote: Quote) -> Key:
    """What is the same when it is said twice: a place in the passage, or words that stand nowhere in it."""
    return (True, quote.found) if quote.found else (False, " ".join(word for word, _, _ in words(quote.text)))
