"""By how much two arms differ: the effect first, then its interval, then tests of no difference.

Ratings of one question are alike, and so are one person's. What they are taken to be clustered by moves the answer, so
each way is given by name: "question" and "judge" are bootstraps that draw the one and leave the other (see intervals);
"question and judge" is two-way cluster-robust (Cameron, Gelbach and Miller 2011, J. Bus. Econ. Stat. 29, section 2.2).
A two-way bootstrap, by pigeonholes (Owen 2007, Ann. Appl. Stat. 1) or by weights (Owen and Eckles 2012, Ann. Appl.
Stat. 6), counts the variance of single ratings three times. Where a rating is one right or wrong word, that is most of
the variance there is, and the interval would come out up to 1.7 times too wide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from judges.stats.cells import Cell, Figure
from judges.stats.columns import Columns, Labels, columns
from judges.stats.intervals import MOST_DRAWN, Array, C, clustered, of_sums
from judges.stats.significance import Significance, Slope, clustered_logit, mcnemar, no_spread, slope, z_test

Held = npt.NDArray[np.bool_]
QUESTION, JUDGE, BOTH = "question", "judge", "question and judge"
# Draws of fewer judges than this give too narrow an interval (Cameron, Gelbach and Miller 2008).
FEWEST_JUDGES = 6


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first arm's mean rating less the second's; `intervals` has one for each way of clustering.

    `effect` is the headline: two-way where people judge, else by question. `paired` is over the questions that both
    arms hold, each counted once. `shared`, `only_first` and `only_second` count questions. `standard_error` is the
    headline's, cluster-robust. `tests` begin with the one that goes with the headline.
    """

    effect: Figure
    intervals: Mapping[str, Figure]
    paired: Figure
    shared: int
    only_first: int
    only_second: int
    standard_error: float | None
    tests: tuple[Significance, ...]

    @property
    def p(self) -> float | None:
        """That of the first test that could be done."""
        return next((test.p for test in self.tests if test.p is not None), None)


def accuracy_difference(
    first: Sequence[Cell], second: Sequence[Cell], rater: Callable[[Cell], str] | None = None
) -> Difference:
    """The difference in accuracy (-1 to 1) of two arms' final cells; a tie is wrong.

    `rater` names the person who made a cell's ratings: give it where people judge, and each cell is one person's.
    Tests: those of `difference`, clustered logistic regression, the two-proportion z-test of Michael et al. 2023 (which
    takes all ratings for independent), and McNemar's.
    """
    found = difference(first, second, _right, rater)
    cells = columns(first, second, _right, rater)
    logits = [clustered_logit(cells, by, groups) for by, groups in _groupings(cells).items()]
    return replace(
        found,
        effect=_never_a_point(found, cells),
        intervals={by: _within(figure) for by, figure in found.intervals.items()},
        paired=_within(found.paired),
        tests=(*logits, *found.tests, *_unclustered(cells), mcnemar(cells)),
    )


def difference(
    first: Sequence[C],
    second: Sequence[C],
    total: Callable[[C], float],
    rater: Callable[[C], str] | None = None,
) -> Difference:
    """The difference of any mean over ratings, in its own unit; `total` sums a cell's (Brier, log score ...).

    `rater` as in accuracy_difference. Tests: linear regression with cluster-robust errors.
    """
    cells = columns(first, second, total, rater)
    slopes = {by: slope(cells, groups) for by, groups in _groupings(cells).items()}
    held = _held(cells)
    if held.shape[1] > MOST_DRAWN:
        intervals = {QUESTION: _robust(cells, QUESTION, slopes[QUESTION])}
    else:
        intervals = {QUESTION: clustered([first, second], total, _less)}
    if cells.rater is not None and intervals[QUESTION].value is not None:
        intervals |= {JUDGE: _by_judge(cells, cells.rater), BOTH: _robust(cells, BOTH, slopes[BOTH])}
    headline = BOTH if BOTH in intervals else QUESTION
    fitted = slopes[headline]
    return Difference(
        effect=intervals[headline],
        intervals=intervals,
        paired=_paired(cells, held),
        shared=int((held[0] & held[1]).sum()),
        only_first=int((held[0] & ~held[1]).sum()),
        only_second=int((held[1] & ~held[0]).sum()),
        standard_error=fitted.error if fitted else None,
        tests=tuple(_tested(by, found) for by, found in slopes.items()),
    )


def _groupings(cells: Columns) -> dict[str, Labels]:
    """The ways of clustering, the headline's first."""
    if cells.rater is None:
        return {QUESTION: cells.question}
    return {BOTH: np.column_stack([cells.question, cells.rater]), JUDGE: cells.rater, QUESTION: cells.question}


def _by_judge(cells: Columns, rater: Labels) -> Figure:
    """Judges are drawn from all who judged either arm: which arm somebody came to judge is part of the draw."""
    arms = (cells.first, 1 - cells.first)
    sums: Array = np.stack([np.bincount(rater, arm * column) for column in (cells.total, cells.n) for arm in arms], 1)
    figure = of_sums(sums, lambda drawn: _less(drawn[..., :2] / drawn[..., 2:]), round(cells.n.sum()), unit=JUDGE)
    fewest = int((sums[:, 2:] > 0).sum(axis=0).min())
    if figure.low is None or fewest >= FEWEST_JUDGES:
        return figure
    return Figure(figure.value, figure.n, method=f"no interval: an arm has {fewest}, too few judges to draw from")


def _robust(cells: Columns, by: str, fitted: Slope | None) -> Figure:
    """The difference with an interval from its cluster-robust error."""
    (total, n), (other_total, other_n) = cells.sums
    rated = round(n + other_n)
    if not (n and other_n):
        return Figure(None, rated, method="no ratings")
    if fitted is None:
        gap = total / n - other_total / other_n
        return Figure(gap, rated, method=f"no interval: {no_spread(by)}")
    method = f"cluster-robust by {by}, 95 %, Student's t of {fitted.freedom:,} degrees of freedom"
    return Figure(fitted.value, rated, *fitted.interval, method)


def _tested(by: str, fitted: Slope | None) -> Significance:
    if fitted is None:
        return Significance(f"linear, clustered by {by}", None, None, f"can't be done: {no_spread(by)}")
    return fitted.test(by)


def _held(cells: Columns) -> Held:
    """Which arm holds which question, (2, questions)."""
    size = int(cells.question.max(initial=-1)) + 1
    return np.array([np.bincount(cells.question, arm, size) > 0 for arm in (cells.first, 1 - cells.first)])


def _paired(cells: Columns, held: Held) -> Figure:
    """The mean over shared questions of the difference of their means, drawn by question (Miller 2024, section 4)."""
    shared = held[0] & held[1]
    if not shared.any():
        return Figure(None, 0, method="undefined: the arms share no question")
    ours, theirs = (
        np.bincount(cells.question, arm * cells.total, len(shared))[shared]
        / np.bincount(cells.question, arm * cells.n, len(shared))[shared]
        for arm in (cells.first, 1 - cells.first)
    )
    gaps, once = ours - theirs, "each shared question counted once"
    if len(gaps) > MOST_DRAWN:
        middle, reach = float(gaps.mean()), 1.96 * float(gaps.std()) / len(gaps) ** 0.5
        return Figure(middle, len(gaps), middle - reach, middle + reach, f"normal, 95 %, {once}")
    figure = of_sums(np.column_stack([gaps, np.ones(len(gaps))]), lambda sums: sums[..., 0] / sums[..., 1], len(gaps))
    return replace(figure, method=f"{figure.method}, {once}")


def _unclustered(cells: Columns) -> tuple[Significance, ...]:
    (right, n), (other_right, other_n) = cells.sums
    if not (n and other_n):
        return ()
    counts = (round(right), round(other_right)), (round(n), round(other_n))
    return z_test(*counts), z_test(*counts, corrected=True)


def _never_a_point(found: Difference, cells: Columns) -> Figure:
    """Where clusters show no spread: Newcombe's interval (1998, method 10), as if each question gave one rating."""
    held = _held(cells).sum(axis=1)
    figure = _within(found.effect)
    if figure.value is None or found.intervals[QUESTION].low is not None or held.min() < 2:
        return figure
    from statsmodels.stats.proportion import confint_proportions_2indep  # type: ignore[import-untyped]

    right, n = zip(*cells.sums, strict=True)
    counts = np.array(right) / np.array(n) * held
    low, high = confint_proportions_2indep(counts[0], held[0], counts[1], held[1], method="newcomb", compare="diff")
    method = f"Newcombe, 95 %, as if of {held[0]:,} and {held[1]:,} ratings, one a question: clusters show no spread"
    return Figure(figure.value, figure.n, float(low), float(high), method)


def _within(figure: Figure) -> Figure:
    """Differences of shares lie between -1 and 1, whatever Student's t says."""
    if figure.low is None or figure.high is None:
        return figure
    return replace(figure, low=max(figure.low, -1.0), high=min(figure.high, 1.0))


def _less(means: Array) -> Array:
    return means[..., 0] - means[..., 1]


def _right(cell: Cell) -> float:
    return cell.right
