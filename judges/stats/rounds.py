"""What judges believe as the rounds of speeches go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from judges.stats.cells import Cell, Figure, Half, OfPart, ratings
from judges.stats.intervals import clustered, narrow, of_sums, share, summed
from judges.stats.tally import Tally, tally


@dataclass(frozen=True, kw_only=True)
class Gain(OfPart):
    """The judgements of one arm x judge x question x half in which a last belief followed an earlier one.

    `bits` = log2 of the last belief in the right option less that of the first, each clipped to [0.01, 0.99] as for
    the log score; `rounds` = the rounds of speeches between the two. Both are summed over `n` judgements.
    """

    arm: str
    judge: str
    question: str
    half: Half = ""
    n: int = 1
    bits: float = 0.0
    rounds: int = 0
    group: str = ""


@dataclass(frozen=True)
class Round:
    """What was said after one round: `belief` in the right option, accuracy with ties wrong and with ties shared."""

    tally: Tally
    ties_shared: Figure
    belief: Figure


def by_round(cells: Sequence[Cell]) -> dict[int, Round]:
    """Each round over all ratings made after it; who stopped earlier is not carried on, so rounds hold other ratings.

    A shared tie counts 1/k for the k options that have the highest belief: half, of two (Michael et al. 2023).
    """
    rounds = sorted({cell.round for cell in cells})
    return {number: _round([cell for cell in cells if cell.round == number]) for number in rounds}


def mean_rounds(cells: Sequence[Cell]) -> Figure:
    """The rounds of speeches read before the last word, with an interval by question."""
    return clustered([[cell for cell in cells if cell.final]], lambda cell: cell.n * cell.round)


def bits_per_round(gains: Sequence[Gain]) -> Figure:
    """The bits by which a round of speeches moves belief towards the truth: all bits gained over all rounds read.

    Pooled, so that a long debate weighs more (Michael et al. 2023). Under 0 = the speeches mislead.
    """
    n, rounds = ratings(gains), sum(gain.rounds for gain in gains)
    if not rounds:
        return Figure(None, n, method="undefined: nobody stated a belief both before and after a round")
    sums = summed([gain.question for gain in gains], np.array([(gain.bits, gain.rounds) for gain in gains]))
    figure = of_sums(sums, lambda drawn: drawn[..., 0] / drawn[..., 1], n)
    figure = replace(figure, method=f"bits of {n:,} judgements over their {rounds:,} rounds; {figure.method}")
    return narrow(figure, "91-94 %")


def _round(cells: Sequence[Cell]) -> Round:
    return Round(tally(cells), _ties_shared(cells), _belief(cells))


def _ties_shared(cells: Sequence[Cell]) -> Figure:
    if any(cell.shared is None for cell in cells):
        return Figure(None, ratings(cells), method="unknown: how many options share a tie was not counted")
    return share(cells, lambda cell: cell.right + (cell.shared or 0.0))


def _belief(cells: Sequence[Cell]) -> Figure:
    if any(cell.p_sum is None for cell in cells):
        return Figure(None, ratings(cells), method="unknown: the beliefs in the right option were not summed")
    return clustered([cells], lambda cell: cell.p_sum or 0.0)
