"""Which option is true and who errs how, from judges' choices alone: the model of Dawid and Skene.

Dawid and Skene 1979 (Applied Statistics 28, 20-28): each debate has a true option, and where option j is true, each
judge chooses option l with a probability of its own. EM finds both (equations 2.3 to 2.5), from a start at the share
of judges for each option (3.1). crowd-kit has it too, but installs transformers and 20 more packages for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from judges.stats.intervals import SEED, Array
from judges.stats.rated import Rated

Places = npt.NDArray[np.intp]
Rater = tuple[str, str]

# 200,000 choices of two options take 0.2 s to fit and 1 s to read; each draw of an interval is one more fit.
MOST_CHOICES = 200_000
DRAWS = 200
SETTLED = 1e-5
LEAST_DEBATES = 10
MOST_STEPS = 500


@dataclass(frozen=True)
class Choices:
    """For each choice its debate, judge and option (choices,); for each debate how many options and which question.

    All count from 0.
    """

    debates: Places
    judges: Places
    chosen: Places
    options: Places
    questions: Places

    @property
    def shape(self) -> tuple[int, int, int]:
        """Debates, judges, options."""
        return len(self.options), int(self.judges.max()) + 1, int(self.options.max())


@dataclass(frozen=True)
class Fitted:
    """`prior` (options,); `errors` (judges, true option, chosen option) and `truth` (debates, options): rows sum to 1.

    `settled` = no probability moved by more than SETTLED in the last of `steps`.
    """

    prior: Array
    errors: Array
    truth: Array
    steps: int
    settled: bool

    @property
    def accuracies(self) -> Array:
        """Each judge's chance to choose the true option, whichever is true as often as the prior says: (judges,)."""
        result: Array = np.einsum("rjj,j->r", self.errors, self.prior)
        return result


def who(one: Rated) -> Rater:
    return one.judge, one.rater


def refusal(chosen: Sequence[Rated]) -> str:
    """Why these ratings, none of them a tie, can't be fitted, in words; "" where they can."""
    if not chosen:
        return "no ratings"
    if len(chosen) > MOST_CHOICES:
        return f"too large: {len(chosen):,} choices; Dawid-Skene is fitted to at most {MOST_CHOICES:,}"
    if len({one.question for one in chosen}) < 2:
        return "undefined: all ratings are of one question"
    by_debate: dict[str, set[Rater]] = {}
    for one in chosen:
        by_debate.setdefault(one.debate, set()).add(who(one))
    if (enough := sum(len(judges) >= 3 for judges in by_debate.values())) < LEAST_DEBATES:
        return f"undefined: {enough} debates were decided by three judges, of whom two can outvote one; it needs 10"
    return ""


def coded(chosen: Sequence[Rated], raters: Sequence[Rater]) -> Choices:
    """The ratings, none of them a tie, as numbers: debates by name, judges by their place in `raters`."""
    place = {rater: number for number, rater in enumerate(raters)}
    chosen = sorted(chosen, key=lambda one: (one.debate, who(one)))
    _, first, of = np.unique([one.debate for one in chosen], return_index=True, return_inverse=True)
    return Choices(
        debates=of,
        judges=np.array([place[who(one)] for one in chosen]),
        chosen=np.array([one.best[0] for one in chosen]),
        options=np.array([len(chosen[row].belief) for row in first]),
        questions=np.unique([chosen[row].question for row in first], return_inverse=True)[1],
    )


def fit(choices: Choices, often: Array | None = None, start: Array | None = None) -> Fitted:
    """Maximum likelihood by EM; `often` (debates,) counts a debate several times, or not at all.

    `start` (debates, options) = the first guess at the truth.
    """
    often = np.ones(len(choices.options)) if often is None else often
    truth = _votes(choices) if start is None else start
    prior, errors = _estimate(choices, truth, often)
    settled, steps = False, 0
    while not settled and steps < MOST_STEPS:
        old_prior, old_errors = prior, errors
        prior, errors = _estimate(choices, posterior(choices, prior, errors), often)
        settled = max(np.abs(prior - old_prior).max(), np.abs(errors - old_errors).max()) < SETTLED
        steps += 1
    return Fitted(prior, errors, posterior(choices, prior, errors), steps, settled)


def _votes(choices: Choices) -> Array:
    """The share of judges for each option of each debate (equation 3.1)."""
    debates, _, options = choices.shape
    votes = np.bincount(choices.debates * options + choices.chosen, minlength=debates * options)
    result: Array = votes.reshape(debates, options) / np.bincount(choices.debates)[:, None]
    return result


def _estimate(choices: Choices, truth: Array, often: Array) -> tuple[Array, Array]:
    """The M step: how often each option is true, and what each judge chooses then (equations 2.4 and 2.3)."""
    _, judges, options = choices.shape
    weighed = truth * often[:, None]
    cell = choices.judges * options + choices.chosen
    counts = [np.bincount(cell, weighed[choices.debates, j], judges * options) for j in range(options)]
    errors = np.stack(counts).reshape(options, judges, options).swapaxes(0, 1)
    total = errors.sum(2, keepdims=True)
    # A judge who met no debate where this option is true tells nothing of it: every choice is then as likely.
    known: Array = np.divide(errors, total, out=np.full_like(errors, 1 / options), where=total > 0)
    prior: Array = weighed.sum(0) / weighed.sum()
    return prior, known


def posterior(choices: Choices, prior: Array, errors: Array) -> Array:
    """The E step: how likely each option of each debate is the true one (equation 2.5), (debates, options)."""
    debates, _, options = choices.shape
    # In a draw an option can have lost all its debates, and a judge's choice be one that it never made there.
    said = np.log(np.maximum(errors, 1e-12))[choices.judges, :, choices.chosen]
    likely = np.tile(np.log(np.maximum(prior, 1e-12)), (debates, 1))
    for j in range(options):
        likely[:, j] += np.bincount(choices.debates, said[:, j], debates)
    likely[np.arange(options) >= choices.options[:, None]] = -np.inf
    shares = np.exp(likely - likely.max(1, keepdims=True))
    result: Array = shares / shares.sum(1, keepdims=True)
    return result


def accuracies_interval(choices: Choices, fitted: Fitted) -> tuple[Array, Array]:
    """95 % bounds of `fitted.accuracies` by drawing whole questions and fitting on from the first fit, (judges,)."""
    source = np.random.default_rng(SEED)
    questions = int(choices.questions.max()) + 1
    drawn = []
    for _ in range(DRAWS):
        often = np.bincount(source.integers(questions, size=questions), minlength=questions).astype(np.float64)
        drawn.append(fit(choices, often[choices.questions], fitted.truth).accuracies)
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return low, high
