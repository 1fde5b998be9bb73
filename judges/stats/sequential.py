"""Looking at the data more than once without being fooled: group-sequential stopping by alpha spending.

A plan, made before launch, says when to look and how fast to spend the chance of a false alarm (Lan and DeMets 1983,
Biometrika 70, 659-663). Each look then has a boundary for |z|, from the looks actually made: the density of the
score not yet stopped is carried from look to look by numerical integration (Armitage, McPherson and Rowe 1969, J. R.
Stat. Soc. A 132, 235-244; Jennison and Turnbull 2000, chapter 19). No library in use here has these. What a
look adds must be new: bring in new questions from look to look, rather than further judges of the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import e, log, sqrt
from typing import Literal

import numpy as np

from judges.stats.cells import Figure
from judges.stats.intervals import Array

Spending = Literal["obrien_fleming", "pocock"]
Verdict = Literal["stop for efficacy", "go on", "last look"]
NAMES = {"obrien_fleming": "O'Brien-Fleming-like", "pocock": "Pocock-like"}

# Looks closer than this are beyond the grid: the score's next step is then narrower than the gap between its points.
CLOSEST = 0.01
_POINTS = 400
# Beyond this nothing is lost: |z| > 8 has a chance of 1e-15.
_FARTHEST = 8.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A stopping rule: look when each of `looks`, shares of the `target` number of ratings, has come in.

    `looks` rise and end in 1. Two-sided, with a chance `alpha` of a false alarm over all looks together. The spending
    "obrien_fleming" asks for much at early looks, "pocock" for nearly as much at all. ValueError for any other plan.
    """

    looks: tuple[float, ...]
    target: int
    spending: Spending = "obrien_fleming"
    alpha: float = 0.05

    def __post_init__(self) -> None:
        if not self.looks or self.looks[-1] != 1:
            raise ValueError("a sequential plan ends with a look at the whole: make the last of `looks` 1")
        _apart(self.looks)
        if self.target < len(self.looks):
            raise ValueError(f"{self.target} ratings are too few for {len(self.looks)} looks: raise `target`")
        if self.spending not in NAMES:
            raise ValueError(f"no spending function {self.spending!r}: take one of {', '.join(NAMES)}")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha is {self.alpha}, and must lie between 0 and 1")

    @property
    def boundaries(self) -> tuple[float, ...]:
        """The |z| that each planned look stops at, if it comes when it should."""
        return boundaries(self.looks, tuple(spent(look, self.alpha, self.spending) for look in self.looks))


@dataclass(frozen=True)
class Look:
    """What was seen at one look: the difference over `n` ratings, and its (cluster-robust) standard error."""

    n: int
    effect: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the plan says at a look, numbered from 1. `effect` has the adjusted interval; `spent` is alpha so far.

    `crossed` = |z| is at or beyond the boundary; at the last look that alone says whether a difference was shown.
    """

    number: int
    information: float
    z: float
    boundary: float
    spent: float
    crossed: bool
    verdict: Verdict
    effect: Figure


def spent(information: float, alpha: float = 0.05, spending: Spending = "obrien_fleming") -> float:
    """The share of two-sided `alpha` that may be used up when `information` (0 to 1) is in; each side has half.

    O'Brien-Fleming-like: 2 - 2 Phi(z / sqrt(t)) a side, z the normal quantile of 1 - alpha / 4; Pocock-like: alpha
    ln(1 + (e - 1) t) (Lan and DeMets 1983, section 2).
    """
    from scipy.stats import norm

    if information <= 0:
        return 0.0
    t = min(information, 1.0)
    if spending == "pocock":
        return alpha * log(1 + (e - 1) * t)
    return float(4 * norm.sf(norm.isf(alpha / 4) / sqrt(t)))


@lru_cache(maxsize=64)
def boundaries(information: tuple[float, ...], spent: tuple[float, ...]) -> tuple[float, ...]:
    """The |z| of each look, so that the chance of having stopped by then, without a difference, is its `spent`.

    `information` rises, by CLOSEST of itself or more (else ValueError); `spent` doesn't fall.
    """
    from scipy.optimize import brentq

    _apart(information)
    found: list[float] = []
    score = Score(np.zeros(1), np.ones(1))
    for before, share, used, allowed in zip((0.0, *information), information, (0.0, *spent), spent, strict=False):
        excess = partial(_excess, score, sqrt(share), sqrt(share - before), allowed - used)
        z = _FARTHEST if excess(_FARTHEST) >= 0 else float(brentq(excess, 0, _FARTHEST, xtol=1e-10))
        found.append(z)
        score = score.carried(z * sqrt(share), sqrt(share - before))
    return tuple(found)


@dataclass(frozen=True)
class Score:
    """Where the score (z times the root of the information) of a study not yet stopped lies: `mass` at `points`."""

    points: Array
    mass: Array

    def stopped(self, reach: float, step: float) -> float:
        """The chance that the next score, `step` standard deviations away, lies beyond `reach` on either side."""
        from scipy.stats import norm

        return float(self.mass @ (norm.sf((reach - self.points) / step) + norm.sf((reach + self.points) / step)))

    def carried(self, reach: float, step: float) -> Score:
        """The same after a look that goes on within `reach`, by Gauss-Legendre quadrature."""
        from scipy.stats import norm

        places, weights = _quadrature()
        points = reach * places
        density = norm.pdf(points[:, None], self.points[None, :], step) @ self.mass
        return Score(points, reach * weights * density)


@lru_cache(maxsize=1)
def _quadrature() -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(_POINTS)


def _excess(score: Score, scale: float, step: float, allowed: float, z: float) -> float:
    """By how much the chance of stopping beyond |z| is above what is allowed."""
    return score.stopped(z * scale, step) - allowed


def decide(plan: Plan, looks: Sequence[Look]) -> tuple[Decision, ...]:
    """What the plan says at each of the looks made, up to the first that stops it; later ones are no looks.

    Looks need not come when planned: boundaries follow the information that was in. The last planned look spends all
    that is left, however many ratings it has, and so does one that has the target. ValueError for more looks than
    planned, for n that doesn't rise, and for a standard error of 0.
    """
    _checked(plan, looks)
    shares = tuple(look.n / plan.target for look in looks)
    ends = [number == len(plan.looks) or share >= 1 for number, share in enumerate(shares, 1)]
    allowed = tuple(
        plan.alpha if end else spent(share, plan.alpha, plan.spending) for end, share in zip(ends, shares, strict=True)
    )
    decisions: list[Decision] = []
    for number, (look, z) in enumerate(zip(looks, boundaries(shares, allowed), strict=True), 1):
        decisions.append(_decision(plan, look, number, z, allowed[number - 1], last=ends[number - 1]))
        if decisions[-1].verdict != "go on":
            break
    return tuple(decisions)


def _decision(plan: Plan, look: Look, number: int, boundary: float, used: float, *, last: bool) -> Decision:
    z = look.effect / look.standard_error
    crossed = abs(z) >= boundary
    reach = boundary * look.standard_error
    level = f"{100 * (1 - plan.alpha):g} % over all looks"
    method = f"repeated interval, {level}: look {number} of {len(plan.looks)}, {NAMES[plan.spending]} spending"
    return Decision(
        number=number,
        information=look.n / plan.target,
        z=z,
        boundary=boundary,
        spent=used,
        crossed=crossed,
        verdict="last look" if last else "stop for efficacy" if crossed else "go on",
        effect=Figure(look.effect, look.n, look.effect - reach, look.effect + reach, method),
    )


def _checked(plan: Plan, looks: Sequence[Look]) -> None:
    if len(looks) > len(plan.looks):
        raise ValueError(
            f"{len(looks)} looks were made, and {len(plan.looks)} planned: a look cannot be added after launch"
        )
    if any(look.standard_error <= 0 for look in looks):
        raise ValueError("a look has no standard error above 0: it has too few ratings to decide on")
    _apart([look.n / plan.target for look in looks])


def _apart(information: Sequence[float]) -> None:
    for before, share in zip((0.0, *information), information, strict=False):
        if share - before < CLOSEST * max(share, CLOSEST):
            raise ValueError(
                f"a look at {share:.3g} of the ratings must come later than one at {before:.3g}, by 1 % or more"
            )
