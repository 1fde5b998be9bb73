"""What a judge makes of reasoning that it reads: by the labels' own words in it, and by how long its sentences are."""

from __future__ import annotations

import re

from debate.core.types import Scale
from debate.llm.offline.shares import clipped
from debate.llm.offline.thinking import spoken_of
from debate.llm.offline.told import Told

# Sentences of so many words are as easy as can be, and of so many as hard.
SHORT, LONG = 8, 40


def reads(told: Told) -> bool:
    """Whether it is asked about a reasoning."""
    return told.role == "judge" and told.prompt in ("half", "whole") and "first" in told.about


def belief(told: Told) -> tuple[int, ...] | None:
    """How often each label's own words are said, as shares; None where no reasoning is read."""
    if not reads(told):
        return None
    return clipped([1.0 + times for times in spoken_of(_text(told), told.labels)])


def easy(told: Told, want: Scale) -> int:
    """The shorter its sentences are, the easier."""
    sentences = [words for part in re.split(r"[.!?]\s", _text(told)) if (words := part.split())]
    mean = sum(map(len, sentences)) / len(sentences) if sentences else LONG
    share = min(max((LONG - mean) / (LONG - SHORT), 0.0), 1.0)
    return want.low + round(share * (want.high - want.low))


def _text(told: Told) -> str:
    return f"{told.about['first']} {told.about.get('second', '')}"
