"""What a page of statistics was asked: which experiments, split by what, counting which judgements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from debate.models import Experiment
from judges.queries import Scope, UnknownDimension, filters_from, planned_scope, texts_of
from judges.queries.choices import choices
from judges.stats import WANTED

WHERE, WITHOUT, BY, ALSO, EVERYTHING, POINTS = (
    "where",
    "without",
    "by",
    "also",
    "everything",
    "points",
)


@dataclass(frozen=True)
class Choice:
    """One thing that can be ticked: its value in the form, in words, and whether it is."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """The scope of a page, with what else could be asked there. `problem` = what couldn't be understood, in words.

    `wanted` = the difference in accuracy that a study is to find.
    """

    scope: Scope
    planned: bool
    others: Sequence[Experiment] = ()
    problem: str = ""
    wanted: float = WANTED

    @property
    def query(self) -> str:
        """The same question for another address; "" where nothing but the plan's judgements was asked for."""
        scope = self.scope
        pairs = [(ALSO, one.name) for one in scope.experiments[1:]]
        pairs += [(BY, name) for name in scope.by] if scope.by != ("judge",) else []
        pairs += [(POINTS, f"{100 * self.wanted:g}")] if self.wanted != WANTED else []
        return urlencode(pairs + ([] if self.planned else [*self.filters, (EVERYTHING, "1")]))

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The filters as pairs of an address: ("where", "kind=people")."""
        scope = self.scope
        return [(WHERE, text) for text in texts_of(scope.where)] + [(WITHOUT, text) for text in texts_of(scope.without)]

    @cached_property
    def splits(self) -> list[Choice]:
        """By what arms can be split."""
        names = [name for name in self._values if name != "arm"]
        return [Choice(name, words(name), name in self.scope.by) for name in names]

    @cached_property
    def values(self) -> list[tuple[str, list[str]]]:
        """(dimension in words, its values as filters) for each that has several."""
        found = [(words(name), [f"{name}={v}" for v in values]) for name, values in self._values.items()]
        return [(name, texts) for name, texts in found if texts]

    @cached_property
    def compared(self) -> list[Choice]:
        """The other experiments that could be put beside this one."""
        chosen = {one.pk for one in self.scope.experiments}
        return [Choice(one.name, one.name, one.pk in chosen) for one in self.others]

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        return dict(choices(self.scope.experiments))


def asked_of(query: QueryDict, experiment: Experiment, others: Sequence[Experiment]) -> Asked:
    """The scope that an address asks for: the plan's own judgements, unless it says otherwise."""
    named = set(query.getlist(ALSO))
    experiments = (experiment, *(one for one in others if one.name in named))
    by = tuple(dict.fromkeys(query.getlist(BY))) or ("judge",)
    wanted = _wanted(query.get(POINTS, ""))
    plain = not {WHERE, WITHOUT, EVERYTHING} & query.keys()
    try:
        if plain:
            return Asked(planned_scope(experiments, by), True, others, wanted=wanted)
        where, without = (filters_from(filter(None, query.getlist(name))) for name in (WHERE, WITHOUT))
        return Asked(Scope(experiments, by, where, without), False, others, wanted=wanted)
    except UnknownDimension as problem:
        return Asked(planned_scope(experiments), True, others, str(problem))


def _wanted(points: str) -> float:
    """From points of a hundred; what is no difference is as if nothing had been asked."""
    try:
        found = float(points) / 100
    except ValueError:
        return WANTED
    return found if 0 < found < 1 else WANTED


NAMES = {
    "arm": "arm",
    "judge": "judge",
    "kind": "people or models",
    "model": "judge's model",
    "set": "question set",
    "half": "what the one speaker argued for",
    "experience": "judgements before",
}


def words(name: str) -> str:
    """A dimension in words: “question tag: hard”."""
    kind, dot, key = name.partition(".")
    return f"{kind} tag: {key}" if dot else NAMES[name]
