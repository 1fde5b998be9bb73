"""95 % intervals: Wilson's for independent ratings, a bootstrap by question where a question gives several.

The clustered bootstrap draws whole questions with replacement and takes percentiles of the figure over the draws
(Field and Welsh 2007, J. R. Stat. Soc. B 69, section 2; why evaluations need it: Miller 2024, arXiv 2411.00640,
section 2.2). scipy.stats.bootstrap draws single observations, which would take two ratings of one debate for
independent, so this one is by hand. It is seeded: the same ratings always give the same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from judges.stats.cells import Counted, Figure, ratings

Array = npt.NDArray[np.float64]
C = TypeVar("C", bound=Counted)
DRAWS = 2_000
SEED = 20_231_115


def wilson(right: float, n: float) -> tuple[float, float]:
    """Wilson's score interval for a share (Wilson 1927); n > 0."""
    # Imported here because it takes a second or more, which every process would pay at its start.
    from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]

    low, high = proportion_confint(right, n, alpha=0.05, method="wilson")
    return float(low), float(high)


def share(cells: Sequence[C], total: Callable[[C], float]) -> Figure:
    """The share of ratings that `total` counts in each cell, by whichever interval its questions allow."""
    n, counted = ratings(cells), sum(total(cell) for cell in cells)
    questions = Counter[str]()
    for cell in cells:
        questions[cell.question] += cell.n
    if n and max(questions.values()) == 1:
        return Figure(counted / n, n, *wilson(counted, n), "Wilson, 95 %; each question gives one rating")
    figure = clustered([cells], total)
    if figure.value is None or figure.low is not None or len(questions) == 1:
        return figure
    low, high = wilson(figure.value * len(questions), len(questions))
    return Figure(figure.value, n, low, high, f"Wilson, 95 %, as if of {len(questions)} ratings: {_SAME}")


_SAME = "every question gave the same, so drawing questions shows no spread"


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
    value = float(combine(totals.sum(0) / counts.sum(0)))
    if len(totals) == 1:
        return Figure(value, n, method="no interval: all ratings are of one question")
    weights = _weights(strata)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = combine((weights @ totals) / (weights @ counts))
        low, high = (float(bound) for bound in np.nanquantile(drawn, (0.025, 0.975)))
    if not np.isfinite((low, high)).all() or np.ptp(drawn) < 1e-12:
        return Figure(value, n, method=f"no interval: {_SAME}")
    return Figure(value, n, low, high, f"bootstrap, 95 %, {DRAWS:,} draws of the {len(totals):,} questions")


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
