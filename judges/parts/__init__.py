"""What an answer is made of: each want is a part with its fields, its template and its way to be read."""

from __future__ import annotations

from debate.core.types import Belief, Marks, Want
from judges.parts.at_lines import CritiquesPart, LinesPart
from judges.parts.beliefs import BeliefPart, StrengthPart
from judges.parts.labels import named
from judges.parts.part import Part
from judges.parts.picks import ChoicePart, MarksPart, ScalePart
from judges.parts.words import ItemsPart, SpeechPart

__all__ = [
    "BeliefPart",
    "ChoicePart",
    "ItemsPart",
    "MarksPart",
    "Part",
    "ScalePart",
    "SpeechPart",
    "StrengthPart",
    "named",
    "part_for",
]

PARTS: dict[str, type[Part]] = {
    "belief": BeliefPart,
    "speech": SpeechPart,
    "choice": ChoicePart,
    "scale": ScalePart,
    "marks": MarksPart,
    "items": ItemsPart,
}
# Marks that stand where what they mark does.
MARKS: dict[str, type[MarksPart]] = {"lines": LinesPart, "convinced_by": CritiquesPart}


def part_for(want: Want) -> type[Part]:
    if isinstance(want, Marks):
        return MARKS.get(want.name, MarksPart)
    return StrengthPart if isinstance(want, Belief) and want.steps else PARTS[want.kind]
