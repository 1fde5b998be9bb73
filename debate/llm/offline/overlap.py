"""Shared words, the one measure that the offline model has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property, lru_cache
from math import log

from debate.core import limits, quotes
from debate.core.stems import COMMON, stem, stems


def shared(text: str, among: Collection[str]) -> list[str]:
    """The words of `text`, as it spells them, whose stems are among these; each once, in order."""
    found: dict[str, str] = {}
    for word, start, end in quotes.words(text):
        if len(word) > 1 and word not in COMMON and stem(word) in among:
            found.setdefault(stem(word), text[start:end])
    return list(found.values())


def listing(words: list[str], last: str = "and") -> str:
    """“a”, “b” and “c”."""
    quoted = [f"“{word}”" for word in words]
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def alike(one: str, other: str) -> float:
    """The share of their telling words that two texts have in common, 0 to 1 (Jaccard)."""
    first, second = stems(one), stems(other)
    return len(first & second) / len(first | second) if first | second else 0.0


class Source:
    """A passage by sentences: what each says, and how rare each of its words is there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = [text[start:end] for start, end in limits.sentences(text)]
        self.stems = [stems(sentence) for sentence in self.sentences]

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        found = Counter(stem for sentence in self.stems for stem in sentence)
        return {stem: log(1 + len(self.stems) / n) for stem, n in found.items()}

    @cached_property
    def holding(self) -> Mapping[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, sentence in enumerate(self.stems):
            for said in sentence:
                places.setdefault(said, []).append(place)
        return places

    def support(self, weights: Mapping[str, float]) -> list[float]:
        """For each sentence the summed rarity of the weighted words in it, and a quarter of its neighbours'."""
        own = [0.0] * len(self.sentences)
        for said, weight in weights.items():
            for place in self.holding.get(said, ()):
                own[place] += weight * self.rarity[said]
        around = [0.0, *own, 0.0]
        return [around[n] / 4 + around[n + 1] + around[n + 2] / 4 for n in range(len(own))]


@lru_cache(maxsize=32)
def source(passage: str) -> Source:
    return Source(passage)


def weights(question: str, options: Collection[str], mine: str) -> dict[str, float]:
    """What a word counts for `mine`: its own words fully, shared ones little, the other options' against it."""
    own = stems(mine)
    others = frozenset().union(*(stems(option) for option in options if option != mine))
    return {
        **dict.fromkeys(stems(question), 0.5),
        **dict.fromkeys(others - own, -0.7),
        **dict.fromkeys(own & others, 0.3),
        **dict.fromkeys(own - others, 1.0),
    }
