"""Which judgements figures are made from, and what the arms are split by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict

from django.db.models import F, IntegerField, QuerySet
from django.db.models.expressions import Combinable, Func

from debate.models import Arm, Debate, Experiment, Question
from judges.models import Place, Rating
from judges.queries.dimensions import Filters, M, check, dimension, narrowed
from judges.queries.excluded import Excluding, excluding
from judges.stats import Half

# Of more questions than this, random groups of them are what intervals are drawn by: as good, and quick to count.
MOST_QUESTIONS, QUESTION_GROUPS = 2_000, 250
# Beyond this nothing is clustered by person any more: a count for each would be as long as the ratings themselves.
MOST_BY_PERSON = 50_000


class Whose(TypedDict):
    """What every kind of count says of itself."""

    arm: str
    judge: str
    group: str
    question: str
    half: Half


class _Group(Func):
    """The random group of the question with this id in its file: the same in every query, and every database."""

    # Percent signs are read twice: by Django, and by the database's driver.
    template = f"abs(hashtext(%(expressions)s) %%%% {QUESTION_GROUPS})"
    output_field = IntegerField()


@dataclass(frozen=True)
class Scope:
    """The judgements of these experiments, narrowed: `where` = only these values of a dimension, `without` = not these.

    What an experiment's frozen plan excludes is in no figure of it, whatever is asked.
    `by` = the dimensions that the judgements of each arm are split by. Raises UnknownDimension.
    """

    experiments: tuple[Experiment, ...]
    by: tuple[str, ...] = ("judge",)
    where: Filters = field(default_factory=dict)
    without: Filters = field(default_factory=dict)

    def __post_init__(self) -> None:
        check([*self.by, *self.where, *self.without])

    @property
    def name(self) -> str:
        return " + ".join(experiment.name for experiment in self.experiments)

    def debates(self) -> QuerySet[Debate]:
        """All debates of the experiments, in their order, whatever the filters; those withdrawn are in no figure."""
        there = Debate.objects.filter(experiment__in=self.experiments).exclude(status=Debate.Status.WITHDRAWN)
        return there.order_by("experiment", "place_in_order", "pk")

    def places(self) -> QuerySet[Place]:
        """The judgements that are wanted, whether or not they can be had; those of people who left count nowhere."""
        wanted = Place.judgements.filter(debate__experiment__in=self.experiments, left_at=None)
        wanted = wanted.exclude(debate__status=Debate.Status.WITHDRAWN)
        return self.narrowed(wanted)

    def ratings(self) -> QuerySet[Rating]:
        """Those that have scores, in no order."""
        return self.narrowed(self.scored(), "place__").order_by()

    def scored(self) -> QuerySet[Rating]:
        """All of the experiments that have scores, whatever is asked, and whatever a plan excludes."""
        return Rating.objects.filter(
            place__debate__experiment__in=self.experiments, place__left_at=None, right__isnull=False
        ).exclude(place__debate__status=Debate.Status.WITHDRAWN)

    def narrowed(self, rows: QuerySet[M], place: str = "") -> QuerySet[M]:
        """The rows whose place the scope counts; `place` = the way from the rows to it."""
        for one in self.excluding:
            rows = rows.exclude(one.of(place))
        return narrowed(rows, self.where, self.without, place)

    @cached_property
    def excluding(self) -> tuple[Excluding, ...]:
        """What the frozen plans leave out, rule by rule."""
        return tuple(one for experiment in self.experiments for one in excluding(experiment))

    @property
    def whole(self) -> bool:
        """Whether all judgements of the experiments are counted."""
        return not (self.where or self.without or self.excluding)

    @cached_property
    def questions(self) -> int:
        """How many the experiments ask."""
        return self.debates().order_by().values("question").distinct().count()

    @property
    def grouped(self) -> bool:
        """Whether what statistics call a question is a random group of questions."""
        return self.questions > MOST_QUESTIONS

    def question(self, debate: str) -> Combinable:
        """What ratings are clustered by; `debate` = the way from the rows to a debate."""
        return _Group(F(f"{debate}question__external_id")) if self.grouped else F(f"{debate}question")

    def question_name(self, value: int) -> str:
        """What statistics call the question: by its file, so that the same data give the same draws anywhere."""
        return f"group {value}" if self.grouped else self._questions[value]

    @cached_property
    def _questions(self) -> dict[int, str]:
        asked = Question.objects.filter(pk__in=self.debates().order_by().values("question"))
        several = len({experiment.question_set_id for experiment in self.experiments}) > 1
        return {
            pk: f"{of} {name}" if several else name
            for pk, of, name in asked.values_list("pk", "question_set__name", "external_id")
        }

    def labels(self, place: str) -> dict[str, Combinable]:
        """The dimensions that arms are split by, as columns."""
        return {f"by_{number}": dimension(name, place) for number, name in enumerate(self.by)}

    def keys(self, place: str) -> dict[str, Combinable]:
        """What every count is told apart by, as columns; `place` = the way from the rows to a place."""
        return {
            "of_arm": F(f"{place}debate__arm"),
            "of_judge": dimension("judge", place),
            "of_question": self.question(f"{place}debate__"),
            "of_half": F(f"{place}debate__half"),
        }

    def whose(self, part: Sequence[str], arm: int, judge: str, question: int, half: Half) -> Whose:
        """The same as statistics have it, from the values of those columns and of `labels`."""
        return {
            "arm": self.arms[arm],
            "judge": judge,
            "group": self.part(part or (judge,)),
            "question": self.question_name(question),
            "half": half,
        }

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """The values behind the names of what arms are split into, as far as they have been met."""
        return {}

    def part(self, values: Sequence[str]) -> str:
        """The name of what an arm is split into: its value of each dimension."""
        name = " · ".join(value or "none" for value in values)
        self.parts[name] = tuple(values)
        return name

    @cached_property
    def arms(self) -> dict[int, str]:
        """What figures call each arm, by its key; of several experiments it says of which one it is."""
        rows = Arm.objects.filter(experiment__in=self.experiments).values_list("pk", "experiment__name", "name")
        several = len(self.experiments) > 1
        return {pk: f"{experiment} · {name}" if several else name for pk, experiment, name in rows}
