"""Where among a person's debates the attention checks stand.

A check may follow each debate that they have judged, so that none comes first and no two come in a row. Those gaps are
parted into blocks, each as long as makes the share right, and each block has one check, in a gap that is drawn for this
person: nobody is given many more than others, and nobody can tell where the next one is.

What looks random is sha256 of the person's pseudonym and their pool's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from judges.assignment import draw


@dataclass(frozen=True)
class Checks:
    """One person's checks in one pool, at this share (0 to 1) of all their debates; above a half it can't be."""

    player: str
    pool: str
    rate: float

    @cached_property
    def _each(self) -> Fraction:
        """Checks to a gap: of each debate that counts, and one gap after it."""
        rate = Fraction(self.rate).limit_denominator(1000)
        return min(rate / (1 - rate), Fraction(1)) if rate < 1 else Fraction(1)

    def follows(self, judged: int) -> bool:
        """Whether a check comes after the debate that is the person's `judged`th, counted from 1."""
        return self.between(judged, judged + 1) == 1

    def between(self, judged: int, most: int) -> int:
        """How many checks come from after the `judged`th debate to before the `most`th."""
        first = max(judged, 1)
        if first >= most or not self._each:
            return 0
        blocks = range(self._block(first), self._block(most - 1) + 1)
        return sum(first <= self._check(block) < most for block in blocks)

    def _block(self, judged: int) -> int:
        return floor((judged - 1) * self._each)

    def _check(self, block: int) -> int:
        """After which debate the block's check comes."""
        first, after = ceil(block / self._each), ceil((block + 1) / self._each)
        return 1 + first + draw(block, "attention", self.player, self.pool) % (after - first)
