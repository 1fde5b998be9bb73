"""How good each judge is: against the answer key, and without it, as Dawid and Skene's model has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from judges.stats.cells import Figure
from judges.stats.dawid_skene import DRAWS, Rater, accuracies_interval, coded, fit, refusal, who
from judges.stats.observed import Observed, mean
from judges.stats.rated import Rated

LEAST_CHOICES = 10
# 5,000 choices take some seconds to fit 200 times.
MOST_DRAWN = 5_000
# Simulated: docs/figures.md.
ALONE = (
    "too narrow for judges near chance, and far off where questions are hard for all judges alike: "
    "it takes them to err independently"
)
_NONE = Figure(None, 0, method="undefined: all its ratings are ties")


@dataclass(frozen=True)
class Skill:
    """One judge: how often it is right by the key, and what Dawid-Skene takes its accuracy to be without one."""

    judge: str
    rater: str
    accuracy: Figure
    dawid_skene: Figure


def skills(rated: Sequence[Rated]) -> tuple[Skill, ...]:
    """Every judge's skill over its final ratings, by name; a tie is wrong, and no choice to Dawid-Skene."""
    by_rater: dict[Rater, list[Rated]] = {}
    for one in rated:
        if one.final:
            by_rater.setdefault(who(one), []).append(one)
    estimated = dawid_skene_accuracies([one for one in rated if one.final and not one.tie])
    return tuple(
        Skill(*rater, mean(Observed(one.question, one.right) for one in by_rater[rater]), estimated.get(rater, _NONE))
        for rater in sorted(by_rater)
    )


def dawid_skene_accuracies(chosen: Sequence[Rated]) -> dict[Rater, Figure]:
    """Each judge's accuracy as Dawid-Skene has it, from ratings of which none is a tie; `n` counts its choices."""
    counts = Counter(who(one) for one in chosen)
    raters = sorted(counts)
    if refused := refusal(chosen):
        return {rater: Figure(None, counts[rater], method=refused) for rater in raters}
    return dict(zip(raters, map(_enough, _fitted(chosen, raters)), strict=True))


def _enough(figure: Figure) -> Figure:
    """The figure of a judge who chose often enough for one."""
    if figure.n >= LEAST_CHOICES:
        return figure
    return Figure(
        None, figure.n, method=f"undefined: it made {figure.n} choices, and Dawid-Skene needs {LEAST_CHOICES}"
    )


def _fitted(chosen: Sequence[Rated], raters: Sequence[Rater]) -> list[Figure]:
    """A figure for each of the raters."""
    choices = coded(chosen, raters)
    fitted = fit(choices)
    counts, values = np.bincount(choices.judges).tolist(), fitted.accuracies.tolist()
    how = f"Dawid-Skene, {'settled' if fitted.settled else 'not settled'} after {fitted.steps} steps of EM"
    if len(chosen) > MOST_DRAWN:
        how += f"; no interval: too large, {len(chosen):,} choices where at most {MOST_DRAWN:,} are drawn again"
        return [Figure(value, n, method=how) for value, n in zip(values, counts, strict=True)]
    how += f"; bootstrap, 95 %, {DRAWS} draws of the {choices.questions.max() + 1:,} questions; {ALONE}"
    low, high = (bounds.tolist() for bounds in accuracies_interval(choices, fitted))
    return [Figure(*row, how) for row in zip(values, counts, low, high, strict=True)]
