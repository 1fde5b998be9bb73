"""Two arms side by side as columns of numbers: what tests of their difference are worked out from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from judges.stats.intervals import Array, C

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """The cells of two arms, each column (cells,): `n` ratings that add up to `total`, of a question by a rater.

    `first` = 1 for the first arm's cells, 0 for the second's. Questions and raters are numbered over both arms, so
    that what they share is one cluster; `rater` is None where the judges are no sample of anything, as models are not.
    """

    first: Array
    n: Array
    total: Array
    question: Labels
    rater: Labels | None

    @property
    def sums(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The total and n of the first arm, and of the second."""
        ours, theirs = self.first, 1 - self.first
        return (float(ours @ self.total), float(ours @ self.n)), (float(theirs @ self.total), float(theirs @ self.n))

    @property
    def groups(self) -> Labels:
        """What ratings are not independent within: (cells,), or (cells, 2) for questions and raters."""
        return self.question if self.rater is None else np.column_stack([self.question, self.rater])


def columns(
    first: Sequence[C], second: Sequence[C], total: Callable[[C], float], rater: Callable[[C], str] | None = None
) -> Columns:
    """`total` sums a cell's ratings; `rater` names the person who made them. Cells without ratings are left out."""
    ours, theirs = [cell for cell in first if cell.n], [cell for cell in second if cell.n]
    cells = ours + theirs
    return Columns(
        first=np.array([1.0] * len(ours) + [0.0] * len(theirs)),
        n=np.array([cell.n for cell in cells], dtype=np.float64),
        total=np.array([total(cell) for cell in cells], dtype=np.float64),
        question=numbered([cell.question for cell in cells]),
        rater=None if rater is None else numbered([rater(cell) for cell in cells]),
    )


def numbered(names: Sequence[str]) -> Labels:
    """Each name as the number of its place among all of them, (names,)."""
    return np.unique(np.asarray(names, dtype=np.str_), return_inverse=True)[1].astype(np.int64)
