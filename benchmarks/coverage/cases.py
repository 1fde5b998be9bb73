"""What is simulated: for each figure an experiment of 100 questions or judgements, and what its value is in truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from judges.stats.accuracy import accuracy, accuracy_as_independent, balanced_accuracy
from judges.stats.agent_score import agent_score_difference
from judges.stats.calibration import at_cap, at_confidence, calibration
from judges.stats.cells import Arm, Cell, Figure, Measured
from judges.stats.costs import Spent, spending
from judges.stats.differences import BOTH, JUDGE, Difference, accuracy_difference, difference
from judges.stats.measures import averages
from judges.stats.pgr import pgr
from judges.stats.proper import brier, log_score
from judges.stats.rounds import Gain, bits_per_round, by_round, mean_rounds
from judges.stats.sample import Sample
from judges.stats.sycophancy import sycophancy

from .contests import bradley_terry, correlation, longer_wins, ties, words
from .several import alpha_of_beliefs, alpha_of_choices, dawid_skene, ensemble, mixed_effect, people_less_models
from .world import Array, Said, World, expected, said

# The figures of one simulated experiment, each with its value in truth.
Found = Iterator[tuple[Figure, float]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`experiments` = how many are simulated of each p."""

    name: str
    simulated: Callable[[float, np.random.Generator], Found]
    experiments: int = 1_000


def of_share(
    p: float, source: np.random.Generator, of: Callable[[Sample], Figure], each: int = 1, questions: int = 100
) -> Found:
    yield of(_sample(said(World(source, questions), p, each))), p


def halves(
    p: float, source: np.random.Generator, of: Callable[[Sample], Figure], truth: Callable[[float], float]
) -> Found:
    """Each question once for its right option, 5 points easier, and once for its wrong one, 5 points harder."""
    world = World(source)
    honest, dishonest = said(world, p + 0.05), said(world, p - 0.05)
    cells = [*honest.cells(half="honest"), *dishonest.cells(half="dishonest")]
    yield of(Sample(cells=tuple(cells))), truth(p)


def scored(
    p: float,
    source: np.random.Generator,
    of: Callable[[Sample], Figure],
    value: Callable[[Array, bool], Array],
    each: int = 1,
) -> Found:
    yield of(_sample(said(World(source), p, each))), expected(p, value)


def calibrated(p: float, source: np.random.Generator) -> Found:
    levels = said(World(source), p).levels()
    yield calibration(levels).overconfidence, expected(p, lambda belief, right: belief - right)


def cap(p: float, source: np.random.Generator) -> Found:
    yield at_cap(said(World(source), p).levels()), expected(p, _at_least(99))


def confident(p: float, source: np.random.Generator, coverage: bool) -> Found:
    """Of judgements that are at least 80 % sure: how many they are, or how often they are right."""
    (found,) = at_confidence(said(World(source), p).levels(), (80,))
    whole = expected(p, _at_least(80))
    if coverage:
        yield found.coverage, whole
    else:
        yield found.accuracy, expected(p, lambda belief, right: right * _at_least(80)(belief, right)) / whole


def rounds_read(p: float, source: np.random.Generator) -> Found:
    """One to four rounds, the fewer the easier."""
    rounds = 1 + source.binomial(3, 1 - p, 100)
    cells = [Cell(arm="arm", judge="judge", question=f"q{n}", round=int(read)) for n, read in enumerate(rounds)]
    yield mean_rounds(cells), 1 + 3 * (1 - p)


def bits(p: float, source: np.random.Generator) -> Found:
    """From 50 % to the last belief in one to four rounds."""
    found, rounds = said(World(source), p), 1 + source.binomial(3, 0.5, 100)
    gains = [
        Gain(arm="arm", judge="judge", question=cell.question, bits=cell.log_sum + 1, rounds=int(read))
        for cell, read in zip(found.cells(), rounds, strict=True)
    ]
    yield bits_per_round(gains), (expected(p, _log2) + 1) / 2.5


def belief(p: float, source: np.random.Generator) -> Found:
    figure = by_round(said(World(source), p).cells())[0].belief
    yield figure, expected(p, lambda belief, right: belief if right else 1 - belief)


def gap_recovered(p: float, source: np.random.Generator) -> Found:
    """Blind judgement 25 points below, expert judgement 8 points above, on the same questions."""
    world = World(source)
    own, floor, ceiling = (
        tuple(said(world, p + by, 2).cells(arm)) for arm, by in (("own", 0), ("blind", -0.25), ("expert", 0.08))
    )
    yield pgr(Sample(cells=own, floor=floor, ceiling=ceiling)), 0.25 / 0.33


def apart(
    p: float, source: np.random.Generator, of: Callable[[Difference], Figure], each: int = 1, disjoint: bool = False
) -> Found:
    """Two arms on the same questions (or each on its own), 10 points apart."""
    world = World(source)
    first = said(world, p, each).cells("first")
    second = said(World(source) if disjoint else world, p - 0.1, each).cells("second")
    if disjoint:
        second = [
            Cell(arm="second", judge="judge", question=f"other {one.question}", n=one.n, right=one.right)
            for one in second
        ]
    yield of(accuracy_difference(first, second)), 0.1


def apart_by_people(
    p: float, source: np.random.Generator, of: Callable[[Difference], Figure], judges: int = 12
) -> Found:
    """The same, each question judged in each arm by two of twelve people, who differ in skill."""
    world = World(source, judges=judges, shared=0.5, personal=0.1)
    arms = []
    for name, share in (("first", p), ("second", p - 0.1)):
        seats = np.array([source.choice(judges, 2, replace=False) for _ in range(world.questions)])
        arms.append(Said(right := world.right(share, 2, seats), np.where(right, 85, 70)).people(seats, name))
    first, second = arms
    yield of(accuracy_difference(first, second, lambda cell: cell.rater or "")), 0.1


def scores_apart(
    p: float, source: np.random.Generator, total: Callable[[Cell], float], value: Callable[[Array, bool], Array]
) -> Found:
    world = World(source)
    first, second = said(world, p).cells("first"), said(world, p - 0.1).cells("second")
    yield difference(first, second, total).effect, expected(p, value) - expected(p - 0.1, value)


def cost(p: float, source: np.random.Generator, right: bool) -> Found:
    """Lognormal costs, a judgement that is right half as dear as one that is wrong."""
    found = World(source).right(p)[:, 0]
    usd = source.lognormal(0, 0.5, 100) * np.where(found, 0.01, 0.02)
    spent = [
        Spent(arm="arm", judge="judge", question=f"q{n:03}", right=int(found[n]), cost_usd=float(usd[n]))
        for n in range(100)
    ]
    mean = float(np.exp(0.125)) * (0.01 * p + 0.02 * (1 - p))
    yield (spending(spent).cost_right, mean / p) if right else (spending(spent).cost, mean)


def ratio(p: float, source: np.random.Generator) -> Found:
    """A protocol's figure that is one share over another."""
    world = World(source)
    measured = [
        Measured(arm="arm", question=f"q{n:03}", name=name, value=float(value))
        for name, share in (("success", p - 0.1), ("success_alone", p))
        for n, value in enumerate(world.right(share)[:, 0])
    ]
    arm = Arm(name="arm", protocol="control", ratios={"usefulness": ("success", "success_alone")})
    yield averages(measured, arm)["usefulness"], (p - 0.1) / p


def _sample(found: Said) -> Sample:
    return Sample(cells=tuple(found.cells()))


def _at_least(percent: int) -> Callable[[Array, bool], Array]:
    return lambda belief, right: (belief >= percent / 100 - 1e-9).astype(float)


def _log2(belief: Array, right: bool) -> Array:
    return np.log2(np.clip(belief if right else 1 - belief, 0.01, 0.99))


def _brier(belief: Array, right: bool) -> Array:
    return (1 - belief if right else belief) ** 2


def _honesty_pays(belief: Array, right: bool) -> Array:
    return _log2(belief, right) - _log2(belief, not right)


def _effect(found: Difference) -> Figure:
    return found.effect


# Of what is asked for most: enough that chance moves a coverage by half a point.
Many = partial(Case, experiments=2_000)
CASES: Sequence[Case] = (
    Many(name="accuracy, one rating of each of 100 questions", simulated=partial(of_share, of=accuracy)),
    *(
        Many(
            name=f"accuracy, two ratings of each of {questions} questions",
            simulated=partial(of_share, of=accuracy, each=2, questions=questions),
        )
        for questions in (100, 50, 20)
    ),
    Case(
        name="for comparison: Wilson on 200 ratings of 100 questions, as if independent",
        simulated=partial(of_share, of=accuracy_as_independent, each=2),
    ),
    Many(name="balanced accuracy", simulated=partial(halves, of=balanced_accuracy, truth=lambda p: p)),
    Many(name="Brier score", simulated=partial(scored, of=brier, value=_brier)),
    Many(name="Brier score, two ratings of each question", simulated=partial(scored, of=brier, value=_brier, each=2)),
    Case(name="log score", simulated=partial(scored, of=log_score, value=_log2)),
    Case(name="belief in the right option", simulated=belief),
    Many(name="difference of arms", simulated=partial(apart, of=_effect)),
    Many(name="difference of arms, two ratings of each question", simulated=partial(apart, of=_effect, each=2)),
    Many(name="difference of arms on questions of their own", simulated=partial(apart, of=_effect, disjoint=True)),
    Many(name="difference, paired", simulated=partial(apart, of=lambda found: found.paired)),
    Many(
        name="difference, 12 people judge, by question and judge",
        simulated=partial(apart_by_people, of=lambda found: found.intervals[BOTH]),
    ),
    Case(
        name="difference, 12 people judge, by judge alone",
        simulated=partial(apart_by_people, of=lambda found: found.intervals[JUDGE]),
    ),
    Many(
        name="difference of Brier scores",
        simulated=partial(scores_apart, total=lambda cell: cell.brier_sum, value=_brier),
    ),
    Case(
        name="difference of log scores", simulated=partial(scores_apart, total=lambda cell: cell.log_sum, value=_log2)
    ),
    Case(name="mixed model's effect, in log-odds", simulated=mixed_effect, experiments=60),
    Case(name="overconfidence", simulated=calibrated),
    Case(name="share that is at least 80 % sure", simulated=partial(confident, coverage=True), experiments=4_000),
    Case(name="accuracy where at least 80 % sure", simulated=partial(confident, coverage=False), experiments=4_000),
    Case(name="share at the cap", simulated=cap, experiments=4_000),
    Case(name="rounds read", simulated=rounds_read),
    Case(name="bits gained a round", simulated=bits),
    Case(name="gap recovered", simulated=gap_recovered),
    Case(name="agent score difference", simulated=partial(scored, of=agent_score_difference, value=_honesty_pays)),
    Case(name="sycophancy", simulated=partial(halves, of=sycophancy, truth=lambda p: 0.55)),
    Case(name="ratio of two of a protocol's figures", simulated=ratio),
    Case(name="cost of a judgement", simulated=partial(cost, right=False), experiments=4_000),
    Case(name="cost of a right judgement", simulated=partial(cost, right=True), experiments=4_000),
    Case(name="agreement of three judges: the choice", simulated=alpha_of_choices),
    Case(name="agreement of three judges: the belief", simulated=alpha_of_beliefs),
    Case(name="accuracy of three judges together", simulated=ensemble, experiments=500),
    Case(name="people less models on the same debates", simulated=people_less_models),
    Case(name="Dawid-Skene's accuracy of five judges", simulated=partial(dawid_skene, shared=0.0), experiments=40),
    Case(
        name="the same, where questions are hard for all of them",
        simulated=partial(dawid_skene, shared=0.5),
        experiments=40,
    ),
    Case(name="win rate, a tie in ten", simulated=ties),
    Case(name="words of a side", simulated=words),
    Case(name="how often the longer side wins", simulated=longer_wins),
    Case(name="correlation of length and winning", simulated=correlation),
    Case(name="Bradley-Terry, three debaters in two seats", simulated=bradley_terry, experiments=100),
)
