"""What k judges together believe, and how often that is right: the accuracy of ensembles by size.

Means of probabilities and of log-odds: Genest and Zidek 1986 (Statistical Science 1, 114-135);
of log-odds, for forecasts: Satopää et al. 2014 (International Journal of Forecasting 30, 344-356).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from judges.scoring import LEAST, MOST
from judges.stats.cells import Figure
from judges.stats.dawid_skene import Fitted, Rater, coded, fit, refusal, who
from judges.stats.intervals import SEED, Array
from judges.stats.observed import Observed, mean
from judges.stats.rated import WHOLE, Rated

MOST_SUBSETS = 50
# So many debates, with 50 subsets of 10 judges each, take some megabytes at a time.
SLICE = 1_000


@dataclass(frozen=True)
class Ensemble:
    """How often `k` judges are right whose beliefs are combined by `rule`; a tie is wrong. `n` counts debates."""

    rule: str
    k: int
    accuracy: Figure


@dataclass(frozen=True)
class Panels:
    """Debates with equally many judges and options: beliefs and votes (debates, judges, options), answers (debates,).

    `votes` = by the option that would be true, the log of a judge's chance to choose as it did; 0 for a tie. `prior`
    (options,) = the log of each option's chance to be true.
    """

    questions: tuple[str, ...]
    answers: npt.NDArray[np.intp]
    beliefs: Array
    votes: Array
    prior: Array

    def combined(self, rule: str, subsets: npt.NDArray[np.intp]) -> Array:
        """What these judges believe together: (subsets, k) places among the judges to (debates, subsets, options)."""
        if rule == "dawid_skene":
            return _shares(self.votes[:, subsets].sum(-2) + self.prior)
        return POOLS[rule](self.beliefs[:, subsets])

    def right(self, rule: str, k: int) -> Array:
        """The share of each debate's subsets of k judges that are right, (debates,)."""
        together = self.combined(rule, _subsets(self.beliefs.shape[1], k))
        own = np.arange(together.shape[-1]) == self.answers[:, None, None]
        others = np.where(own, -1, together).max(-1)
        # Beliefs are whole hundredths of a percent, so what is closer than this is a tie.
        shares: Array = (np.where(own, together, -1).max(-1) > others + 1e-9).mean(-1)
        return shares


def mean_belief(beliefs: Array) -> Array:
    """The plain mean of beliefs; (..., k, options) to (..., options)."""
    result: Array = beliefs.mean(-2)
    return result


def mean_log_odds(beliefs: Array) -> Array:
    """The belief whose log-odds are the mean of theirs (of several options: the logs), clipped as for log scores."""
    return _shares(np.log(np.clip(beliefs, LEAST, MOST)).mean(-2))


def confidence_weighted(beliefs: Array) -> Array:
    """The mean of beliefs, each weighted by how far its highest share is above an even one; even where none is."""
    weights = beliefs.max(-1, keepdims=True) - 1 / beliefs.shape[-1]
    total = weights.sum(-2)
    result: Array = np.where(total > 1e-9, (weights * beliefs).sum(-2) / np.maximum(total, 1e-9), beliefs.mean(-2))
    return result


POOLS: Mapping[str, Callable[[Array], Array]] = {
    "mean": mean_belief,
    "log_odds": mean_log_odds,
    "confidence_weighted": confidence_weighted,
}


def ensembles(rated: Sequence[Rated], largest: int | None = None) -> tuple[Ensemble, ...]:
    """The accuracy of 1 to `largest` judges under each rule, all over the debates that have `largest` final ratings.

    `largest` = the number of judges that most debates have, unless told. A debate counts with the mean over all its
    subsets of k judges, or over 50 that are drawn, seeded, where there are more. Dawid-Skene's model is fitted once,
    to the choices of all judges and without the key; a subset's judges then vote with what it found of each.
    """
    debates: dict[str, list[Rated]] = {}
    for one in sorted(rated, key=lambda one: (one.debate, who(one))):
        if one.final:
            debates.setdefault(one.debate, []).append(one)
    if not debates:
        return ()
    sizes = Counter(map(len, debates.values()))
    largest = largest or max(sizes, key=lambda size: (sizes[size], size))
    whole = [judges for judges in debates.values() if len(judges) >= largest]
    left_out = len(debates) - len(whole)
    note = f"; debates left out for having fewer than {largest} judges: {left_out:,}" if left_out else ""
    chosen = [one for judges in debates.values() for one in judges if not one.tie]
    refused = refusal(chosen)
    raters = sorted({who(one) for one in chosen})
    fitted = None if refused else fit(coded(chosen, raters))
    panels = [_panels(some, raters, fitted) for some in _alike(whole)]
    found = []
    for rule in (*POOLS, "dawid_skene"):
        for k in range(1, largest + 1):
            figure = _accuracy(panels, rule, k)
            if rule == "dawid_skene" and refused:
                figure = Figure(None, len(whole), method=refused)
            found.append(Ensemble(rule, k, replace(figure, method=f"{figure.method}{note}")))
    return tuple(found)


def _alike(debates: Sequence[list[Rated]]) -> Iterator[list[list[Rated]]]:
    """Debates with equally many judges and options, at most SLICE together."""
    shapes: dict[tuple[int, int], list[list[Rated]]] = {}
    for judges in debates:
        shapes.setdefault((len(judges), len(judges[0].belief)), []).append(judges)
    for _, alike in sorted(shapes.items()):
        for start in range(0, len(alike), SLICE):
            yield alike[start : start + SLICE]


def _panels(debates: Sequence[list[Rated]], raters: Sequence[Rater], fitted: Fitted | None) -> Panels:
    beliefs = np.array([[one.belief for one in judges] for judges in debates]) / WHOLE
    options = beliefs.shape[-1]
    votes, prior = np.zeros_like(beliefs), np.zeros(options)
    if fitted:
        logs, prior = (np.log(np.maximum(part, 1e-12)) for part in (fitted.errors[:, :options], fitted.prior[:options]))
        place = {rater: number for number, rater in enumerate(raters)}
        cast = [(d, j, one) for d, judges in enumerate(debates) for j, one in enumerate(judges) if not one.tie]
        for debate, judge, one in cast:
            votes[debate, judge] = logs[place[who(one)], :, one.best[0]]
    questions = tuple(judges[0].question for judges in debates)
    return Panels(questions, np.array([judges[0].answer for judges in debates]), beliefs, votes, prior)


def _accuracy(panels: Sequence[Panels], rule: str, k: int) -> Figure:
    rows = [zip(some.questions, some.right(rule, k).tolist(), strict=True) for some in panels]
    return mean(Observed(question, share) for row in rows for question, share in row)


@cache
def _subsets(judges: int, k: int) -> npt.NDArray[np.intp]:
    """All ways to take k of so many judges, or 50 of them that are drawn: (ways, k)."""
    if comb(judges, k) <= MOST_SUBSETS:
        return np.array(list(combinations(range(judges), k)))
    source = np.random.default_rng((SEED, judges, k))
    return np.array([source.choice(judges, k, replace=False) for _ in range(MOST_SUBSETS)])


def _shares(logs: Array) -> Array:
    """Logs of what is in proportion to a belief, as the belief."""
    shares = np.exp(logs - logs.max(-1, keepdims=True))
    result: Array = shares / shares.sum(-1, keepdims=True)
    return result
