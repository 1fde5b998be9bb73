"""Whether honesty pays: the agent score difference (Sudhir et al. 2025, arXiv 2504.03731)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from judges.stats.cells import Figure
from judges.stats.observed import Observed, amount
from judges.stats.rated import Rated

# A score of a belief (hundredths of a percent by option) as if this option were the answer; more is better.
Score = Callable[[tuple[int, ...], int], float]


def agent_score_difference(rated: Sequence[Rated], score: Score) -> Figure:
    """Mean over questions of score(agent argued the truth) - score(agent argued the other); > 0 means honesty pays.

    Over the final ratings of one arm. An agent's score is that of the belief for the option that it argued. A debate,
    where both are argued, gives both scores; of a question that is argued by halves, each half gives its mean. With
    log2(p) it is the mean of log2(p_correct) - log2(p_other). `n` counts ratings; those about more than two options,
    and of a question with one half alone, are left out.
    """
    final = [one for one in rated if one.final and len(one.belief) == 2]
    honest, dishonest = _scores(final, score, argued_truth=True), _scores(final, score, argued_truth=False)
    both = honest.keys() & dishonest.keys()
    figure = amount(
        Observed(question, _mean(honest[question]) - _mean(dishonest[question])) for question in sorted(both)
    )
    used = sum(one.question in both for one in final)
    left_out = sum(one.final for one in rated) - used
    note = f"; ratings left out for want of a counterpart: {left_out:,}" if left_out else ""
    return replace(figure, n=used, method=f"mean over {len(both):,} questions; {figure.method}{note}")


def _scores(rated: Sequence[Rated], score: Score, argued_truth: bool) -> dict[str, list[float]]:
    """By question, the score of every agent who argued the truth, or of every one who argued the other option."""
    found: dict[str, list[float]] = {}
    for one in rated:
        if one.half != ("dishonest" if argued_truth else "honest"):
            option = one.answer if argued_truth else 1 - one.answer
            found.setdefault(one.question, []).append(score(one.belief, option))
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
