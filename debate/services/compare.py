"""Rival protocols on one question set, before the same judges and within one budget: from a choice to a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from debate.core.design import ArmDesign, BadDesign, Item, trials
from debate.core.protocol import THE_FLOOR, OversightProtocol
from debate.core.types import Case, Question
from debate.models import Question as QuestionRow
from debate.models import QuestionSet
from debate.protocols import PROTOCOLS, create
from debate.services.planning import item_of
from debate.services.setup import NewArm, NewExperiment, NewSeat
from judges.stats.analysis_plan import AnalysisPlan

FLOOR, CEILING = "blind", "expert"
# What the page of a comparison tells of each arm.
FIGURES = ("accuracy", "pgr", "ece", "time", "cost", "cost_right")
NOTE = "Each protocol against blind judgement of the same questions."
STRONG, HELPER = "strong", "helper"
_ANY = Case(question=Question(text="", options=("", ""), answer=0))
Forms = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be compared: names of protocols, of judges (endpoints, pools), and of who else sits on a stage.

    `strong` speaks; `helper`, a weaker model, watches, rates and forecasts. `hourly_usd` = what an hour of a person's
    costs; None = as usual.
    """

    name: str
    protocols: tuple[str, ...]
    judges: tuple[str, ...]
    strong: str = ""
    helper: str = ""
    study: str | None = None
    questions: int | None = None
    repeats: int = 1
    budget_usd: Decimal | None = None
    hourly_usd: float | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """A protocol to choose: what it does in a sentence, whom it `needs` beside judges, and why it can't be had."""

    slug: str
    title: str
    words: str
    needs: frozenset[str]
    refused: str = ""


class Comparable:
    """A question set as comparisons see it: of each kind of question that it holds, one."""

    def __init__(self, questions: QuestionSet) -> None:
        self.questions = questions
        rows = questions.questions.defer("text", "candidate", "arguments")
        self.of = questions.questions.count()
        self.without_passage = questions.questions.filter(passage=None).count()
        kinds = {_kind(row): row for row in rows}
        self._rows = list(kinds.values())

    @property
    def has_expert(self) -> bool:
        """Whether there is a passage to read for each."""
        return self.of > 0 and not self.without_passage

    @cached_property
    def own(self) -> Forms:
        """The forms in which its kinds of question come."""
        return tuple(item.form for item in self._items)

    def cards(self) -> list[Card]:
        """The protocols but floor and ceiling, which come by themselves."""
        return [self._card(PROTOCOLS[slug]) for slug in PROTOCOLS if slug not in (FLOOR, CEILING)]

    def forms_in(self, protocol: OversightProtocol) -> Forms:
        """The form that the protocol has each kind of question in. Raises BadDesign."""
        design = [ArmDesign(name=protocol.slug, protocol=protocol)]
        found = {trial.item_id: trial.form for trial in trials(self._items, design, 1, 0)}
        return tuple(found[item.id] for item in self._items)

    @cached_property
    def _items(self) -> list[Item]:
        return [item_of(row) for row in self._rows]

    def _card(self, kind: type[OversightProtocol]) -> Card:
        protocol = kind()
        words = _first_sentence(kind)
        return Card(
            slug=kind.slug, title=kind.title, words=words, needs=needs_of(protocol), refused=self._refusal(protocol)
        )

    def _refusal(self, protocol: OversightProtocol) -> str:
        if protocol.learns and not protocol.decides:
            return "It is about what was said in other arms: add it to the draft, to come after one of them."
        try:
            forms = self.forms_in(protocol)
        except BadDesign as problem:
            return str(problem)
        open_texts = [row.kind == QuestionRow.Kind.OPEN for row in self._rows]
        if any(is_open and form == "candidate" for is_open, form in zip(open_texts, forms, strict=True)):
            return "Of open texts one is better than the other; put up alone, neither is right or wrong."
        return "" if forms else "The question set is empty."


def _kind(row: QuestionRow) -> tuple[Any, ...]:
    return row.kind, len(row.options), row.answer is None, row.pair is None


def _first_sentence(kind: type[OversightProtocol]) -> str:
    """What the protocol's file says of it first, without its name."""
    name, _, rest = kind.summary().partition(": ")
    said = rest or name
    return f"{said[:1].upper()}{said[1:]}"


def needs_of(protocol: OversightProtocol) -> frozenset[str]:
    """Who sits in the seats of its stage, its judges apart."""
    return frozenset(who for _, who in _stage(protocol))


def _stage(protocol: OversightProtocol) -> Iterator[tuple[str, str]]:
    """(role, who) for each seat: the helper watches; where all do, they are a ladder, of which the first is weak."""
    roles = [role for role in protocol.roles(_ANY) if not role.chair]
    ladder = all(role.monitor for role in roles)
    for place, role in enumerate(roles):
        weak = place == 0 if ladder else role.monitor
        yield role.name, HELPER if weak else STRONG


def plan_for(wanted: Wanted, comparable: Comparable) -> NewExperiment:
    """One experiment: floors, ceilings, then each protocol with the arms it learns from. Raises BadDesign."""
    planner = _Planner(wanted, comparable)
    compared = [(slug, planner.floor_for(slug)) for slug in wanted.protocols]
    arms = tuple(planner.arms())
    return NewExperiment(
        name=wanted.name,
        question_set=comparable.questions.name,
        study=wanted.study,
        repeats=wanted.repeats,
        max_questions=wanted.questions,
        budget_usd=wanted.budget_usd,
        arms=arms,
        analysis=AnalysisPlan(
            primary=compared[0],
            secondary=tuple(compared[1:]),
            figures=FIGURES,
            notes=NOTE,
            hourly_rate_usd=wanted.hourly_usd,
        ),
    )


@dataclass(frozen=True)
class _Planner:
    wanted: Wanted
    comparable: Comparable

    def floor_for(self, slug: str) -> str:
        """The arm of blind judgement of questions in the form that the protocol has them in."""
        return _bound(FLOOR, self._about(slug))

    def arms(self) -> Iterator[NewArm]:
        abouts = dict.fromkeys(self._about(slug) for slug in self.wanted.protocols)
        for slug in (FLOOR, CEILING) if self.comparable.has_expert else (FLOOR,):
            for about in abouts:
                yield self._arm(_bound(slug, about), slug, {"about": about} if about else {})
        for slug in self.wanted.protocols:
            yield from self._with_teachers(slug)

    def _about(self, slug: str) -> str:
        """What its bounds are about: "" = questions as they come, else the form that they are all brought into."""
        forms = self.comparable.forms_in(create(slug, {}))
        return "" if forms == self.comparable.own else forms[0]

    def _with_teachers(self, slug: str) -> Iterator[NewArm]:
        """The protocol's arm, and those that it learns from or is bounded by."""
        for condition in PROTOCOLS[slug].compared:
            after = tuple(self.floor_for(slug) if end == THE_FLOOR else f"{slug}{end}" for end in condition.after)
            yield self._arm(f"{slug}{condition.suffix}", slug, condition.params, after)

    def _arm(self, name: str, slug: str, params: Mapping[str, Any], after: tuple[str, ...] = ()) -> NewArm:
        protocol = create(slug, params)
        players = {STRONG: self.wanted.strong, HELPER: self.wanted.helper}
        judges = () if protocol.decides else tuple(NewSeat(player=judge) for judge in self.wanted.judges)
        speakers = tuple(NewSeat(player=players[who], role=role) for role, who in _stage(protocol))
        return NewArm(name=name, protocol=slug, params=params, speakers=speakers, judges=judges, after=after)


def _bound(slug: str, about: str) -> str:
    return f"{slug}-{about}" if about else slug
