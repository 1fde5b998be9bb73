"""Ratings counted, with how often they are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from judges.stats.cells import Cell, Figure, ratings
from judges.stats.intervals import share


@dataclass(frozen=True)
class Tally:
    """Counts of some ratings, with their accuracy; a tie is wrong."""

    n: int
    right: int
    ties: int
    accuracy: Figure


def tally(cells: Sequence[Cell]) -> Tally:
    counts = (ratings(cells), sum(cell.right for cell in cells), sum(cell.ties for cell in cells))
    return Tally(*counts, share(cells, lambda cell: cell.right))
