"""How many ratings a study needs, and what it could have seen with those it has.

Ratings of one question, or by one person, say less than independent ones. By how much is the design effect (Kish 1965,
Survey Sampling, section 8.2): the variance as it is over the variance of independent ratings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from judges.stats.cells import Cell, Figure
from judges.stats.columns import Labels, columns, numbered
from judges.stats.intervals import Array
from judges.stats.significance import no_spread, slope

POWER = 0.8
ALPHA = 0.05


@dataclass(frozen=True)
class Clustering:
    """How alike the ratings of one question (or judge) are, 0 to 1; `size` = how many there are where a rating is.

    That is the sum of n² over the sum of n, n each cluster's ratings in an arm (Kish 1965: with uneven clusters).
    """

    by: str
    correlation: Figure
    size: float


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Ratings needed in each arm: `independent` ones, and as many times `design_effect` clustered as now."""

    independent: int
    each_arm: int
    design_effect: float
    method: str


def sample_size(
    wanted: float, baseline: float, *, design_effect: float = 1.0, power: float = POWER, alpha: float = ALPHA
) -> Needed:
    """Ratings for each of two arms, to tell accuracy `wanted` from `baseline` by a two-sided z-test.

    Variance pooled under no difference and unpooled under the wanted one (Fleiss, Levin and Paik 2003, chapter 4). A
    `design_effect` other than 1 holds for as many ratings a question and a judge as where it was seen. ValueError if
    the accuracies are alike or not within (0, 1), or the effect isn't above 0.
    """
    from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail  # type: ignore[import-untyped]

    if wanted == baseline or not (0 < wanted < 1 and 0 < baseline < 1):
        raise ValueError(f"wanted {wanted} against {baseline}: give two different accuracies between 0 and 1")
    if design_effect <= 0:
        raise ValueError(f"a design effect of {design_effect} is no design effect: it lies above 0")
    n = float(samplesize_proportions_2indep_onetail(wanted - baseline, baseline, power, alpha=alpha))
    method = f"two-sided z-test at {alpha:g}, {100 * power:g} % power, times the design effect of {design_effect:.2f}"
    return Needed(independent=ceil(n), each_arm=ceil(n * design_effect), design_effect=design_effect, method=method)


def smallest_detectable(standard_error: float | None, n: int, *, power: float = POWER, alpha: float = ALPHA) -> Figure:
    """The difference that the data would have shown with `power`: (z(1 - alpha/2) + z(power)) x the standard error.

    In the difference's own unit, from its cluster-robust standard error (Bloom 1995, Eval. Rev. 19, 547-556).
    `n` = its ratings.
    """
    from scipy.stats import norm

    if standard_error is None:
        return Figure(None, n, method="undefined: the difference has no standard error")
    times = float(norm.isf(alpha / 2) + norm.ppf(power))
    method = f"{times:.2f} x the cluster-robust standard error: two-sided test at {alpha:g}, {100 * power:g} % power"
    return Figure(times * standard_error, n, method=f"{method}; no interval")


def observed_design_effect(
    first: Sequence[Cell], second: Sequence[Cell], rater: Callable[[Cell], str] | None = None
) -> Figure:
    """The design effect of the difference in accuracy of two arms, as it shows in their final cells.

    It is the cluster-robust variance of the difference (by question, and by `rater` where people judge: see
    differences) over that of independent ratings. Arms gain from sharing questions or judges: it can lie below 1.
    """
    cells = columns(first, second, _right, rater)
    n = round(cells.n.sum())
    fitted = slope(cells, cells.groups)
    by = "question" if rater is None else "question and judge"
    if fitted is None:
        return Figure(None, n, method=f"undefined: {no_spread(by)}")
    alone = sum(right / size * (1 - right / size) / size for right, size in cells.sums)
    method = f"variance clustered by {by} over that of independent ratings; no interval"
    return Figure(fitted.error**2 / alone, n, method=method)


def design_effect(*found: Clustering) -> float:
    """1 + the sum of (size - 1) x correlation: of one arm's accuracy, clustered in each of these ways at once.

    A correlation that isn't known counts as 0.
    """
    return 1 + sum((one.size - 1) * (one.correlation.value or 0.0) for one in found)


def clustering(arms: Sequence[Sequence[Cell]], by: str, cluster: Callable[[Cell], str]) -> Clustering:
    """The correlation of two ratings being right that share a cluster within an arm, from the arms' final cells.

    `cluster` names a cell's question or judge, and `by` says which. The analysis-of-variance estimator for shares
    (Ridout, Demetrio and Firth 1999, Biometrics 55, section 2), arm by arm in one; what falls below 0 counts as 0.
    """
    pairs = [(f"{arm}", cell) for arm, cells in enumerate(arms) for cell in cells if cell.n]
    arm = numbered([name for name, _ in pairs])
    group = numbered([f"{name} {cluster(cell)}" for name, cell in pairs])
    right, n = (np.array([value(cell) for _, cell in pairs], dtype=np.float64) for value in (_right, _n))
    size = np.bincount(group, n).astype(np.float64)
    hits = np.bincount(group, right).astype(np.float64)
    home = np.zeros(len(size), dtype=np.int64)
    home[group] = arm
    whole = float(n.sum())
    weight = float(size @ size) / whole if whole else 0.0
    return Clustering(by, _correlation(size, hits, home, by), weight)


def _correlation(size: Array, hits: Array, home: Labels, by: str) -> Figure:
    """`size` ratings and `hits` right ones of each cluster, which is of the arm `home`; each (clusters,)."""
    arms, inner = len(set(home.tolist())), float(size.sum()) - len(size)
    n = round(size.sum())
    if len(size) <= arms or inner <= 0:
        return Figure(None, n, method=f"undefined: needs two {by}s in an arm, and two ratings of a {by}")
    share = np.bincount(home, hits) / np.bincount(home, size)
    between = float((size * (hits / size - share[home]) ** 2).sum()) / (len(size) - arms)
    within = float((hits * (size - hits) / size).sum()) / inner
    typical = float(size.sum() - (np.bincount(home, size**2) / np.bincount(home, size)).sum()) / (len(size) - arms)
    spread = between + (typical - 1) * within
    if spread <= 0:
        return Figure(None, n, method="undefined: ratings are all alike in each arm")
    method = f"intraclass correlation by {by}, analysis of variance over {len(size):,} {by}s in arms; no interval"
    return Figure(max((between - within) / spread, 0.0), n, method=method)


def _right(cell: Cell) -> float:
    return cell.right


def _n(cell: Cell) -> float:
    return cell.n
