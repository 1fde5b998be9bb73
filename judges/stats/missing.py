"""Judgements that were wanted and are not there: how many, why, and what they could change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judges.stats.cells import Cell, Missing, ratings

# Above this share an arm's figures carry a warning.
WARN_ABOVE = 0.05
Bounds = tuple[float, float]


@dataclass(frozen=True)
class Shortfall:
    """How many judgements were wanted, how many ratings there are, and how many are missing for each reason.

    `bounds` are the accuracy if all that is missing were wrong, and if all were right; None where nothing was wanted.
    `warning` is a sentence, "" where no more than WARN_ABOVE is missing.
    """

    wanted: int
    n: int
    by_reason: Mapping[str, int]
    bounds: Bounds | None
    warning: str

    @property
    def share(self) -> float:
        """What is missing of what was wanted, 0 to 1."""
        return (self.wanted - self.n) / self.wanted if self.wanted else 0.0


def shortfall(cells: Sequence[Cell], missing: Sequence[Missing]) -> Shortfall:
    """The shortfall of an arm, or of one of its judges, from its final cells and from what it misses."""
    lost = Counter[str]()
    for gap in missing:
        lost[gap.reason] += gap.n
    n = ratings(cells)
    limits = bounds(sum(cell.right for cell in cells), n, lost.total())
    by_reason = dict(sorted(lost.items()))
    return Shortfall(n + lost.total(), n, by_reason, limits, _warning(n + lost.total(), by_reason))


def bounds(right: int, n: int, missing: int) -> Bounds | None:
    """The accuracy if all that is missing were wrong, and if all were right; None where nothing was wanted.

    Manski 1989, J. Hum. Resour. 24, section II: they hold whatever the reason. They are no confidence interval.
    """
    wanted = n + missing
    return (right / wanted, (right + missing) / wanted) if wanted else None


def difference_bounds(first: Bounds | None, second: Bounds | None) -> Bounds | None:
    """The bounds of the first share less the second: the first's missing all wrong and the second's right, and back."""
    if first is None or second is None:
        return None
    return first[0] - second[1], first[1] - second[0]


def _warning(wanted: int, by_reason: Mapping[str, int]) -> str:
    lost = sum(by_reason.values())
    if not wanted or lost / wanted <= WARN_ABOVE:
        return ""
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in by_reason.items())
    return f"{100 * lost / wanted:.1f} % of the judgements are missing ({reasons}): read the bounds beside each figure"
