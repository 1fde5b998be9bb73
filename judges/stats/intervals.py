"""95 % intervals: of shares Wilson's, for what clustered ratings are worth; of all else a bootstrap by question.

Of more questions than MOST_DRAWN that is a jackknife, which leaves out one question after the other: with so many, both
give the same, and the draws alone would take a gigabyte.

The clustered bootstrap draws whole questions (or judges) with replacement, and takes percentiles of the figure's draws
(Field and Welsh 2007, J. R. Stat. Soc. B 69, section 2; why evaluations need it: Miller 2024, arXiv 2411.00640,
section 2.2). scipy.stats.bootstrap draws single observations, which would take two ratings of one debate for
independent, so this one is by hand. It is seeded: the same ratings always give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import sqrt
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from judges.stats.cells import Counted, Figure, ratings

Array = npt.NDArray[np.float64]
C = TypeVar("C", bound=Counted)
DRAWS = 2_000
SEED = 20_231_115
MOST_DRAWN = 2_000
Z = 1.959964  # of the normal distribution, for 95 %


def wilson(right: float, n: float) -> tuple[float, float]:
    """Wilson's score interval for a share (Wilson 1927); n > 0.

    By hand: statsmodels' takes 2 ms a call, and a report of five judges in four arms makes 500.
    """
    share, square = right / n, Z * Z / n
    middle = (share + square / 2) / (1 + square)
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def narrow(figure: Figure, held: str) -> Figure:
    """The figure with a warning: in so many simulated experiments its interval held the truth (docs/figures.md)."""
    if figure.low is None:
        return figure
    return replace(
        figure, method=f"{figure.method}; rather narrow: it held the truth in {held} of simulated experiments"
    )


def share(cells: Sequence[C], total: Callable[[C], float]) -> Figure:
    """The share of ratings that `total` counts in each cell, by whichever interval its questions allow."""
    totals, counts, _ = _sums([cells], total)
    return share_by_question(totals[:, 0], counts[:, 0])


def share_by_question(counted: Array, n: Array) -> Figure:
    """The share that `counted` is of `n`, both (questions,), with Wilson's interval for what the ratings are worth.

    n ratings of questions that give several are worth n over their design effect, and never more than n (Korn and
    Graubard 1998, Survey Methodology 24, 193-201; with Wilson's interval: Franco et al. 2019, J. Surv. Stat.
    Methodol. 7, 334-364). Over 4,000 simulated experiments it covers 92-97 % from 10 questions on, 93-97 % from 20.
    """
    counted, n = counted[n > 0], n[n > 0]
    whole, questions = float(n.sum()), len(n)
    if not questions:
        return Figure(None, 0, method="no ratings")
    value = float(counted.sum() / whole)
    if n.max() == 1:
        return Figure(value, int(whole), *wilson(value * whole, whole), "Wilson, 95 %; each question gives one rating")
    if questions == 1:
        return Figure(value, int(whole), method="no interval: all ratings are of one question")
    spread = float(((counted - value * n) ** 2).sum()) * questions / (questions - 1)
    worth = min(whole, value * (1 - value) * whole**2 / spread) if spread > 1e-12 else questions
    words = f"Wilson, 95 %, as if of {worth:.0f} ratings: what those of {questions:,} questions are worth"
    return Figure(value, int(whole), *wilson(value * worth, worth), words)


def clustered(
    groups: Sequence[Sequence[C]],
    total: Callable[[C], float],
    combine: Callable[[Array], Array] = lambda means: means[..., 0],
) -> Figure:
    """A figure made of each group's mean rating, with its interval by drawing questions.

    `total` sums a cell's ratings; `combine` takes the groups' means (..., groups) to the figure (...). Draws are
    stratified by which groups hold a question, so that none is left empty and a question's groups stay together.
    """
    n = sum(ratings(cells) for cells in groups)
    if not all(ratings(cells) for cells in groups):
        return Figure(None, n, method="no ratings")
    totals, counts, strata = _sums(groups, total)
    width = len(groups)
    return of_sums(np.hstack([totals, counts]), lambda sums: combine(sums[..., :width] / sums[..., width:]), n, strata)


def of_sums(
    sums: Array,
    combine: Callable[[Array], Array],
    n: int,
    strata: tuple[int, ...] = (),
    unit: str = "question",
) -> Figure:
    """A figure made of what its questions add up to, with its interval by drawing questions.

    `sums` (questions, k) has a row for each question, which `summed` makes; `combine` takes sums (..., k) to the
    figure (...), not a number where it is undefined. `strata` = the sizes of the runs of rows that are drawn apart;
    `unit` = what a row stands for, where it isn't a question.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(combine(sums.sum(0)))
        if np.isnan(value):
            return Figure(None, n, method="undefined: it would divide by nothing")
        if len(sums) == 1:
            return Figure(value, n, method=f"no interval: all ratings are of one {unit}")
        if len(sums) > MOST_DRAWN:
            return _jackknife(sums, combine, n, strata or (len(sums),), unit)
        drawn = combine(_weights(strata or (len(sums),)) @ sums)
        known = drawn[~np.isnan(drawn)]
        low, high = (float(bound) for bound in np.quantile(known, (0.025, 0.975)))
    if not np.isfinite((low, high)).all():
        return Figure(value, n, method=f"no interval: in many draws of the {unit}s it is undefined")
    if np.ptp(known) < 1e-12:
        return Figure(value, n, method=f"no interval: {_same(unit)}")
    undefined = len(drawn) - len(known)
    without = f"; {undefined:,} in which it is undefined are left out" if undefined else ""
    return Figure(value, n, low, high, f"bootstrap, 95 %, {DRAWS:,} draws of the {len(sums):,} {unit}s{without}")


def _same(unit: str) -> str:
    return f"every {unit} gave the same, so drawing {unit}s shows no spread"


def _jackknife(sums: Array, combine: Callable[[Array], Array], n: int, strata: tuple[int, ...], unit: str) -> Figure:
    """The same from the figures without each row (Shao and Tu 1995, The Jackknife and Bootstrap, section 2.1)."""
    value, without = float(combine(sums.sum(0))), combine(sums.sum(0) - sums)
    if not np.isfinite(without).all():
        return Figure(value, n, method=f"no interval: without some {unit} it is undefined")
    runs = np.split(without, np.cumsum(strata)[:-1])
    error = sum((len(run) - 1) * run.var() for run in runs) ** 0.5
    if error < 1e-12:
        return Figure(value, n, method=f"no interval: {_same(unit)}")
    method = f"jackknife, 95 %, leaving out one of the {len(sums):,} {unit}s after the other"
    return Figure(value, n, value - Z * error, value + Z * error, method)


def summed(questions: Sequence[str], values: Array) -> Array:
    """Rows of numbers (n, k) added up by question, in the order of the questions' names: (questions, k)."""
    names, places = np.unique(np.asarray(questions), return_inverse=True)
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, places, values)
    return sums


def _sums(groups: Sequence[Sequence[C]], total: Callable[[C], float]) -> tuple[Array, Array, tuple[int, ...]]:
    """Sums and counts of ratings, each (questions, groups), strata together; and the strata's sizes."""
    names = sorted({cell.question for cells in groups for cell in cells})
    place = {question: number for number, question in enumerate(names)}
    totals, counts = np.zeros((2, len(names), len(groups)))
    for group, cells in enumerate(groups):
        places = [place[cell.question] for cell in cells]
        np.add.at(totals[:, group], places, [total(cell) for cell in cells])
        np.add.at(counts[:, group], places, [cell.n for cell in cells])
    _, stratum, sizes = np.unique(counts > 0, axis=0, return_inverse=True, return_counts=True)
    together = np.argsort(stratum, kind="stable")
    return totals[together], counts[together], tuple(sizes.tolist())


@lru_cache(maxsize=2)
def _weights(strata: tuple[int, ...]) -> Array:
    """How often each draw takes each question, (draws, questions). Arms mostly share their questions: drawn once."""
    source = np.random.default_rng(SEED)
    blocks = [
        [np.bincount(row, minlength=size) for row in source.integers(size, size=(DRAWS, size))] for size in strata
    ]
    return np.hstack([np.array(block, dtype=np.float64) for block in blocks])
