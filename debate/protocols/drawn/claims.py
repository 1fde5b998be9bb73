"""The tree of an answer's claims, as an outline with what each was rated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from debate.core.drawing import Drawing, Said


@dataclass(frozen=True)
class Claim:
    """A claim with those on which it depends. `number` is its place in the tree: "2.1" is the first below the second.

    `right` = how likely right it was rated, in percent; None where it was not, and nothing is said of it unless `due`.
    """

    number: str
    words: Said
    right: float | None
    due: bool
    below: tuple[Claim, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TreeDrawing(Drawing):
    """`claims` are those of the first level that is shown. `asked` = the one that is to be split now, or, where it
    `rates`, to be rated. `whole` = it is for a researcher.
    """

    claims: tuple[Claim, ...]
    asked: Claim | None = None
    rates: bool = False
    whole: bool = False


def claim(number: str, text: str, rating: tuple[int, ...] | None, below: tuple[Claim, ...] = ()) -> Claim:
    """`rating` is the belief that it is right or wrong: () where it is missing, None where none is due."""
    return Claim(number, Said(text), rating[0] / 100 if rating else None, rating is not None, below)


def outline(texts: Mapping[str, str], ratings: Mapping[str, tuple[int, ...]], under: str) -> tuple[Claim, ...]:
    """All below that key, each with its own below it."""
    keys = [key for key in texts if key.rpartition(".")[0] == under]
    return tuple(
        claim(key.partition(".")[2], texts[key], ratings.get(key), outline(texts, ratings, key)) for key in keys
    )


def flat(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Without what is below them."""
    return tuple(replace(one, below=()) for one in claims)
