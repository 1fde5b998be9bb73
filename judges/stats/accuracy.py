"""How often judges are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from judges.stats.cells import Cell, Figure, Sample, ratings
from judges.stats.intervals import clustered, share


@dataclass(frozen=True)
class Tally:
    """Counts of some ratings, with their accuracy."""

    n: int
    right: int
    ties: int
    accuracy: Figure


def tally(cells: Sequence[Cell]) -> Tally:
    counts = (ratings(cells), sum(cell.right for cell in cells), sum(cell.ties for cell in cells))
    return Tally(*counts, share(cells, _right))


def accuracy(sample: Sample) -> Figure:
    """Right / n; a tie is wrong."""
    return share(sample.cells, _right)


def balanced_accuracy(sample: Sample) -> Figure:
    """The mean of the accuracies where the speaker argued for the truth and where not (Michael et al. 2023)."""
    honest, dishonest = sample.half("honest"), sample.half("dishonest")
    if not (honest or dishonest):
        return Figure(None, 0, method="does not apply: this arm has no halves")
    return clustered([honest, dishonest], _right, lambda means: means.mean(axis=-1))


def by_round(cells: Sequence[Cell]) -> dict[int, Tally]:
    """Accuracy after each round of speeches, over all ratings made there; who stopped earlier is not carried on."""
    rounds = sorted({cell.round for cell in cells})
    return {number: tally([cell for cell in cells if cell.round == number]) for number in rounds}


def _right(cell: Cell) -> float:
    return cell.right
