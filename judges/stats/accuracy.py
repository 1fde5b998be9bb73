"""How often judges are right."""

from __future__ import annotations

from judges.stats.cells import Cell, Figure
from judges.stats.intervals import clustered, share, wilson
from judges.stats.sample import Sample


def accuracy(sample: Sample) -> Figure:
    """Right / n; a tie is wrong."""
    return share(sample.cells, _right)


def accuracy_as_independent(sample: Sample) -> Figure:
    """The same with an interval that takes every rating for independent, as studies print it."""
    if not sample.n:
        return Figure(None, 0, method="no ratings")
    right = sum(cell.right for cell in sample.cells)
    method = "Wilson, 95 %, takes all ratings for independent"
    return Figure(right / sample.n, sample.n, *wilson(right, sample.n), method)


def balanced_accuracy(sample: Sample) -> Figure:
    """The mean of the accuracies where the speaker argued for the truth and where not (Michael et al. 2023)."""
    honest, dishonest = sample.half("honest"), sample.half("dishonest")
    if not (honest or dishonest):
        return Figure(None, 0, method="does not apply: this arm has no halves")
    return clustered([honest, dishonest], _right, lambda means: means.mean(axis=-1))


def _right(cell: Cell) -> float:
    return cell.right
