"""From Penn-Treebank tokens to a readable story, with the place of each token in it.

Libraries that undo such tokens give the text alone; quotes here are spans of tokens, so that each token's offsets are
needed too. What tokens had between them in print is lost where it was a line's end or more than one space.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from debate.core.quotes import Span
from debate.importers.nyu import forms

WRITTEN = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
WRITTEN |= {"``": '"', "''": '"', "`": "'", "'''": "'\""}

# Tokens without a space before them, and without one after.
_LEFT = re.compile(r"""[.,:;?!%)\]}°]+["']*|'{1,3}|n't|'(?:s|d|m|ll|re|ve)|--|—|-R[RSC]B-""", re.I)
_RIGHT = re.compile(r"``?|[(\[{$£]|--|—|-L[RSC]B-")
# Words that the tokens cut in two.
_CUT = {("gon", "na"), ("got", "ta"), ("wan", "na"), ("can", "not"), ("gim", "me"), ("lem", "me")}


@dataclass(frozen=True)
class Story:
    """`id` tells apart versions of one article: the release holds some in two tokenisations.

    Token n is text[starts[n]:ends[n]].
    """

    id: str
    title: str
    source: str
    text: str
    starts: array[int]
    ends: array[int]

    def place(self, span: tuple[int, int]) -> Span | None:
        """The offsets of a span of tokens, without the space around them; None where there is nothing but space.

        A span past the end ends with the story.
        """
        first, last = span[0], min(span[1], len(self.ends)) - 1
        if first > last:
            return None
        start, end = self.starts[first], self.ends[last]
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        return (start, start + len(words.strip())) if words.strip() else None


def readable(source: forms.Source) -> Story:
    """The story of a room as it is to be read."""
    story = source.story
    text, starts, ends = _joined(story.contents)
    version = sha256("\n".join(story.contents).encode()).hexdigest()[:6]
    where = f"QuALITY, article {story.article_id}" if source.quality else "the release's own"
    return Story(f"{story.article_id}-{version}", story.title, where, text, starts, ends)


def _joined(tokens: Sequence[str]) -> tuple[str, array[int], array[int]]:
    starts, ends = array("L"), array("L")
    pieces: list[str] = []
    at, before = 0, ""
    for token in tokens:
        word = WRITTEN.get(token, token if token.isspace() else token.strip())
        gap = " " if _apart(before, token) else ""
        pieces.append(gap + word)
        starts.append(at + len(gap))
        at += len(gap) + len(word)
        ends.append(at)
        before = token or before
    return "".join(pieces), starts, ends


def _apart(before: str, token: str) -> bool:
    """Whether a space stands between two tokens."""
    if not before or not token.strip() or before.isspace():
        return False
    if _LEFT.fullmatch(token.strip()) or _RIGHT.fullmatch(before.strip()):
        return False
    return (before.lower(), token.lower()) not in _CUT
