"""Figures of several judges on the same debates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from judges.stats.agreement import agreement
from judges.stats.cells import Figure
from judges.stats.ensembles import ensembles
from judges.stats.mixed import mixed
from judges.stats.people import people_and_models
from judges.stats.rated import Rated
from judges.stats.skill import dawid_skene_accuracies

from .world import PERCENTS, QUESTION, STATED, Array, Said, World, said

Found = Iterator[tuple[Figure, float]]


def alpha_of_choices(p: float, source: np.random.Generator) -> Found:
    alike = 2 * (p - _both(p))  # the chance that one of two is right, and the other wrong
    yield agreement(_three(p, source)).choice, 1 - alike / 0.5


def alpha_of_beliefs(p: float, source: np.random.Generator) -> Found:
    yield agreement(_three(p, source)).belief, 1 - _within(p) / _all(p)


def ensemble(p: float, source: np.random.Generator) -> Found:
    found = {(one.rule, one.k): one.accuracy for one in ensembles(_three(p, source))}
    yield found["mean", 3], _together(p)


def people_less_models(p: float, source: np.random.Generator) -> Found:
    """A person and a model on each debate, the model 10 points worse."""
    world = World(source)
    right = np.hstack([world.right(p), world.right(p - 0.1)])
    rated = Said(right, np.where(right, 85, 70)).rated(_answers(source), ("person", "model"))
    yield people_and_models(rated).difference, 0.1


def dawid_skene(p: float, source: np.random.Generator, shared: float) -> Found:
    """Five judges on 100 debates, from 8 points worse than p to 8 better."""
    world, shares = World(source, shared=shared), p + np.array([-0.08, -0.04, 0.0, 0.04, 0.08])
    right = np.hstack([world.right(float(share)) for share in shares])
    rated = Said(right, np.where(right, 85, 70)).rated(_answers(source))
    found = dawid_skene_accuracies(rated)
    for n, share in enumerate(shares.tolist()):
        yield found[f"judge {n}", f"judge {n}"], share


def mixed_effect(p: float, source: np.random.Generator) -> Found:
    """Two ratings by 12 judges of each of 100 questions in two arms, one unit of log-odds apart: the model's own."""
    ease, skill = source.normal(size=100), source.normal(size=12) * 0.5
    rated = []
    for arm, shift in (("first", 0.5), ("second", -0.5)):
        for q in range(100):
            for judge in source.choice(12, 2, replace=False).tolist():
                right = source.random() < 1 / (1 + np.exp(-(np.log(p / (1 - p)) + shift + ease[q] + skill[judge])))
                rated.append(
                    Rated(
                        arm=arm,
                        debate=f"{arm} {q}",
                        question=f"q{q}",
                        judge="people",
                        rater=f"r{judge}",
                        answer=0,
                        belief=(8000, 2000) if right else (2000, 8000),
                    )
                )
    found = mixed(rated, "second").effects
    if found:
        yield found["first"], 1.0


def _three(p: float, source: np.random.Generator) -> list[Rated]:
    return said(World(source), p, 3).rated(_answers(source))


def _answers(source: np.random.Generator) -> list[int]:
    answers: list[int] = source.integers(2, size=100).tolist()
    return answers


@cache
def _both(p: float) -> float:
    """The chance that two judges of a question are both right."""
    from scipy.stats import multivariate_normal, norm

    at = norm.ppf(p)
    return float(multivariate_normal.cdf([at, at], cov=[[1, QUESTION], [QUESTION, 1]]))


def _moments(power: int) -> tuple[float, float]:
    """The means of the belief in the correct option, less a half, to that power: of who is right, of who is wrong."""
    from_half = PERCENTS / 100 - 0.5
    return float(STATED[True] @ from_half**power), float(STATED[False] @ (-from_half) ** power)


def _all(p: float) -> float:
    """The variance of the belief in the first option, where the answer is either alike."""
    of_right, of_wrong = _moments(2)
    return p * of_right + (1 - p) * of_wrong


def _within(p: float) -> float:
    """Its mean variance within a question."""
    of_right, of_wrong = _moments(1)
    both = _both(p)
    return _all(p) - (both * of_right**2 + 2 * (p - both) * of_right * of_wrong + (1 - 2 * p + both) * of_wrong**2)


@cache
def _together(p: float) -> float:
    """The chance that the mean belief of three judges is above a half, over all that they can say."""
    from scipy.special import ndtr, ndtri

    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    chances = ndtr((ndtri(p) - QUESTION**0.5 * nodes) / (1 - QUESTION) ** 0.5)
    beliefs = np.concatenate([PERCENTS, 100 - PERCENTS])
    above = (beliefs[:, None, None] + beliefs[:, None] + beliefs) > 150
    return float(
        sum(weight * _chance(chance, above) for chance, weight in zip(chances, weights / weights.sum(), strict=True))
    )


def _chance(chance: float, above: Array) -> float:
    one = np.concatenate([chance * STATED[True], (1 - chance) * STATED[False]])
    return float(np.einsum("i,j,k,ijk->", one, one, one, above))
