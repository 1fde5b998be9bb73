"""One sum over another, as minutes for a right answer, and how far two such differ; clustered by question and person.

Models: a bootstrap by question, as all costs. People: two-way cluster-robust (Cameron, Gelbach and Miller 2011, J. Bus.
Econ. Stat. 29, section 2.2) on the linearised ratio, its logarithm where it stands alone, so that no interval reaches
below nothing. Drawing questions and people both at once would come out too wide (see differences).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt

import numpy as np

from judges.stats.cells import Figure
from judges.stats.columns import Labels, numbered
from judges.stats.intervals import Array, of_sums, summed


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """What was spent and what it brought, each (cells,); `raters` are "" where a model judged. `n` = judgements."""

    values: Sequence[float]
    counts: Sequence[float]
    questions: Sequence[str]
    raters: Sequence[str]
    n: int

    @property
    def brought(self) -> float:
        return float(sum(self.counts))

    @property
    def ratio(self) -> float:
        return float(sum(self.values)) / self.brought

    @property
    def by_people(self) -> bool:
        """Whether several people did it, so that who did is chance too."""
        return len(set(self.raters)) > 1

    def pulls(self) -> Array:
        """By how much each cell moves the ratio: its linearisation, (cells,)."""
        return (np.asarray(self.values) - self.ratio * np.asarray(self.counts)) / self.brought


def worth(figure: Figure, amounts: Amounts) -> Figure:
    """A ratio with an interval by question; of several people's, with one that is by person too."""
    if not figure.value or not amounts.by_people:
        return figure
    error, freedom = _error(amounts.pulls(), numbered(amounts.questions), numbered(amounts.raters))
    _, _, left_out = figure.method.partition("; left out: ")
    noted = f"; left out: {left_out}" if left_out else ""
    if not freedom or not error:
        return replace(figure, low=None, high=None, method=f"no interval: {_FEW}{noted}")
    reach = _t(freedom) * error / figure.value
    method = f"{_ROBUST} of {freedom:,} degrees of freedom, on its logarithm{noted}"
    return replace(figure, low=figure.value * exp(-reach), high=figure.value * exp(reach), method=method)


def less(first: Amounts, second: Amounts, unit: str) -> Figure:
    """The first ratio less the second; undefined where either brought nothing."""
    n = first.n + second.n
    if not (first.brought and second.brought):
        return Figure(None, n, method=f"undefined: no {unit} with a known amount in one of both")
    if not (first.by_people or second.by_people):
        return _drawn(first, second, n)
    value = first.ratio - second.ratio
    pulls = np.concatenate([first.pulls(), -second.pulls()])
    questions, raters = numbered([*first.questions, *second.questions]), numbered([*first.raters, *second.raters])
    error, freedom = _error(pulls, questions, raters)
    if not freedom or not error:
        return Figure(value, n, method=f"no interval: {_FEW}")
    reach = _t(freedom) * error
    return Figure(value, n, value - reach, value + reach, f"{_ROBUST} of {freedom:,} degrees of freedom")


_ROBUST = "cluster-robust by question and judge, 95 %, Student's t"
_FEW = "too few questions or judges, or all alike"


def _drawn(first: Amounts, second: Amounts, n: int) -> Figure:
    """By drawing questions, each with all that either spent on it."""
    nothing = (0.0, 0.0)
    rows = [(*one, *nothing) for one in zip(first.values, first.counts, strict=True)]
    rows += [(*nothing, *one) for one in zip(second.values, second.counts, strict=True)]
    sums = summed([*first.questions, *second.questions], np.array(rows, dtype=np.float64))
    return of_sums(sums, lambda drawn: drawn[..., 0] / drawn[..., 1] - drawn[..., 2] / drawn[..., 3], n)


def _error(pulls: Array, questions: Labels, raters: Labels) -> tuple[float, int]:
    """The standard error, and its degrees of freedom; 0 where there are too few to tell."""
    freedom = min(int(questions.max()), int(raters.max()))
    one, other = _variance(pulls, questions), _variance(pulls, raters)
    both = _variance(pulls, questions * (int(raters.max()) + 1) + raters)
    # The difference of variances can come out below either, which no larger grouping can be.
    return sqrt(max(one + other - both, one, other)), freedom


def _variance(pulls: Array, groups: Labels) -> float:
    sums = np.bincount(np.unique(groups, return_inverse=True)[1], pulls)
    return float((sums**2).sum()) * len(sums) / max(1, len(sums) - 1)


def _t(freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))
