"""How good one belief is against the answer: proper scoring rules (Gneiting and Raftery 2007, JASA 102, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2, sqrt

from debate.core.types import WHOLE, is_right, is_tie

LEAST, MOST = 0.01, 0.99


class Unscorable(ValueError):
    """A belief that isn't one about these options: its parts don't make a whole, or none is the answer's."""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One belief's scores. `right` = the correct option alone has the highest probability; a tie is wrong.

    With p the probability of the correct option, q_i of option i and o_i = 1 for the correct option, else 0:
    `brier` = sum over all options of (q_i - o_i)^2, halved; 0 is best, 1 worst; (1 - p)^2 where there are two options.
    `log2` = log2(p), p first clipped to [0.01, 0.99]; `clipped` says that it was. In bits, 0 is best.
    `spherical` = p / sqrt(sum of q_i^2); 1 is best, 0 worst.
    """

    right: bool
    tie: bool
    brier: float
    log2: float
    clipped: bool
    spherical: float


def score(belief: tuple[int, ...], answer: int) -> Scores:
    """The scores of a belief (hundredths of a percent, in option order) where option `answer` is correct."""
    if sum(belief) != WHOLE or min(belief) < 0 or not 0 <= answer < len(belief):
        raise Unscorable(f"{belief} cannot be scored as a belief against option {answer}: it must add up to {WHOLE}.")
    stated = [part / WHOLE for part in belief]
    correct = stated[answer]
    clipped = min(max(correct, LEAST), MOST)
    return Scores(
        right=is_right(belief, answer),
        tie=is_tie(belief),
        brier=sum((p - (option == answer)) ** 2 for option, p in enumerate(stated)) / 2,
        log2=log2(clipped),
        clipped=clipped != correct,
        spherical=correct / sqrt(sum(p * p for p in stated)),
    )
