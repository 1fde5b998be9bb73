"""The telling words of a text, without their commonest endings."""

from __future__ import annotations

from functools import lru_cache

from debate.core import quotes

# Words that say little; single letters are dropped anyway.
COMMON = frozenset(
    """
    the and of to in is was it he she his her him they them their there that this these those for on with as at
    by be been being are were am an or but not no nor so if then than from into out up down over under about
    after before again had has have having do does did done will would can could shall should may might must
    which who whom whose what when where why how all any some each every both few more most other such only own
    same too very just also one its you your we our us my me mine because while during through between against
    off once here don ll ve re didn wasn isn passage story text author article following statement best true
    according come came comes coming go goes went gone going get gets got make makes made making say says said tell
    tells told know knows knew known think thinks thought see sees saw seen take takes took taken want wants wanted
    thing things like much many really actually probably likely way
    """.split()  # noqa: SIM905 (a hundred and eighty lines would hide the list)
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its commonest endings."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("edly", ""), ("ed", ""), ("ly", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + instead
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The telling words of a text, as stems."""
    return frozenset(stem(word) for word, _, _ in quotes.words(text) if len(word) > 1 and word not in COMMON)
