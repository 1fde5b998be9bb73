"""What was decided before the first judgement: which arms are compared, in which figures, on which judgements.

A figure that the plan names was planned; any other is a look at the data that nobody had promised (Nosek et al. 2018,
PNAS 115, 2600-2606). The plan is kept with the design that it is about under one sha256, so that a reader can tell
that neither was changed since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from math import isfinite
from typing import Any

from judges.stats.differences import BOTH, JUDGE, QUESTION
from judges.stats.exclusions import Exclusions
from judges.stats.exclusions import in_words as excluded
from judges.stats.rules import RULES, Rule, rule
from judges.stats.sequential import NAMES
from judges.stats.sequential import Plan as Stopping

Comparison = tuple[str, str]
Filters = Mapping[str, tuple[str, ...]]

# What `accuracy_difference` calls its tests.
TESTS = (
    *(f"logit, clustered by {by}" for by in (BOTH, JUDGE, QUESTION)),
    *(f"linear, clustered by {by}" for by in (BOTH, JUDGE, QUESTION)),
    "z",
    "z, corrected",
    "McNemar",
)
# Bits a round: more than any belief can gain.
MOST_PENALTY = 10.0
# US dollars an hour: more than anybody is paid for judging.
MOST_HOURLY = 10_000.0


def _undisputed() -> Filters:
    return {"question.disputed": ("true",)}


@dataclass(frozen=True, kw_only=True)
class AnalysisPlan:
    """The analysis as it was decided before launch; without a `primary` comparison nothing was.

    A comparison is (first arm, second arm). `figures` are names of report.FIGURES; `test` is the name of a Significance
    test, "" = the one that goes with the headline. `where` = only judgements with one of these values of a dimension,
    `without` = none with one of these. `rule` names a score rule, `penalty` is what it takes off for each round that
    was read; 0 = the rule's own. `stopping` says when to look at the primary comparison before all is in.
    `hourly_rate_usd` = what an hour of a person's is taken to cost, in US dollars; None = nobody said. `exclude` = by
    which rules people and judgements are left out of all figures.
    """

    primary: Comparison | None = None
    secondary: tuple[Comparison, ...] = ()
    figures: tuple[str, ...] = ("accuracy",)
    test: str = ""
    where: Filters = field(default_factory=dict)
    without: Filters = field(default_factory=_undisputed)
    rule: str = "log2"
    penalty: float = 0.0
    stopping: Stopping | None = None
    notes: str = ""
    hourly_rate_usd: float | None = None
    exclude: Exclusions = field(default_factory=Exclusions)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The primary one first."""
        return () if self.primary is None else (self.primary, *self.secondary)

    @property
    def score_rule(self) -> Rule:
        """Raises judges.stats.rules.UnknownRule."""
        return rule(self.rule, penalty=self.penalty) if self.penalty else rule(self.rule)


@dataclass(frozen=True)
class Wrong:
    """What can't be so in a plan: the field's name, and what is wrong with it in words."""

    field: str
    words: str

    def __str__(self) -> str:
        return f"{self.field}: {self.words}"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a plan can name. `values` has those of a dimension, where all are known.

    `check` raises ValueError, in words, for names that are no dimension.
    """

    arms: Collection[str]
    figures: Collection[str]
    check: Callable[[Iterable[str]], None]
    values: Mapping[str, Collection[str]] = field(default_factory=dict)


def planned(plan: AnalysisPlan, figure: str, comparison: Comparison | None = None, *, scope_is_plans: bool) -> bool:
    """Whether a figure, of one arm or of a `comparison` of two, was planned.

    `scope_is_plans` = it is made from the judgements that the plan names, and from no others. Which of two arms comes
    first turns the sign alone.
    """
    if plan.primary is None or not scope_is_plans or figure not in plan.figures:
        return False
    return comparison is None or comparison in plan.comparisons or comparison[::-1] in plan.comparisons


def wrong_with(plan: AnalysisPlan, known: Known) -> Iterator[Wrong]:
    """Everything in a plan that can't be so, by field."""
    yield from _wrong_comparisons(plan, known.arms)
    if plan.primary and not plan.figures:
        yield Wrong("figures", "a planned comparison is of some figure: name one.")
    for figure in plan.figures:
        if figure not in known.figures:
            yield Wrong("figures", f"there is no figure “{figure}”; there are: {_list(known.figures)}.")
    if plan.test and plan.test not in TESTS:
        yield Wrong("test", f"there is no test “{plan.test}”; there are: {'; '.join(TESTS)}.")
    yield from _wrong_filters("where", plan.where, known)
    yield from _wrong_filters("without", plan.without, known)
    if plan.rule not in RULES:
        yield Wrong("rule", f"there is no score rule “{plan.rule}”; there are: {_list(RULES)}.")
    if not (isfinite(plan.penalty) and 0 <= plan.penalty <= MOST_PENALTY):
        yield Wrong("penalty", f"it is {plan.penalty:g}, and must be from 0 to {MOST_PENALTY:g} for each round.")
    if plan.hourly_rate_usd is not None and not 0 <= plan.hourly_rate_usd <= MOST_HOURLY:
        words = f"it is {plan.hourly_rate_usd:g}, and must be from 0 to {MOST_HOURLY:,.0f} US dollars an hour."
        yield Wrong("hourly_rate_usd", words)
    yield from (Wrong("exclude", words) for words in plan.exclude.wrong())
    if plan.stopping and plan.primary is None:
        yield Wrong("stopping", "a stopping rule is about the primary comparison: name its two arms.")


def _wrong_comparisons(plan: AnalysisPlan, arms: Collection[str]) -> Iterator[Wrong]:
    if plan.primary is None and plan.secondary:
        yield Wrong("secondary", "there is no primary comparison: name one, or none at all.")
    met: set[frozenset[str]] = set()
    for place, comparison in enumerate([*([plan.primary] if plan.primary else []), *plan.secondary]):
        called = "primary" if plan.primary and place == 0 else "secondary"
        for arm in dict.fromkeys(comparison):
            if arm not in arms:
                yield Wrong(called, f"there is no arm “{arm}”; there are: {_list(arms)}.")
        if len(set(comparison)) < 2:
            yield Wrong(called, f"“{comparison[0]}” is compared with itself: name two arms.")
        if frozenset(comparison) in met:
            yield Wrong(called, f"{against(comparison)} stands there twice.")
        met.add(frozenset(comparison))


def _wrong_filters(called: str, filters: Filters, known: Known) -> Iterator[Wrong]:
    for name, values in filters.items():
        try:
            known.check([name])
        except ValueError as problem:
            yield Wrong(called, str(problem))
        if not values:
            yield Wrong(called, f"“{name}” has no value: name one, or leave it out.")
        possible = known.values.get(name)
        for value in values:
            if possible is not None and value not in possible:
                yield Wrong(called, f"no judgement has {name} = {value}; there are: {_list(possible)}.")


def against(comparison: Comparison) -> str:
    """“debate against blind”"""
    return f"{comparison[0]} against {comparison[1]}"


def in_words(plan: AnalysisPlan) -> tuple[tuple[str, str], ...]:
    """(what, as planned) for each part of a plan, for pages and reports."""
    if plan.primary is None:
        told = [("primary comparison", "nothing planned: every figure counts as unplanned")]
    else:
        told = [("primary comparison", against(plan.primary)), ("figures", _list(plan.figures))]
        told += [("secondary comparisons", "; ".join(map(against, plan.secondary)))] if plan.secondary else []
        told += [("test", plan.test or "the one that goes with the headline")]
    told += [("only", "; ".join(_lines(plan.where)))] if plan.where else []
    told += [("left out", "; ".join(_lines(plan.without)))] if plan.without else []
    told += [("excluded", excluded(rule, value)) for rule, value in plan.exclude.set.items()]
    per_round = plan.score_rule.penalty if plan.rule in RULES else plan.penalty
    told += [("score rule", plan.rule + (f", {per_round:g} for each round" if per_round else ""))]
    told += [("stopping rule", _stopping(plan.stopping) if plan.stopping else "none: one look, when all is in")]
    if plan.hourly_rate_usd is not None:
        told += [("an hour of a person's", f"{plan.hourly_rate_usd:,.2f} US dollars")]
    told += [("notes", plan.notes)] if plan.notes else []
    return tuple(told)


def _lines(filters: Filters) -> list[str]:
    return [f"{name} = {' or '.join(values)}" for name, values in filters.items()]


def _stopping(rule: Stopping) -> str:
    looks = ", ".join(f"{100 * look:.4g} %" for look in rule.looks)
    return f"looks at {looks} of {rule.target:,} ratings, {NAMES[rule.spending]} spending of alpha {rule.alpha:g}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def to_json(plan: AnalysisPlan) -> dict[str, Any]:
    """The plan as it is stored and exported; `debate.analysis_plans` reads it back."""
    values = asdict(plan)
    # So that plans that were frozen before there was a rate, or a rule, keep their hash.
    if plan.hourly_rate_usd is None:
        del values["hourly_rate_usd"]
    values["exclude"] = dict(plan.exclude.set)
    if not values["exclude"]:
        del values["exclude"]
    stopping = plan.stopping and {**values["stopping"], "looks": list(plan.stopping.looks)}
    return {
        **values,
        "primary": plan.primary and list(plan.primary),
        "secondary": [list(pair) for pair in plan.secondary],
        "figures": list(plan.figures),
        "where": {name: list(of) for name, of in plan.where.items()},
        "without": {name: list(of) for name, of in plan.without.items()},
        "stopping": stopping,
    }


def canonical(values: Mapping[str, Any]) -> tuple[str, str]:
    """The one JSON text of these values, and its sha256 (of UTF-8, 64 hexadecimal digits).

    Names are sorted, nothing stands between tokens. ValueError for a number that JSON doesn't have.
    """
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text, sha256(text.encode()).hexdigest()
