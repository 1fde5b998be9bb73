"""Judging against generating: what a right answer takes the same judge who answers alone, who reads, and who judges.

Oversight is worth its price where telling which answer is right comes cheaper than finding it (the gap between
generating and discriminating, Saunders et al. 2022, arXiv 2206.05802). Only judges who did several of these count, each
against itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from judges.stats.cells import Figure
from judges.stats.costs import Spent, each
from judges.stats.intervals import share
from judges.stats.ratios import Amounts, less, worth

Doing = Literal["unaided", "with the passage", "judging"]
DOINGS: tuple[Doing, ...] = ("unaided", "with the passage", "judging")
# What an hour of a judge's is taken to cost where nobody said otherwise: US dollars.
HOURLY = 15.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """An arm as a way to answers. `against` = the arms in which answers are generated, about questions in its form."""

    arm: str
    doing: Doing
    against: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a judge did in one way. Minutes are its own; US dollars are its hours and all calls, the speakers' too.

    `less` = by the arm that it is held against, its minutes and US dollars for a right answer less those there; over
    the people who did both.
    """

    way: Way
    people: int
    accuracy: Figure
    minutes: Figure
    minutes_right: Figure
    usd_right: Figure
    less: Mapping[str, tuple[Figure, Figure]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Judge:
    """One model, or the people of one pool who did several of the ways; `only_one` counts its people who didn't."""

    name: str
    people: bool
    only_one: int
    ways: tuple[Done, ...]


@dataclass(frozen=True, kw_only=True)
class Generating:
    """`hourly_usd` = what an hour of a person's costs; a model's own time costs nothing but its calls."""

    hourly_usd: float
    judges: tuple[Judge, ...]


def generating(spent: Sequence[Spent], ways: Sequence[Way], hourly_usd: float = HOURLY) -> Generating:
    """The judges who did at least two of the ways; of the ways, in their order, those that they did.

    `spent` tells people apart by `rater`, which is None for models alone. Where no way is one of generating, nothing
    can be held against it, and nobody is counted.
    """
    if all(way.doing == "judging" for way in ways):
        return Generating(hourly_usd=hourly_usd, judges=())
    names = dict.fromkeys(cell.judge for cell in spent)
    judges = (_judge(name, [cell for cell in spent if cell.judge == name], ways, hourly_usd) for name in names)
    return Generating(hourly_usd=hourly_usd, judges=tuple(one for one in judges if len(one.ways) > 1))


def _judge(name: str, spent: Sequence[Spent], ways: Sequence[Way], hourly_usd: float) -> Judge:
    """Work that brought no judgement counts as done by whoever took it up, and as spent."""
    named = {way.arm for way in ways}
    mine = [cell for cell in spent if cell.arm in named]
    done: dict[str, set[str]] = {}
    for cell in mine:
        if cell.n:
            done.setdefault(cell.rater or "", set()).add(cell.arm)
    several = {who for who, arms in done.items() if len(arms) > 1}
    kept = [cell for cell in mine if (cell.rater or "") in several]
    people = any(cell.rater for cell in mine)
    return Judge(
        name=name,
        people=people,
        only_one=len(done) - len(several) if people else 0,
        ways=tuple(_done(kept, ways, hourly_usd)),
    )


def _done(spent: Sequence[Spent], ways: Sequence[Way], hourly_usd: float) -> Iterator[Done]:
    by_arm = {way.arm: [cell for cell in spent if cell.arm == way.arm] for way in ways}
    usd = usd_at(hourly_usd)
    for way in ways:
        cells = by_arm[way.arm]
        if not any(cell.n for cell in cells):
            continue
        yield Done(
            way=way,
            people=len({cell.rater for cell in cells if cell.rater and cell.n}),
            accuracy=share([cell for cell in cells if cell.n], _right),
            minutes=_each(cells, minutes_of, _n, "time", "judgement"),
            minutes_right=_each(cells, minutes_of, _right, "time", "right answer"),
            usd_right=_each(cells, usd, _right, "cost", "right answer"),
            less={
                arm: (_less(cells, by_arm[arm], minutes_of), _less(cells, by_arm[arm], usd))
                for arm in way.against
                if arm != way.arm and any(cell.n for cell in by_arm.get(arm, ()))
            },
        )


Amount = Callable[[Spent], float | None]


def minutes_of(cell: Spent) -> float | None:
    return None if cell.seconds is None else cell.seconds / 60


def usd_at(hourly_usd: float) -> Amount:
    """What judgements cost in US dollars, where an hour of a person's costs that."""

    def usd(cell: Spent) -> float | None:
        if cell.rater is None or cell.cost_usd is None:
            return cell.cost_usd
        return None if cell.seconds is None else cell.cost_usd + cell.seconds / 3600 * hourly_usd

    return usd


def _each(cells: Sequence[Spent], amount: Amount, count: Callable[[Spent], int], what: str, unit: str) -> Figure:
    """As everywhere; of several people, by person too."""
    return worth(each(cells, amount, count, what, unit), _amounts(cells, amount, count))


def _less(first: Sequence[Spent], second: Sequence[Spent], amount: Amount) -> Figure:
    """For a right answer, the first's less the second's, over those who did both."""
    both = {cell.rater for cell in first if cell.n} & {cell.rater for cell in second if cell.n}
    ours, theirs = ([cell for cell in cells if cell.rater in both] for cells in (first, second))
    return less(_amounts(ours, amount, _right), _amounts(theirs, amount, _right), "right answer")


def _amounts(cells: Sequence[Spent], amount: Amount, count: Callable[[Spent], int]) -> Amounts:
    known = [(cell, value) for cell in cells if (value := amount(cell)) is not None]
    return Amounts(
        values=tuple(value for _, value in known),
        counts=tuple(count(cell) for cell, _ in known),
        questions=tuple(cell.question for cell, _ in known),
        raters=tuple(cell.rater or "" for cell, _ in known),
        n=sum(cell.n for cell, _ in known),
    )


def _n(cell: Spent) -> int:
    return cell.n


def _right(cell: Spent) -> int:
    return cell.right
