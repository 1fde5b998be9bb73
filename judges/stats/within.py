"""How much something changes within judges, or within questions: a slope with fixed effects and a clustered error.

What differs between judges can't pass for a change here: each is held against itself. The error comes from leaving out
one cluster after the other (the jackknife, CR3: MacKinnon, Nielsen and Webb 2023, J. Appl. Econometrics 38, section 3),
since with a dozen judges the plain sandwich is too narrow. Where a second way of clustering adds variance, it is added
too (Cameron, Gelbach and Miller 2011, J. Bus. Econ. Stat. 29, section 2.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from judges.stats.intervals import Array
from judges.stats.significance import Slope

Codes = npt.NDArray[np.intp]
# A sum of squares below this is rounding; and a variance.
_NOTHING, _NO_VARIANCE = 1e-12, 1e-20


def codes(names: Sequence[str]) -> Codes:
    """Each name as a number from 0."""
    return np.unique(np.asarray(names), return_inverse=True)[1]


def within(y: Array, x: Array, fixed: Codes, clusters: Codes, other: Codes | None, also: Codes) -> Slope | None:
    """By how much `y` (n,) rises with `x` (n,) within the groups of `fixed` (n,), their own level taken out.

    `clusters` (n,) are left out one by one: each holds whole groups. `other` (n,) = a second way of clustering; `also`
    (n,) = groups whose level is taken out too. Degrees of freedom: the fewer clusters, less 1. None where x changes in
    fewer than two clusters.
    """
    y, x = _without_levels(y, x, fixed, also)
    products, squares = np.bincount(clusters, x * y), np.bincount(clusters, x * x)
    moving = squares > _NOTHING
    whole = float(squares.sum())
    if moving.sum() < 2 or (whole - squares).min() <= _NOTHING:
        return None
    value = float(products.sum()) / whole
    without = (products.sum() - products[moving]) / (whole - squares[moving])
    groups = int(moving.sum())
    variance = float(((without - value) ** 2).sum()) * (groups - 1) / groups
    freedom = groups - 1
    if other is not None:
        score = x * (y - value * x) / whole
        kinds = len(np.unique(other[np.abs(x) > _NOTHING]))
        pairs = np.unique(clusters * (other.max() + 1) + other, return_inverse=True)[1]
        variance += max(0.0, _between(score, other) - _between(score, pairs))
        freedom = min(freedom, kinds - 1)
    return Slope(value, sqrt(variance), freedom) if variance > _NO_VARIANCE and freedom > 0 else None


def _without_levels(y: Array, x: Array, fixed: Codes, also: Codes) -> tuple[Array, Array]:
    """Both without the means of their groups and, in these, without the levels of `also` (Frisch, Waugh and Lovell)."""
    levels = np.eye(int(also.max()) + 1)[also][:, 1:]
    y, x, *dummies = (_less_mean(column, fixed) for column in (y, x, *levels.T))
    if not dummies:
        return y, x
    basis = np.column_stack(dummies)
    fitted, *_ = np.linalg.lstsq(basis, np.column_stack([y, x]), rcond=None)
    left = np.column_stack([y, x]) - basis @ fitted
    return left[:, 0], left[:, 1]


def _less_mean(values: Array, groups: Codes) -> Array:
    found: Array = values - (np.bincount(groups, values) / np.bincount(groups))[groups]
    return found


def _between(score: Array, labels: Codes) -> float:
    """The variance of the scores' sum, if those with different labels are independent."""
    sums = np.bincount(labels, score)
    return float(sums @ sums)
