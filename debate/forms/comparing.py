"""The form that sets up a comparison: questions, protocols, judges, who else sits on a stage, and the money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import QueryDict

from debate import access
from debate.access import Viewer
from debate.models import Endpoint, Experiment, OfStudy, Pool, Question, QuestionSet
from debate.services.compare import HELPER, STRONG, Card, Comparable, Wanted
from judges.stats.analysis_plan import MOST_HOURLY
from judges.stats.generating import HOURLY

# What is ticked when the page is first opened, as far as it can be run.
FIRST = ("debate", "consultancy")
# What the button sends that shows the form for another question set.
LOOK = "look"
NOBODY = ("", "nobody")
KINDS = {"options": "choices", "candidate": "right or wrong answers", "open": "open texts"}


@dataclass(frozen=True)
class Offered:
    """A question set to choose: what is in it, in words."""

    name: str
    words: str


class CompareForm(forms.Form):
    """Everything is kept as it was filled in until it can be set up; `wanted` is what a valid form asks for.

    A viewer is offered what they may set up, and no other study's things.
    """

    question_set = forms.ChoiceField(error_messages={"required": "Choose a question set."})
    questions = forms.IntegerField(
        label="How many questions", min_value=1, required=False, help_text="A seeded sample. Nothing = all of them."
    )
    repeats = forms.IntegerField(
        label="Debates for each question", min_value=1, max_value=1000, initial=1, help_text="In each protocol."
    )
    protocols = forms.MultipleChoiceField(error_messages={"required": "Choose at least one protocol."})
    judges = forms.MultipleChoiceField(label="Models that judge", required=False)
    pool = forms.ChoiceField(label="People who judge", required=False)
    strong = forms.ChoiceField(label="Strong model", required=False)
    helper = forms.ChoiceField(label="Helper", required=False)
    budget_usd = forms.DecimalField(
        label="Budget, USD", min_value=0, max_digits=12, decimal_places=6, required=False,
        help_text="A hard cap on all calls together. Nothing = no cap.",
    )  # fmt: skip
    hourly_usd = forms.FloatField(
        label="An hour of a person’s, USD", min_value=0, max_value=MOST_HOURLY, initial=f"{HOURLY:g}",
        help_text="What people’s time is counted as; it is not paid by Moot.",
    )  # fmt: skip
    primary = forms.ChoiceField(
        label="Primary comparison", required=False, help_text="The protocol that you ask about first, against blind."
    )
    name = forms.SlugField(label="Name", max_length=100, help_text="Letters, digits, - and _.")
    study = forms.ChoiceField(label="Study", required=False)

    def __init__(self, viewer: Viewer, data: QueryDict | None = None, kept: QueryDict | None = None) -> None:
        """`kept` = what a form that nobody means to hand in yet was filled in with, or an address asks for."""
        super().__init__(data)
        self.viewer = viewer
        self.sets = access.set_up(viewer, QuestionSet.objects.all())
        self.endpoints = access.set_up(viewer, Endpoint.objects.all())
        self.pools = access.set_up(viewer, Pool.objects.all())
        models = [endpoint.name for endpoint in self.endpoints]
        studies = [study.name for study in access.studies(viewer)]
        self._offer("question_set", [one.name for one in self.sets])
        self._offer("judges", models)
        self._offer("pool", [pool.name for pool in self.pools], NOBODY)
        self._offer("strong", models, NOBODY)
        self._offer("helper", models, ("", "the first model that judges"))
        self._offer("study", studies, *([("", "none: everybody’s who is staff")] if viewer.installation else []))
        self.initial = {"name": free_name("comparison"), "protocols": FIRST, **self._kept(kept or QueryDict())}
        able = [card for card in self.cards if not card.refused]
        self._offer("protocols", [card.slug for card in able])
        self._offer("primary", [card.slug for card in able], ("", "the first that is ticked"))
        if self.comparable:
            self.fields["questions"].widget.attrs["placeholder"] = f"all {self.comparable.of:,}"

    def _offer(self, name: str, values: Iterable[str], *before: tuple[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*before, *((value, value) for value in values)]

    def _kept(self, kept: QueryDict) -> dict[str, Any]:
        several = {name for name, field in self.fields.items() if isinstance(field, forms.MultipleChoiceField)}
        found = {name: kept.getlist(name) if name in several else kept[name] for name in self.fields if name in kept}
        # Nothing is sent of boxes that nobody ticked.
        return found | {name: kept.getlist(name) for name in several if LOOK in kept}

    @cached_property
    def chosen(self) -> QuestionSet | None:
        """The question set, as far as it can be told; else the first that holds something."""
        named = self.data.get("question_set") if self.is_bound else self.initial.get("question_set")
        found = self.sets.filter(name=named).first() if named else None
        return found or (None if self.is_bound else self.sets.filter(questions__isnull=False).first())

    @cached_property
    def comparable(self) -> Comparable | None:
        return Comparable(self.chosen) if self.chosen else None

    @cached_property
    def cards(self) -> list[Card]:
        return self.comparable.cards() if self.comparable else []

    @property
    def offered(self) -> list[Offered]:
        """The question sets with what is in each, from one query."""
        counts = {kind: Count("questions", filter=Q(questions__kind=kind)) for kind in Question.Kind.values}
        read = Count("questions", filter=Q(questions__passage__isnull=False))
        return [Offered(one.name, _told(one)) for one in self.sets.annotate(**counts, read=read).order_by("name")]

    @property
    def shown_set(self) -> str:
        """The name of the set that the page shows protocols for."""
        return self.chosen.name if self.chosen else ""

    @property
    def ticked(self) -> list[str]:
        """The protocols that are chosen."""
        return list(self["protocols"].value() or ())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("judges") or given.get("pool")):
            self.add_error("judges", "Choose at least one judge, a model or a pool of people.")
        if given.get("primary") and given["primary"] not in given.get("protocols", ()):
            self.add_error("primary", "It is not among the protocols that are ticked.")
        self._clean_stage(given)
        if self.comparable and (given.get("questions") or 0) > self.comparable.of:
            self.add_error("questions", f"“{self.shown_set}” has {self.comparable.of:,} questions.")
        if (name := given.get("name")) and Experiment.objects.filter(name=name).exists():
            self.add_error("name", f"There is an experiment “{name}” already: choose another name.")
        if "study" in given:
            self._clean_study(given)
        return given

    def _clean_stage(self, given: dict[str, Any]) -> None:
        """Whoever has to sit beside the judges is there."""
        needing = [card for card in self.cards if card.slug in given.get("protocols", ())]
        strong = [card.title for card in needing if STRONG in card.needs]
        helped = [card.title for card in needing if HELPER in card.needs]
        if strong and not given.get("strong"):
            self.add_error("strong", f"Choose a model: somebody has to speak in {_list(strong)}.")
        if helped and not (given.get("helper") or given.get("judges")):
            self.add_error("helper", f"Choose a model: {_list(helped)} needs one beside the judges.")

    def _clean_study(self, given: dict[str, Any]) -> None:
        """What another study owns would stop the launch."""
        used: list[OfStudy] = [*self.sets.filter(name=given.get("question_set", ""))]
        models = [*given.get("judges", ()), given.get("strong"), given.get("helper")]
        used += [*self.endpoints.filter(name__in=models), *self.pools.filter(name=given.get("pool", ""))]
        for thing in used:
            if thing.study and thing.study.name != given["study"]:
                words = f"“{thing}” belongs to the study “{thing.study}”: choose that study, or something else."
                self.add_error("study", words)

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        judges = (*given["judges"], *filter(None, [given["pool"]]))
        return Wanted(
            name=given["name"],
            protocols=tuple(sorted(given["protocols"], key=lambda slug: (slug != given["primary"], slug))),
            judges=judges,
            strong=given["strong"],
            helper=given["helper"] or judges[0],
            study=given["study"] or None,
            questions=given["questions"],
            repeats=given["repeats"],
            budget_usd=given["budget_usd"],
            hourly_usd=given["hourly_usd"],
        )


def free_name(stem: str) -> str:
    """The first of stem, stem-2, stem-3 ... that no experiment has."""
    taken = set(Experiment.objects.filter(name__startswith=stem).values_list("name", flat=True))
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _told(questions: Any) -> str:
    """“36 choices, with passages”"""
    kinds = [f"{n:,} {words}" for kind, words in KINDS.items() if (n := getattr(questions, kind))]
    whole = sum(getattr(questions, kind) for kind in KINDS)
    if not whole:
        return "no questions yet"
    read = questions.read
    passages = "with passages" if read == whole else f"{read:,} with passages" if read else "without passages"
    return f"{' and '.join(kinds)}, {passages}"


def _list(names: list[str]) -> str:
    return ", ".join(names)
