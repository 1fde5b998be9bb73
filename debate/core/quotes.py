"""What a speech quotes, and whether its source says so (Khan et al. 2024, arXiv 2402.06782, quote verification).

A quote stands between <quote> and </quote>. It is verified when its words, at least `LEAST`, are a run of whole
words of the passage. Words are compared after NFKC and casefold; every punctuation or symbol character parts words.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from unicodedata import category, normalize

LEAST = 3
Span = tuple[int, int]

# Soft hyphens and zero-width characters come with texts from the web and part no words.
INVISIBLE = {ord(c): None for c in "\u00ad\u200b\u2060\ufeff"}
MARK = re.compile(r"<(/?)quote>")


@dataclass(frozen=True)
class Quote:
    """`at` and `end` are the quoted words' offsets in the speech, `found` theirs in the passage."""

    text: str
    at: int
    end: int
    found: Span | None

    @property
    def verified(self) -> bool:
        return self.found is not None


@dataclass(frozen=True)
class Segment:
    """A piece of a speech as it is shown: plain words, or those of one quote."""

    text: str
    quote: Quote | None = None


def quotes(text: str, passage: str) -> tuple[Quote, ...]:
    """The quotes of a speech that has been through `strip_forged`, in order; a mark without its pair is none."""
    return tuple(Quote(text[at:end], at, end, find(text[at:end], passage)) for at, end in _quoted(text))


@lru_cache(maxsize=4096)
def find(quote: str, passage: str) -> Span | None:
    """Where the passage says these words: offsets into its raw text, or None."""
    sought = [word for word, _, _ in words(quote)]
    return prepared(passage).find(sought) if len(sought) >= LEAST else None


def nearest(quote: str, passage: str) -> Span | None:
    """The part of the passage most like these words, for whoever checks an unverified quote; None = nothing alike."""
    return prepared(passage).nearest([word for word, _, _ in words(quote)])


def segments(text: str, found: Iterable[Quote]) -> tuple[Segment, ...]:
    """The speech cut into plain words and quotes, without its marks."""
    pieces, at = [], 0
    for quote in found:
        pieces += [Segment(MARK.sub("", text[at : quote.at])), Segment(quote.text, quote)]
        at = quote.end
    pieces.append(Segment(MARK.sub("", text[at:])))
    return tuple(piece for piece in pieces if piece.text)


def _quoted(text: str) -> Iterator[Span]:
    """The offsets of what stands between a mark and its pair, without the space around it."""
    opened: int | None = None
    for mark in MARK.finditer(text):
        if not mark.group(1):
            opened = mark.end()
        elif opened is not None:
            inner = text[opened : mark.start()]
            if inner.strip():
                at = opened + len(inner) - len(inner.lstrip())
                yield at, at + len(inner.strip())
            opened = None


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it is compared, with its offsets in the raw text; "don’t" is two words."""
    for chunk in re.finditer(r"\S+", text):
        raw, start = chunk.group(), chunk.start()
        for part in re.finditer(r"[^\W_]+" if raw.isascii() else _letters(raw), raw):
            for word in _normal(part.group()).split():
                yield word, start + part.start(), start + part.end()


@lru_cache(maxsize=4096)
def _letters(raw: str) -> str:
    """A pattern for the runs of characters in `raw` that are not punctuation or symbols, not even after NFKC."""
    gaps = {c for c in raw if all(_parts(n) for n in normalize("NFKC", c))}
    return f"[^{re.escape(''.join(sorted(gaps)))}]+" if gaps else ".+"


@lru_cache(maxsize=65536)
def _normal(raw: str) -> str:
    folded = normalize("NFKC", raw.translate(INVISIBLE)).casefold()
    return "".join(" " if _parts(c) else c for c in normalize("NFKC", folded))


def _parts(char: str) -> bool:
    return char.isspace() or category(char)[0] in "PS"


class Passage:
    """A passage made ready for search: its compared words in one string, with the way back to the raw text."""

    def __init__(self, text: str) -> None:
        found = list(words(text))
        self.starts = array("L", (start for _, start, _ in found))
        self.ends = array("L", (end for _, _, end in found))
        self.joined = f" {' '.join(word for word, _, _ in found)} "

    @cached_property
    def words(self) -> list[str]:
        return self.joined.split()

    @cached_property
    def places(self) -> array[int]:
        """Where in `joined` each word's leading space stands."""
        return array("L", (i for i, c in enumerate(self.joined) if c == " "))

    def find(self, sought: list[str]) -> Span | None:
        """The raw offsets of the first run of these words."""
        place = self.joined.find(f" {' '.join(sought)} ")
        if place < 0:
            return None
        first = bisect_right(self.places, place) - 1
        return self.starts[first], self.ends[first + len(sought) - 1]

    def nearest(self, sought: list[str]) -> Span | None:
        """The raw offsets of the run, no longer than these words, that holds the most of them, rare words first."""
        last = max(self._overlaps(sought), default=None)
        if last is None:
            return None
        window = range(max(0, -last[1] - len(sought) + 1), -last[1] + 1)
        shared = [i for i in window if self.words[i] in sought]
        return self.starts[shared[0]], self.ends[shared[-1]]

    def _overlaps(self, sought: list[str]) -> Iterator[tuple[float, int]]:
        """For each window as long as `sought`: the rarity of the sought words in it, and minus its last word."""
        frequency, missing, score = Counter(self.words), Counter(sought), 0.0
        for last, word in enumerate(self.words):
            if word in missing:
                score += (missing[word] > 0) / frequency[word]
                missing[word] -= 1
            gone = self.words[last - len(sought)] if last >= len(sought) else ""
            if gone in missing:
                missing[gone] += 1
                score -= (missing[gone] > 0) / frequency[gone]
            if score > 1e-9:
                yield score, -last


@lru_cache(maxsize=128)
def prepared(passage: str) -> Passage:
    """Speeches quote one passage many times: it is made ready once (about 20 ms for 5,000 words)."""
    return Passage(passage)


# A speaker's own mark can be a tag by any bracket or entity, also one never closed; a note in brackets; a tick.
_LEFT = r"(?:[<＜‹〈]|&(?:amp;)*(?:lt|#0*60(?!\d)|#x0*3c(?![\da-f]));?)"
_RIGHT = r"(?:[>＞›〉]|&(?:amp;)*(?:gt|#0*62(?!\d)|#x0*3e(?![\da-f]));?)"
_REST = rf"(?:(?!{_LEFT}|{_RIGHT}).){{0,200}}"
_NAME = r"[vun]\W+(?=quot)\w+|[^\s<>&/＜＞／‹›〈〉]+"
TAG = re.compile(rf"{_LEFT}\s*([/／]?)\s*({_NAME})(?:({_REST}){_RIGHT})?", re.I | re.S)
FORGED = re.compile(r"\w{0,8}?(?:verif(?:y|ied|ication)|quot(?:es?|ed|ation)|checked|true|ok)+")
_WORD = (
    r"(?:(?:un)?verified|verification|found|not|quot(?:e|ation)|source|passage|text"
    r"|is|has|been|by|the|in|against|system|status|true|yes|ok)\b"
)
_OPEN = r"(?:[\[({【⟦［（｛〔]|&(?:amp;)*(?:lsqb|lbrack|lpar|#0*91|#0*40|#x0*5b|#x0*28);)"
_CLOSE = r"(?:[\])}】⟧］）｝〕]|&(?:amp;)*(?:rsqb|rbrack|rpar|#0*93|#0*41|#x0*5d|#x0*29);)"
NOTE = re.compile(
    rf"[ \t]?{_OPEN}(?=(?:(?!{_CLOSE}).){{0,80}}(?:verif|(?:not|quote)\W+found))"
    rf"(?:(?:(?!{_CLOSE})\W){{0,9}}{_WORD}){{1,9}}(?:(?!{_CLOSE})\W){{0,9}}{_CLOSE}+",
    re.I,
)
TICK = re.compile("[ \t]?[✓✔✅☑🗸🗹✗✘❌❎☒✖][\ufe0e\ufe0f]?")
# Characters that overrule the direction of writing would show a verified quote otherwise than it was compared; a tag
# is a letter that models read and nobody sees.
_TURNED = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TAGS = dict.fromkeys(range(0xE0000, 0xE0080))
UNSEEN = INVISIBLE | _TURNED | _TAGS

# Marks inside marks can make a new mark when they go; nobody nests them deeper than this by mistake.
DEEP = 20


def strip_forged(text: str) -> str:
    """The speech without any mark of verification that its speaker wrote; quotes get the plain <quote>, words stay."""
    text = text.translate(UNSEEN)
    for _ in range(DEEP):
        cleaned = TICK.sub("", NOTE.sub("", TAG.sub(_plain, text)))
        if cleaned == text:
            return text
        text = cleaned
    return re.sub(rf"{_LEFT}|{_OPEN}", " ", text, flags=re.I)


def _plain(tag: re.Match[str]) -> str:
    name = re.sub(r"[\W\d_]", "", normalize("NFKC", tag[2]).casefold())
    if not FORGED.fullmatch(name) or not ("quot" in name or "verif" in name):
        return tag[0]
    if "verif" in name.replace("verifiedquot", "quot") or (tag[3] or "").endswith("/"):
        return ""
    return "</quote>" if tag[1] else "<quote>"
