"""How far judges agree beyond chance: Krippendorff's alpha (2019, Content Analysis, 4th edition, chapter 12).

Judges x debates with any cells missing; 1 = they always agree, 0 = as often as chance would have it. For squared
distances alpha is made of sums alone: with m values of one debate, the distances of all its ordered pairs add up to
2 (m times the sum of squares - the square of the sum), so that a draw of whole questions costs no more than adding.
The kept libraries (`krippendorff`, `evalica`) draw single debates, or single pairs (Hayes and Krippendorff 2007,
Communication Methods and Measures 1, 77-89), which takes repeated debates about one question for independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from judges.stats.cells import Figure
from judges.stats.intervals import Array, of_sums, summed
from judges.stats.rated import WHOLE, Rated

TOO_FEW = "undefined: no debate was judged by two judges"
ALL_THE_SAME = "undefined: all said the same of every debate, so that nothing shows what chance would give"


@dataclass(frozen=True)
class Coded:
    """One judge's value for one debate, as a point; alpha counts the squared distance of two points."""

    debate: str
    question: str
    value: tuple[float, ...]


@dataclass(frozen=True)
class Agreement:
    """Alpha of the chosen option (nominal), and of the belief (interval); `n` counts ratings that have a partner.

    Not of the belief as a ratio: that would differ between the belief in one option and that in the other.
    """

    choice: Figure
    belief: Figure


def agreement(rated: Iterable[Rated]) -> Agreement:
    """How far the judges of the same debates agree, over the final ratings."""
    final = [one for one in rated if one.final]
    return Agreement(alpha([choice(one) for one in final]), alpha([belief(one) for one in final]))


def by_pair(rated: Iterable[Rated], value: Callable[[Rated], Coded]) -> dict[tuple[str, str], Figure]:
    """Alpha of one value for every two judges, by their names in order, over the debates that both judged."""
    by_judge: dict[str, dict[str, list[Coded]]] = {}
    for one in rated:
        if one.final:
            by_judge.setdefault(one.judge, {}).setdefault(one.debate, []).append(value(one))
    return {pair: alpha(_shared(*(by_judge[judge] for judge in pair))) for pair in combinations(sorted(by_judge), 2)}


def _shared(one: Mapping[str, list[Coded]], other: Mapping[str, list[Coded]]) -> list[Coded]:
    """What both say of the debates that both judged."""
    return [coded for debate in one if debate in other for coded in (*one[debate], *other[debate])]


def choice(one: Rated) -> Coded:
    """The option that leads, as a point as far from each other option; judges who both leave it open agree."""
    options, best = len(one.belief), one.best
    place = options if len(best) > 1 else best[0]
    return Coded(one.debate, one.question, tuple(float(place == option) for option in range(options + 1)))


def belief(one: Rated) -> Coded:
    """The belief as a point; of two options its squared distance is twice that of the belief in either."""
    return Coded(one.debate, one.question, tuple(share / WHOLE for share in one.belief))


def alpha(coded: Sequence[Coded]) -> Figure:
    """1 - observed / expected disagreement, in squared distance, over the debates that have two values or more.

    Nominal where each category is a point as far from every other, interval where a value is a number.
    """
    if not coded:
        return Figure(None, 0, method="no ratings")
    questions, units = _units(coded)
    n = int(units[:, 1].sum())
    if n == 0:
        return Figure(None, 0, method=TOO_FEW)
    paired = [question for question, unit in zip(questions, units, strict=True) if unit[1]]
    sums = summed(paired, units[units[:, 1] > 0])
    if not _expected(sums.sum(0)) > 1e-12:
        return Figure(None, n, method=ALL_THE_SAME)
    return of_sums(sums, _alpha, n)


def _units(coded: Sequence[Coded]) -> tuple[list[str], Array]:
    """The question of each debate, and its sums: disagreement, values, squares, and each coordinate.

    All of a debate with one value alone is 0.
    """
    width = max(len(one.value) for one in coded)
    points = np.array([one.value + (0.0,) * (width - len(one.value)) for one in coded])
    named = {one.debate: one.question for one in coded}
    place = {debate: number for number, debate in enumerate(sorted(named))}
    of = np.array([place[one.debate] for one in coded])
    counts = np.bincount(of).astype(float)
    added = np.zeros((len(place), 1 + width))
    np.add.at(added, of, np.column_stack([(points**2).sum(1), points]))
    within = 2 * (counts * added[:, 0] - (added[:, 1:] ** 2).sum(1)) / np.maximum(counts - 1, 1)
    units = np.column_stack([np.maximum(within, 0), counts, added])
    units[counts < 2] = 0
    return [named[debate] for debate in sorted(named)], units


def _expected(sums: Array) -> Array:
    """The disagreement of all values with all others, as one mean over pairs."""
    n, squares, added = sums[..., 1], sums[..., 2], sums[..., 3:]
    result: Array = 2 * (n * squares - (added**2).sum(-1)) / (n * (n - 1))
    return result


def _alpha(sums: Array) -> Array:
    observed, expected = sums[..., 0] / sums[..., 1], _expected(sums)
    result: Array = np.where(expected > 1e-12, 1 - observed / expected, np.nan)
    return result
