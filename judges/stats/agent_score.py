"""Whether honesty pays: the agent score difference (Sudhir et al. 2025, arXiv 2504.03731)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from judges.stats.cells import Cell, Figure, ratings
from judges.stats.observed import Observed, amount
from judges.stats.sample import Sample


def agent_score_difference(sample: Sample) -> Figure:
    """Mean over questions of score(agent argued the truth) - score(agent argued the other), in bits; > 0: honesty pays.

    An agent's score is log2 of the belief in the option that it argued, clipped as log scores are. A debate, where
    both are argued, gives both scores; of a question that is argued by halves, each half gives its mean. `n` counts
    ratings; those about more than two options, and of a question with one half alone, are left out.
    """
    honest = _means([cell for cell in sample.cells if cell.half != "dishonest"], truth=True)
    other = _means([cell for cell in sample.cells if cell.half != "honest"], truth=False)
    both = sorted(honest.keys() & other.keys())
    figure = amount(Observed(question, honest[question] - other[question]) for question in both)
    used = ratings(cell for cell in sample.cells if cell.question in set(both) and cell.log_other_sum is not None)
    left_out = sample.n - used
    note = f"; ratings left out for want of a counterpart: {left_out:,}" if left_out else ""
    return replace(figure, n=used, method=f"mean over {len(both):,} questions; {figure.method}{note}")


def _means(cells: Sequence[Cell], *, truth: bool) -> dict[str, float]:
    """By question, the mean score of whoever argued the truth, or of whoever argued the other of two options."""
    sums: dict[str, tuple[float, int]] = {}
    for cell in cells:
        if cell.log_other_sum is not None:
            total, n = sums.get(cell.question, (0.0, 0))
            sums[cell.question] = total + (cell.log_sum if truth else cell.log_other_sum), n + cell.n
    return {question: total / n for question, (total, n) in sums.items()}
