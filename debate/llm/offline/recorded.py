"""The speaker of what was said before: a question's row carries the speeches."""

from __future__ import annotations

import re

from debate.core.quotes import MARK
from debate.llm.offline.told import Recorded, Told

REST = "I rest my case."


def speech(told: Told) -> str:
    """The recorded speech of this round for one's own option; past the last, one rests."""
    place = max(told.round, 1) - 1
    recorded = told.arguments or ()
    return marked(recorded[place]) if place < len(recorded) else REST


def marked(speech: Recorded) -> str:
    """The text with its quotes in marks: each where its number "(#1)" stands first, the others at the end."""
    text = speech.text
    missing = []
    for number, quote in enumerate(speech.quotes, 1):
        words = f"<quote>{MARK.sub('', quote).strip()}</quote>"
        if words in text or not MARK.sub("", quote).strip():
            continue
        text, placed = re.subn(rf"\(#{number}\)", lambda m, w=words: f"{m[0]} {w}", text, count=1)  # type: ignore[misc]
        missing += [] if placed else [words]
    return " ".join([text, *missing])
