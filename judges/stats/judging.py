"""The figures that need judgements one by one: how far judges agree, what sways them, and how debaters fare.

The slow ones stand apart: they are made when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Protocol, TypeVar, cast

from judges.stats.agreement import Agreement, agreement, by_pair, choice
from judges.stats.bouts import Bout
from judges.stats.bradley_terry import Rating, ratings
from judges.stats.cells import Figure
from judges.stats.debaters import WinRates, first_speaker_wins, honest_wins, win_rates
from judges.stats.ensembles import Ensemble, ensembles
from judges.stats.mixed import Mixed, mixed
from judges.stats.output import plain
from judges.stats.people import PeopleAndModels, people_and_models
from judges.stats.rated import Rated
from judges.stats.readings import Reading, first_shown, order_consistency
from judges.stats.skill import Skill, skills
from judges.stats.winning import Conceding, Use, concessions, length, unverified_quotes, verified_quotes

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Judging:
    """All of it over some judgements; `by_arm` has the same of each arm by its name, where there are several.

    `pairs` = alpha of the chosen option for every two judges, by their names in order.
    """

    agreement: Agreement
    pairs: Mapping[tuple[str, str], Figure]
    people_and_models: PeopleAndModels
    order_consistency: Figure
    first_shown: Figure
    length: Use
    verified_quotes: Use
    unverified_quotes: Use
    concessions: tuple[Conceding, Conceding]
    honest_wins: Figure
    first_speaker_wins: Figure
    win_rates: tuple[WinRates, ...]
    ratings: tuple[Rating, ...]
    by_arm: Mapping[str, Judging] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Slow:
    """What takes up to a minute: the mixed model, each judge's skill, and the accuracy of ensembles by their size."""

    mixed: Mixed
    skills: tuple[Skill, ...]
    ensembles: tuple[Ensemble, ...]


def judging(rated: Sequence[Rated], readings: Sequence[Reading], bouts: Sequence[Bout]) -> Judging:
    """Overall and by arm; what can't be said of these judgements is a figure without a value, and why in words."""
    arms = sorted({one.arm for one in rated})
    apart = arms if len(arms) > 1 else []
    by_arm = {arm: _judging(_of(arm, rated), _of(arm, readings), _of(arm, bouts)) for arm in apart}
    return replace(_judging(rated, readings, bouts), by_arm=by_arm)


def slow(rated: Sequence[Rated], reference: str = "") -> Slow:
    """`reference` = the arm that the mixed model holds others against; the first by name where it has no ratings."""
    arms = {one.arm for one in rated}
    reference = reference if reference in arms else min(arms, default="")
    return Slow(mixed=mixed(rated, reference), skills=skills(rated), ensembles=ensembles(rated))


def _judging(rated: Sequence[Rated], readings: Sequence[Reading], bouts: Sequence[Bout]) -> Judging:
    return Judging(
        agreement=agreement(rated),
        pairs=by_pair(rated, choice),
        people_and_models=people_and_models(rated),
        order_consistency=order_consistency(readings),
        first_shown=first_shown(readings),
        length=length(bouts),
        verified_quotes=verified_quotes(bouts),
        unverified_quotes=unverified_quotes(bouts),
        concessions=concessions(bouts),
        honest_wins=honest_wins(bouts),
        first_speaker_wins=first_speaker_wins(bouts),
        win_rates=win_rates(bouts),
        ratings=ratings(bouts),
    )


class _OfArm(Protocol):
    @property
    def arm(self) -> str: ...


A = TypeVar("A", bound=_OfArm)


def _of(arm: str, these: Iterable[A]) -> list[A]:
    return [one for one in these if one.arm == arm]


def noted(found: T, note: str) -> T:
    """The same with the note at the end of every method, however deep it stands; "" adds nothing."""
    return cast("T", _noted(found, note)) if note else found


def _noted(found: object, note: str) -> object:
    if is_dataclass(found) and not isinstance(found, type):
        return replace(found, **{one.name: _noted_in(found, one.name, note) for one in fields(found)})
    if isinstance(found, Mapping):
        return {name: _noted(value, note) for name, value in found.items()}
    if isinstance(found, tuple):
        return tuple(_noted(value, note) for value in found)
    return found


def _noted_in(found: object, name: str, note: str) -> object:
    value = getattr(found, name)
    return f"{value}; {note}" if name == "method" else _noted(value, note)


def to_json(found: object) -> dict[str, object]:
    """{field: ...}, a figure as {"value", "n", "interval", "interval_method"}; null = undefined or unknown.

    What is held by two names together, as `pairs` are, is a list of {"of": [name, name], ...}.
    """
    return cast("dict[str, object]", _json(found))


def _json(found: object) -> object:
    if isinstance(found, Figure):
        return plain(found)
    if is_dataclass(found) and not isinstance(found, type):
        return {one.name: _json(getattr(found, one.name)) for one in fields(found)}
    if isinstance(found, Mapping):
        if any(isinstance(name, tuple) for name in found):
            return [{"of": list(name), **cast("dict[str, object]", _json(value))} for name, value in found.items()]
        return {name: _json(value) for name, value in found.items()}
    if isinstance(found, tuple | list):
        return [_json(value) for value in found]
    return found
