"""How arms differ where questions are hard or easy and judges good or bad: a mixed logistic model.

    logit P(right) = arm + question + judge,   question ~ N(0, s_q), judge ~ N(0, s_j)

An arm's effect is on the log-odds of one judge on one question, so it is further from 0 than the same difference
averaged over them. Spreads come from statsmodels' variational Bayes (BinomialBayesMixedGLM with its own priors: log s ~
N(0, 1), arm ~ N(0, 2)). Its errors of the arms don't: mean-field ones leave out what arms share with questions and
judges, and held the truth in 85 % of 320 simulated experiments. Effects and errors are those of the penalised
likelihood at those spreads (Breslow and Clayton 1993, J. Am. Stat. Assoc. 88, section 2.1), which held it in 96 %.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

import numpy as np

from judges.stats.cells import Figure
from judges.stats.columns import Labels, numbered
from judges.stats.intervals import Array
from judges.stats.rated import Rated

# On two busy cores 2,000 ratings of 1,000 questions took 9 s, and 8,000 of 4,000 took 96 s.
MOST_RATINGS = 5_000
_ARM_VARIANCE = 4.0


@dataclass(frozen=True)
class Mixed:
    """The arms' effects against `reference`, in log-odds, each with its interval; `p` is Wald's, two-sided.

    `odds_ratios` are e to the effects. `spreads` are the standard deviations of questions and of judges, in log-odds.
    Without effects, `method` says why there are none.
    """

    reference: str
    n: int
    effects: Mapping[str, Figure] = field(default_factory=dict)
    p: Mapping[str, float] = field(default_factory=dict)
    spreads: Mapping[str, float] = field(default_factory=dict)
    method: str = ""

    @property
    def odds_ratios(self) -> Mapping[str, float]:
        return {arm: exp(figure.value) for arm, figure in self.effects.items() if figure.value is not None}


def mixed(rated: Sequence[Rated], reference: str) -> Mixed:
    """The model over final ratings, with the arm `reference` as what others are held against; a tie is wrong.

    The same ratings give the same result, in whichever order they come. ValueError if `reference` has none of them.
    """
    final = sorted((one for one in rated if one.final), key=lambda one: (one.arm, one.debate, one.rater, one.right))
    others = sorted({one.arm for one in final} - {reference})
    if final and all(one.arm != reference for one in final):
        raise ValueError(f"the arm {reference!r} has no ratings: name one of {', '.join(others)}")
    unfit = _unfit(final, others)
    if unfit:
        return Mixed(reference, len(final), method=unfit)
    right = np.array([one.right for one in final], dtype=np.float64)
    arms = np.column_stack([np.ones(len(final)), *([float(one.arm == arm) for one in final] for arm in others)])
    effects = _effects(final)
    if not effects:
        return Mixed(reference, len(final), method="can't be done: no question and no judge has two ratings")
    spreads = _spreads(right, arms, effects)
    if spreads is None:
        return Mixed(reference, len(final), method="can't be said: the fit didn't settle; use the clustered difference")
    values, errors = _penalised(right, arms, effects, spreads)
    return _told(Mixed(reference, len(final), spreads=spreads), others, values[1:], errors[1:])


def _unfit(final: Sequence[Rated], others: Sequence[str]) -> str:
    if not others:
        return "can't be done: it needs ratings of two arms"
    if len(final) > MOST_RATINGS:
        return (
            f"too large: {len(final):,} ratings, and above {MOST_RATINGS:,} it takes minutes. "
            "Use the clustered difference, which has no limit, "
            "or fit right ~ arm + (1 | question) + (1 | judge) to the exported ratings with lme4"
        )
    if len({one.right for one in final}) == 1:
        return "can't be done: all ratings are right, or none is"
    return ""


def _effects(final: Sequence[Rated]) -> dict[str, Labels]:
    """Who or what has a random intercept, (ratings,): a factor that nowhere repeats can't be told from chance."""
    names = {"question": [one.question for one in final], "judge": [one.rater for one in final]}
    return {by: numbered(found) for by, found in names.items() if 1 < len(set(found)) < len(found)}


def _spreads(right: Array, arms: Array, effects: Mapping[str, Labels]) -> dict[str, float] | None:
    """The posterior medians of the random intercepts' standard deviations; None if the fit doesn't converge."""
    from scipy.sparse import csr_matrix, hstack
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM  # type: ignore[import-untyped]

    sizes = [int(places.max()) + 1 for places in effects.values()]
    blocks = [
        csr_matrix((np.ones(len(places)), (np.arange(len(places)), places)), shape=(len(places), size))
        for places, size in zip(effects.values(), sizes, strict=True)
    ]
    kinds = np.repeat(np.arange(len(sizes)), sizes)
    model = BinomialBayesMixedGLM(right, arms, hstack(blocks, "csr"), kinds, vcp_p=1, fe_p=_ARM_VARIANCE**0.5)
    # By default starting errors are drawn at random. L-BFGS-B takes a tenth of the time of the default, BFGS.
    start = np.full(arms.shape[1] + len(sizes) + sum(sizes), 0.5)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="VB fitting did not converge")
        fitted = model.fit_vb(sd=start, fit_method="L-BFGS-B", minim_opts={"maxiter": 2_000})
    if not fitted.optim_retvals.success:
        return None
    return dict(zip(effects, np.exp(fitted.vcp_mean).tolist(), strict=True))


def _penalised(
    right: Array, arms: Array, effects: Mapping[str, Labels], spreads: Mapping[str, float]
) -> tuple[Array, Array]:
    """The arms' coefficients at the mode, and their errors, by Newton's method on all coefficients together."""
    wide = [np.eye(int(places.max()) + 1)[places] for places in effects.values()]
    design = np.hstack([arms, *wide])
    variances = [np.full(arms.shape[1], _ARM_VARIANCE)]
    variances += [np.full(block.shape[1], spreads[by] ** 2) for by, block in zip(effects, wide, strict=True)]
    penalty = 1 / np.concatenate(variances)
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ found))
        curvature = (design.T * (chance * (1 - chance))) @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, design.T @ (right - chance) - penalty * found)
        found += step
        if np.abs(step).max() < 1e-9:
            break
    errors = np.sqrt(np.diag(np.linalg.inv(curvature)))
    return found[: arms.shape[1]], errors[: arms.shape[1]]


def _told(model: Mixed, others: Sequence[str], values: Array, errors: Array) -> Mixed:
    from scipy.stats import norm

    factors = " and ".join(model.spreads)
    method = f"log-odds against {model.reference}, 95 %: mixed logistic model, a random intercept for each {factors}"
    reach = norm.isf(0.025) * errors
    effects = {
        arm: Figure(value, model.n, value - by, value + by, method)
        for arm, value, by in zip(others, values.tolist(), reach.tolist(), strict=True)
    }
    p = dict(zip(others, (2 * norm.sf(np.abs(values / errors))).tolist(), strict=True))
    return Mixed(model.reference, model.n, effects, p, model.spreads, method)
