"""How long a speech may be, and where one that is too long is cut."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from debate.core.quotes import MARK
from debate.core.types import Speech

# A word holds a letter or digit; where writing has no spaces (Chinese, Japanese), each character is one.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|(?:(?![\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])\S)+")
END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?:</quote>)?[\"'”’»)\]]*(?=\s|$)|[。！？][」』”]*(?:</quote>)?|\n\s*\n")
ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Lt|Col|Gen|Capt|Sgt|No|vs|cf|e\.g|i\.e|[A-Z])\.$")


@lru_cache(maxsize=4096)  # One sentence is counted in many a speech that is tried out.
def count(text: str) -> int:
    """The words of a speech, marks aside; a dash alone is none."""
    return sum(any(map(str.isalnum, word)) for word in WORD.findall(MARK.sub(" ", text)))


def quoted(text: str) -> int:
    """The words of a speech that stand inside <quote> marks, also when the last one is never closed."""
    return sum(count(part.split("</quote>")[0]) for part in text.split("<quote>")[1:])


def fits(text: str, want: Speech) -> bool:
    """Whether a speech keeps both limits; quoted words count towards both."""
    return (want.words is None or count(text) <= want.words) and (want.quoted is None or quoted(text) <= want.quoted)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The offsets of each sentence; a paragraph's end ends one too."""
    spans, at = [], 0
    for end in (*sentence_ends(text), len(text)):
        part = text[at:end]
        if part.strip():
            spans.append((at + len(part) - len(part.lstrip()), at + len(part.rstrip())))
        at = end
    return tuple(spans)


def sentence_ends(text: str) -> list[int]:
    """Where sentences end; "Mr." and initials end none."""
    ends = (match.end() for match in END.finditer(text))
    return [end for end in ends if not ABBREVIATED.search(text, max(0, end - 8), end)]


def cut(text: str, want: Speech) -> str:
    """The longest beginning that fits and ends with a sentence, its marks in pairs; a too long first one ends in …"""
    if fits(text, want):
        return text
    if whole := _longest(text, sentence_ends(text), want):
        return whole
    part = _longest(text, [match.end() for match in re.finditer(r"\S+", text)], want)
    return f"{part} …" if part else ""


def _longest(text: str, ends: list[int], want: Speech) -> str:
    """The longest of these beginnings that fits: the longer the text, the less it fits."""
    fitting = bisect_left(ends, True, key=lambda end: not fits(text[:end], want))
    return _paired(text[: ends[fitting - 1]]) if fitting else ""


def _paired(text: str) -> str:
    """The text with an open last quote closed, or dropped where nothing stands in it yet."""
    text = text.strip()
    before, mark, inner = text.rpartition("<quote>")
    if not mark or "</quote>" in inner:
        return text
    return f"{text}</quote>" if inner.strip() else before.strip()
