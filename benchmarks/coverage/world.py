"""Simulated judgements whose figures are known: chances of being right, beliefs, rounds, costs.

A judgement is right where a normal variable is small enough for the share p: part of it belongs to its question, part
to its judge, the rest to itself. So p holds over all questions and judges, whatever they share; two ratings of a
question agree as much as their parts in common have it. Beliefs follow from being right, independently of all else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from judges.stats.calibration import LEVELS, Level
from judges.stats.cells import Cell, Half
from judges.stats.rated import Rated

Array = npt.NDArray[np.float64]
Right = npt.NDArray[np.bool_]
Percents = npt.NDArray[np.int64]

QUESTION, JUDGE = 0.7, 0.1  # shares of the variance; 0.7 is a correlation of about 0.5 between two right ratings
PERCENTS = np.array([55, 70, 85, 95, 99])
# How often each belief is stated by who is right, and by who is wrong.
STATED = {True: np.array([0.10, 0.20, 0.30, 0.25, 0.15]), False: np.array([0.30, 0.30, 0.20, 0.15, 0.05])}


def expected(p: float, value: Callable[[Array, bool], Array]) -> float:
    """The mean of `value` (of the belief in the option held most likely, 0 to 1, and of whether it is right)."""
    shares = PERCENTS / 100
    of_right, of_wrong = (float(STATED[right] @ value(shares, right)) for right in (True, False))
    return p * of_right + (1 - p) * of_wrong


@dataclass(frozen=True)
class World:
    """One simulated experiment; its arms share questions and judges."""

    source: np.random.Generator
    questions: int = 100
    judges: int = 12
    shared: float = QUESTION
    personal: float = 0.0

    @cached_property
    def ease(self) -> Array:
        return self.source.normal(size=self.questions)

    @cached_property
    def skill(self) -> Array:
        return self.source.normal(size=self.judges)

    def seats(self, each: int) -> Percents:
        """Who judges what, (questions, each): judges take turns."""
        return np.arange(self.questions * each).reshape(self.questions, each) % self.judges

    def right(self, p: float | Array, each: int = 1, seats: Percents | None = None) -> Right:
        """Who is right, (questions, each)."""
        from scipy.special import ndtri

        own = self.source.normal(size=(self.questions, each)) * (1 - self.shared - self.personal) ** 0.5
        judges = self.skill[self.seats(each) if seats is None else seats] * self.personal**0.5
        latent: Array = self.ease[:, None] * self.shared**0.5 + judges + own
        found: Right = latent < ndtri(p)
        return found

    def percents(self, right: Right) -> Percents:
        """The belief in the option that is held most likely, in percent."""
        stated = [self.source.choice(PERCENTS, size=right.shape, p=STATED[by]) for by in (True, False)]
        return np.where(right, *stated)


@dataclass(frozen=True)
class Said:
    """Judgements, each (questions, each): right or wrong, and how sure; with the sums that cells are made of."""

    right: Right
    percents: Percents

    @cached_property
    def correct(self) -> Array:
        """The belief in the correct option."""
        return np.where(self.right, self.percents, 100 - self.percents) / 100

    def cells(self, arm: str = "arm", half: Half = "", rounds: int = 0) -> list[Cell]:
        """A cell for each question."""
        p, each = self.correct, self.right.shape[1]
        sums = {
            "right": self.right,
            "brier_sum": (1 - p) ** 2,
            "log_sum": np.log2(np.clip(p, 0.01, 0.99)),
            "log_other_sum": np.log2(np.clip(1 - p, 0.01, 0.99)),
            "p_sum": p,
        }
        columns = {name: values.sum(1).tolist() for name, values in sums.items()}
        return [
            Cell(
                arm=arm,
                judge="judge",
                question=f"q{n:03}",
                half=half,
                n=each,
                round=rounds,
                **dict(zip(columns, row, strict=True)),
            )
            for n, row in enumerate(zip(*columns.values(), strict=True))
        ]

    def people(self, seats: Percents, arm: str) -> list[Cell]:
        """A cell for each judgement, with who made it."""
        return [
            Cell(arm=arm, judge="people", question=f"q{q:03}", rater=f"r{seats[q, n]:02}", right=int(self.right[q, n]))
            for q, n in np.ndindex(self.right.shape)
        ]

    def levels(self) -> list[Level]:
        return [
            Level(
                arm="arm",
                judge="judge",
                question=f"q{q:03}",
                level=max(edge for edge in LEVELS if edge <= self.percents[q, n]),
                belief=float(self.percents[q, n]),
                right=int(self.right[q, n]),
            )
            for q, n in np.ndindex(self.right.shape)
        ]

    def rated(self, answers: Sequence[int], kinds: Sequence[str] = ()) -> list[Rated]:
        """Single judgements of a debate on each question, the judges by their column."""
        return [
            Rated(
                arm="arm",
                debate=f"d{q:03}",
                question=f"q{q:03}",
                judge=f"judge {n}",
                rater=f"judge {n}",
                kind="person" if kinds and kinds[n] == "person" else "model",
                answer=answers[q],
                belief=_belief(round(float(self.correct[q, n]) * 10_000), answers[q]),
            )
            for q, n in np.ndindex(self.right.shape)
        ]


def _belief(correct: int, answer: int) -> tuple[int, int]:
    return (correct, 10_000 - correct) if answer == 0 else (10_000 - correct, correct)


def said(world: World, p: float, each: int = 1, seats: Percents | None = None) -> Said:
    right = world.right(p, each, seats)
    return Said(right, world.percents(right))
