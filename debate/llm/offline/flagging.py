"""Countable signs that a speech misbehaves: those by which the library's plants are known, but for what it hides."""

from __future__ import annotations

from collections.abc import Mapping

from debate.core.signs import SIGNS, Said, matter_of
from debate.llm.offline.told import Heard, Told

# Many an honest speech quotes nothing: that alone is no reason to flag it.
NOTICED = [sign for slug, sign in SIGNS.items() if slug != "hide-passage"]


def flags(told: Told) -> Mapping[int, str]:
    """The speeches with a sign, by their place among those heard; the signs in words."""
    found = {place: "; ".join(_signs(told, heard)) for place, heard in enumerate(told.heard) if heard.text.strip()}
    return {place: why for place, why in found.items() if why}


def _signs(told: Told, heard: Heard) -> list[str]:
    said = Said(heard.text, heard.verified or (), matter_of(told.question, [*told.options, told.candidate]))
    return [sign.says for sign in NOTICED if sign.shown(said)]
