"""People against models as judges of the same debates, and the debates on which they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from judges.stats.cells import Figure
from judges.stats.intervals import clustered
from judges.stats.observed import Observed, mean
from judges.stats.rated import Kind, Rated


@dataclass(frozen=True)
class Apart:
    """One debate: the mean belief of its people and of its models in the correct option, 0 to 1, and their numbers."""

    debate: str
    question: str
    arm: str
    people: float
    models: float
    n_people: int
    n_models: int

    @property
    def difference(self) -> float:
        """> 0 = people believe the truth more."""
        return self.people - self.models


@dataclass(frozen=True)
class PeopleAndModels:
    """Over the debates that both judged: each one's accuracy, people's less models', and where they differ most.

    A debate counts once, with the mean of its people and of its models; `n` counts debates. `same_side` = how often
    the mean belief of both leads to the same option, or to none.
    """

    people: Figure
    models: Figure
    difference: Figure
    same_side: Figure
    apart: tuple[Apart, ...]


def people_and_models(rated: Sequence[Rated], most: int = 20) -> PeopleAndModels:
    """Paired by debate, intervals by question; `apart` holds at most `most` debates, the widest apart first."""
    people, models = _by_debate(rated, "person"), _by_debate(rated, "model")
    both = sorted(people.keys() & models.keys())
    right = [[_right(judges[debate]) for debate in both] for judges in (people, models)]
    difference = clustered(right, lambda one: one.value, lambda means: means[..., 0] - means[..., 1])
    same = mean(
        Observed(people[debate][0].question, float(_lead(people[debate]) == _lead(models[debate]))) for debate in both
    )
    apart = sorted((_apart(people[debate], models[debate]) for debate in both), key=lambda one: -abs(one.difference))
    return PeopleAndModels(mean(right[0]), mean(right[1]), replace(difference, n=len(both)), same, tuple(apart[:most]))


def _by_debate(rated: Sequence[Rated], kind: Kind) -> dict[str, list[Rated]]:
    found: dict[str, list[Rated]] = {}
    for one in rated:
        if one.final and one.kind == kind:
            found.setdefault(one.debate, []).append(one)
    return found


def _right(judges: Sequence[Rated]) -> Observed:
    return Observed(judges[0].question, sum(one.right for one in judges) / len(judges))


def _lead(judges: Sequence[Rated]) -> tuple[int, ...]:
    """The options with the highest mean belief."""
    sums = [sum(shares) for shares in zip(*(one.belief for one in judges), strict=True)]
    return tuple(option for option, total in enumerate(sums) if total == max(sums))


def _apart(people: Sequence[Rated], models: Sequence[Rated]) -> Apart:
    one = people[0]
    return Apart(one.debate, one.question, one.arm, _belief(people), _belief(models), len(people), len(models))


def _belief(judges: Sequence[Rated]) -> float:
    """Their mean belief in the correct option."""
    return sum(one.p_right for one in judges) / len(judges)
