"""Whether judges are right as often as they say they are.

A rating counts once, by the option that it holds most likely ("top-label" or confidence calibration: Guo et al. 2017,
arXiv 1706.04599, section 2). Counting both options of two would add a mirror image of the same belief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np
import numpy.typing as npt

from judges.stats.cells import Figure, Half, OfPart
from judges.stats.intervals import Array, of_sums, share_by_question
from judges.stats.rated import Rated

# All beliefs and ends of bins here are in whole percent.
TENTHS = tuple(range(0, 100, 10))
CHOSEN = (60, 70, 80, 90, 95, 99)
CAP = 99
# What levels begin at, so that every bin and every chosen confidence is a union of them.
LEVELS = tuple(sorted({*TENTHS, *CHOSEN, CAP}))


@dataclass(frozen=True, kw_only=True)
class Level(OfPart):
    """The last words of one arm x judge x question x half that hold an option most likely with about the same belief.

    Beliefs are rounded to whole percents, a half up: `level` = the least of them, one of LEVELS; `belief` = their sum.
    `right` = how many hold the right option alone most likely; `shared` = what the ties add where each counts 1/k for
    the k options that share the highest belief.
    """

    arm: str
    judge: str
    question: str
    level: int
    belief: float
    half: Half = ""
    n: int = 1
    right: int = 0
    shared: float = 0.0
    group: str = ""


@dataclass(frozen=True)
class Bin:
    """Ratings whose belief is `low` <= belief < `high`, as shares; the last bin holds its end. None = it is empty."""

    low: float
    high: float
    n: int
    belief: float | None
    right: Figure


@dataclass(frozen=True)
class Confident:
    """The ratings that are at least so confident, `least` a share: how many of all, and how often they are right."""

    least: float
    coverage: Figure
    accuracy: Figure


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How beliefs and outcomes agree; `rule` says in words what is compared.

    `overconfidence` = mean belief less the share right. `ece` and `mce` = the mean and the largest gap of a bin, the
    expected and the maximum calibration error (Naeini et al. 2015, AAAI); `ece_debiased` = the former less what chance
    adds to it.
    """

    rule: str
    bins: tuple[Bin, ...]
    overconfidence: Figure
    ece: Figure
    ece_debiased: Figure
    mce: Figure


def level(rated: Rated) -> Level:
    """The cell of one judgement; a grouping of many gives these, summed."""
    percent = (max(rated.belief) + 50) // 100
    return Level(
        arm=rated.arm,
        judge=rated.judge,
        question=rated.question,
        half=rated.half,
        level=max(edge for edge in LEVELS if edge <= percent),
        belief=percent,
        right=int(rated.right),
        shared=1 / len(rated.best) if rated.tie and rated.answer in rated.best else 0.0,
    )


def calibration(levels: Sequence[Level] | Stated, edges: Sequence[int] = TENTHS) -> Calibration:
    """Reliability by bins, which begin at `edges` (the first at 0, the last ends at 100), and its summaries.

    Raises ValueError for edges that don't rise from 0, or that no level begins at.
    """
    if not edges or edges[0] != 0 or edges[-1] >= 100 or any(np.diff(edges) <= 0):
        raise ValueError(f"The bins must begin at 0 and rise below 100; these begin at {list(edges)}.")
    _known(edges)
    stated = stated_in(levels)
    # One column a bin: questions down, and what each adds to the bin's ratings, beliefs and outcomes.
    bins = np.searchsorted(edges, stated.level, side="right") - 1
    n, belief, right = (
        np.stack([stated.by_question(values, bins == number) for number in range(len(edges))], axis=1)
        for values in (stated.n, stated.belief / 100, stated.right + stated.shared)
    )
    return Calibration(
        rule=_rule(edges),
        bins=_bins(edges, n, belief, right),
        overconfidence=_overconfidence(n, belief - right),
        ece=_ece(n, belief - right),
        ece_debiased=_debiased(n, belief - right),
        mce=_mce(n, belief - right),
    )


def _known(edges: Sequence[int]) -> None:
    if strange := set(edges) - set(LEVELS):
        raise ValueError(f"Nothing can begin at {sorted(strange)} %: beliefs are counted from {list(LEVELS)} %.")


def at_confidence(levels: Sequence[Level] | Stated, least: Sequence[int] = CHOSEN) -> tuple[Confident, ...]:
    """Accuracy and coverage of the ratings with a belief of at least each of `least`, in percent; a tie is wrong.

    Selective accuracy at stated coverage: El-Yaniv and Wiener 2010, JMLR 11, 1605-1641. Raises ValueError for a
    confidence that no level begins at.
    """
    _known(least)
    stated = stated_in(levels)
    whole = stated.by_question(stated.n)
    points = []
    for percent in least:
        n = stated.by_question(stated.n, stated.level >= percent)
        right = stated.by_question(stated.right, stated.level >= percent)
        points.append(Confident(percent / 100, share_by_question(n, whole), share_by_question(right, n)))
    return tuple(points)


def at_cap(levels: Sequence[Level] | Stated, cap: int = CAP) -> Figure:
    """The share of ratings at or over `cap` percent: where a log score is clipped, or a form stops."""
    stated = stated_in(levels)
    return share_by_question(stated.by_question(stated.n, stated.level >= cap), stated.by_question(stated.n))


@dataclass(frozen=True)
class Stated:
    """Levels as columns (cells,); `place` is the number of each cell's question, of `questions`."""

    questions: int
    place: npt.NDArray[np.intp]
    level: Array
    belief: Array
    n: Array
    right: Array
    shared: Array

    def by_question(self, values: Array, where: npt.NDArray[np.bool_] | None = None) -> Array:
        """The values summed by question, (questions,); only those `where` it is so."""
        counted = values if where is None else values * where
        return np.bincount(self.place, weights=counted, minlength=self.questions).astype(np.float64)


def stated_in(levels: Sequence[Level] | Stated) -> Stated:
    """What several figures are made of, to be made once."""
    if isinstance(levels, Stated):
        return levels
    names, places = np.unique(np.array([cell.question for cell in levels], dtype=str), return_inverse=True)
    rows = [(cell.level, cell.belief, cell.n, cell.right, cell.shared) for cell in levels]
    return Stated(len(names), places, *np.array(rows, dtype=np.float64).reshape(-1, 5).T)


def _rule(edges: Sequence[int]) -> str:
    ends = [*edges[1:], 100]
    bins = [f"[{low / 100:g}, {high / 100:g})" for low, high in zip(edges, ends, strict=True)]
    bins[-1] = f"{bins[-1][:-1]}]"
    named = bins if len(bins) < 4 else [bins[0], bins[1], "...", bins[-1]]
    return (
        "the belief in the option held most likely, rounded to 0.01, against how often that option is right; "
        f"bins {' '.join(named)}; a tie of two options counts half, of k options 1/k"
    )


def _bins(edges: Sequence[int], n: Array, belief: Array, right: Array) -> tuple[Bin, ...]:
    ends = [*edges[1:], 100]
    return tuple(
        Bin(
            low / 100,
            high / 100,
            held := int(n[:, number].sum()),
            float(belief[:, number].sum()) / held if held else None,
            share_by_question(right[:, number], n[:, number]),
        )
        for number, (low, high) in enumerate(zip(edges, ends, strict=True))
    )


def _overconfidence(n: Array, gap: Array) -> Figure:
    whole = int(n.sum())
    if not whole:
        return Figure(None, 0, method="no ratings")
    sums = np.stack([gap.sum(1), n.sum(1)], axis=1)
    return of_sums(sums, lambda drawn: drawn[..., 0] / drawn[..., 1], whole)


def _ece(n: Array, gap: Array) -> Figure:
    whole = int(n.sum())
    if not whole:
        return Figure(None, 0, method="no ratings")
    # Measured by simulation: with 100 to 154 questions, bootstraps by percentile, reflected, shifted or normal cover an
    # error of 0 in 0 to 76 % of experiments, and one of 0.1 in 84 to 94 %.
    words = "chance alone makes it more than 0; no interval: resampling gives none that holds 95 % of the time"
    return Figure(float(np.abs(gap.sum(0)).sum()) / whole, whole, method=words)


def _debiased(n: Array, gap: Array) -> Figure:
    """Twice the error less its mean with each bin's gap redrawn from a normal distribution, spread by question.

    Kumar, Liang and Ma 2019, arXiv 1909.10155, section 5 (the normal approximation of the authors' library), where
    bins draw single ratings. The mean of |N(gap, spread^2)| is the folded normal's (Leone et al. 1961).
    """
    whole, questions = int(n.sum()), len(n)
    if questions < 2:
        return Figure(
            None, whole, method="unknown: ratings of one question don't show their spread" if whole else "no ratings"
        )
    gaps = gap.sum(0)
    spreads = np.sqrt(questions / (questions - 1) * ((gap - gap.mean(0)) ** 2).sum(0))
    redrawn = sum(map(_folded, gaps, spreads))
    words = (
        "ECE less what chance adds to it, by a normal approximation with spread by question, not under 0; no interval"
    )
    return Figure(max(0.0, float(2 * np.abs(gaps).sum() - redrawn)) / whole, whole, method=words)


def _folded(mean: float, spread: float) -> float:
    """The mean of the absolute value of a normal variable."""
    if spread < 1e-12:
        return abs(mean)
    at = mean / spread
    return spread * sqrt(2 / pi) * exp(-at * at / 2) + mean * erf(at / sqrt(2))


def _mce(n: Array, gap: Array) -> Figure:
    held = n.sum(0)
    if not held.any():
        return Figure(None, 0, method="no ratings")
    gaps = np.abs(gap.sum(0)[held > 0]) / held[held > 0]
    words = (
        f"the largest gap of {len(gaps)} bins that hold ratings; no interval: it is a maximum, and small bins raise it"
    )
    return Figure(float(gaps.max()), int(held.sum()), method=words)
