"""Who judged best in a pool, by the mean score and under random names: of its closed studies, if its rules say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import fmean, stdev

from debate.access.earned import PLAIN_RULE
from debate.access.viewer import May, Viewer, experiments, owned
from debate.models import Experiment, Pool
from judges.models import Rules
from judges.services import scores

# Whoever judged less is not ranked: one lucky guess would lead.
LEAST = 3


@dataclass(frozen=True, kw_only=True)
class Rank:
    """One person, by their public id; equal scores share a place. The 95 % interval is Student's."""

    place: int
    person: str
    mine: bool
    score: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Leaderboard:
    """`few` people judged too little to be ranked."""

    pool: int
    name: str
    rule: str
    ranks: tuple[Rank, ...]
    few: int

    @property
    def mine(self) -> Rank | None:
        return next((rank for rank in self.ranks if rank.mine), None)


def leaderboard(viewer: Viewer, pool: Pool) -> Leaderboard | None:
    """None where there is none, or none yet: what is open stays out of it."""
    if not has_board(viewer, pool):
        return None
    rule = pool.rules.bonus_rule or PLAIN_RULE
    by_person: dict[str, list[float]] = defaultdict(list)
    mine = viewer.player.public_id if viewer.player else ""
    for one in scores.told(pool, rule):
        by_person[one.person].append(one.score)
    enough = {person: found for person, found in by_person.items() if len(found) >= LEAST}
    few = len(by_person) - len(enough)
    return Leaderboard(pool=pool.pk, name=pool.name, rule=rule, ranks=_ranks(enough, mine), few=few)


def has_board(viewer: Viewer, pool: Pool) -> bool:
    """Whether there is one for the viewer, without reckoning it."""
    rules = Rules.objects.filter(pool=pool).first()
    return rules is not None and rules.leaderboard and _may_see(viewer, pool) and scores.is_told(pool)


def _may_see(viewer: Viewer, pool: Pool) -> bool:
    """Its people, and the researchers who may know what was judged in it."""
    if viewer.player and viewer.player.pools.filter(pk=pool.pk).exists():
        return True
    judged = Experiment.objects.filter(debates__places__pool=pool, purpose=Experiment.Purpose.STUDY).distinct()
    known = [one for one in experiments(viewer).filter(pk__in=judged.values("pk")) if May.KNOW in viewer.rights(one)]
    return bool(known) and owned(viewer, Pool.objects.filter(pk=pool.pk)).exists()


def _ranks(by_person: dict[str, list[float]], mine: str) -> tuple[Rank, ...]:
    means = {person: fmean(found) for person, found in by_person.items()}
    best = sorted(means.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        Rank(
            place=1 + sum(other > mean for other in means.values()),
            person=person,
            mine=person == mine,
            score=mean,
            low=mean - (reach := _reach(by_person[person])),
            high=min(mean + reach, 100.0),
            n=len(by_person[person]),
        )
        for person, mean in best
    )


def _reach(found: Sequence[float]) -> float:
    """Half the width of the interval of a mean (Student 1908)."""
    return _quantile(len(found) - 1) * stdev(found) / sqrt(len(found))


@lru_cache(maxsize=1000)
def _quantile(freedom: int) -> float:
    # Imported here: no other page of those who judge has to wait for it.
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))
