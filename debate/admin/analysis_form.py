"""The analysis plan as a part of an experiment's form: choices, and lines such as “question.disputed = true”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from unfold import widgets

from debate.admin.analysis_fields import ComparisonsField, FiltersField, LooksField
from debate.analysis_plans import BadPlan, plan_of
from debate.models import Experiment
from debate.services.preregister import known
from judges.stats import FIGURES
from judges.stats.analysis_plan import TESTS, AnalysisPlan, wrong_with
from judges.stats.exclusions import Exclusions
from judges.stats.generating import HOURLY
from judges.stats.rules import RULES
from judges.stats.sequential import NAMES, Plan, Spending

# The field at which something wrong with a part of the plan is said.
AT = {
    "primary": "plan_first",
    "secondary": "plan_secondary",
    "figures": "plan_figures",
    "test": "plan_test",
    "where": "plan_where",
    "without": "plan_without",
    "rule": "plan_rule",
    "penalty": "plan_penalty",
    "stopping": "plan_looks",
    "notes": "plan_notes",
    "hourly_rate_usd": "plan_hourly",
    "exclude": "plan_failed_checks",
}
# What stands in a form as it comes.
RULE, ALPHA = AnalysisPlan().rule, 0.05
SPENDING: Spending = "obrien_fleming"
POSTED_ARM = re.compile(r"arms-\d+-name")


def _choices(names: Iterable[str], nothing: str) -> list[tuple[str, str]]:
    return [("", nothing), *((name, name) for name in names)]


def _choice(label: str, choices: Iterable[tuple[str, str]] = (), **other: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=widgets.UnfoldAdminSelectWidget, **other)


def _number(label: str, **other: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, widget=widgets.UnfoldAdminIntegerFieldWidget, **other)


class AnalysisForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The fields of the plan, for the form of a draft; `plan` is what a valid one holds."""

    plan: AnalysisPlan | None = None

    plan_first = _choice("First arm", required=False, help_text="The primary comparison. Arms that are saved.")
    plan_second = _choice("Second arm", required=False, help_text="None = nothing is planned.")
    plan_secondary = ComparisonsField(
        label="Secondary comparisons", required=False, help_text="A line each: “debate against blind”."
    )
    plan_figures = forms.MultipleChoiceField(
        label="Figures",
        required=False,
        choices=[(name, figure.title) for name, figure in FIGURES.items()],
        widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Any other counts as unplanned.",
    )
    plan_test = _choice("Test", _choices(TESTS, "the one that goes with the headline"), required=False)
    plan_where = FiltersField(
        label="Only judgements with",
        required=False,
        help_text="A value a line, “kind = people”; several of one name: any of them. Names: arm, judge, kind, model, "
        "set, half, question.KEY, debate.KEY.",
    )
    plan_without = FiltersField(label="None with", required=False, help_text="As beside: “question.disputed = true”.")
    plan_rule = _choice("Score rule", [(name, name) for name in RULES], required=False)
    plan_penalty = forms.FloatField(
        label="Penalty",
        required=False,
        widget=widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        help_text="For each round that was read; 0 = the rule’s own.",
    )
    plan_looks = LooksField(
        label="Looks, in percent", required=False, help_text="“50, 100”; nothing = one look, when all is in."
    )
    plan_target = forms.IntegerField(
        label="of so many ratings",
        required=False,
        widget=widgets.UnfoldAdminIntegerFieldWidget,
        help_text="Of the primary comparison’s two arms together.",
    )
    plan_spending = _choice("Spending", NAMES.items(), required=False)
    plan_alpha = forms.FloatField(
        label="Alpha",
        required=False,
        widget=widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        help_text="The chance of a false alarm, over all looks.",
    )
    plan_hourly = forms.FloatField(
        label="US dollars an hour",
        required=False,
        widget=widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        help_text=f"What people’s time is taken to cost; nothing = {HOURLY:g}.",
    )
    plan_failed_checks = _number(
        "Failed attention checks", help_text="People who failed so many or more are left out; nothing = nobody is."
    )
    plan_tries = _number(
        "Comprehension tries", help_text="People who needed more than so many are left out; nothing = nobody is."
    )
    plan_seconds = forms.FloatField(
        label="Seconds at least",
        required=False,
        widget=widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        help_text="Judgements on which a person sat for less are left out; nothing = none is.",
    )
    plan_notes = forms.CharField(
        label="Notes", required=False, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.status != Experiment.Status.DRAFT:
            for name in FIELDS:
                del self.fields[name]
            return
        plan = _stored(self.instance)
        self.initial = {**_initial(plan), **self.initial}
        # An arm that was renamed since stays to be seen, until another is chosen.
        arms = dict.fromkeys([*self._saved_arms(), *(plan.primary or ())])
        for name in ("plan_first", "plan_second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _choices(arms, "none")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "plan_figures" not in self.fields or set(FIELDS) & self.errors.keys():
            return given
        try:
            stopping = _stopping(given)
        except ValueError as problem:
            self.add_error(AT["stopping"], _sentence(problem))
            return given
        first, second = given["plan_first"], given["plan_second"]
        if bool(first) != bool(second):
            self.add_error("plan_second" if first else "plan_first", "Choose two arms to compare, or none.")
            return given
        self.plan = _plan(given, stopping)
        for wrong in wrong_with(self.plan, known(self._arms())):
            self.add_error(AT[wrong.field], _sentence(wrong.words))
        return given

    def _arms(self) -> list[str]:
        """The arms that there are once the page, which holds them too, is saved."""
        posted = [key for key in self.data if POSTED_ARM.fullmatch(key)]
        kept = [key for key in posted if not self.data.get(key.replace("-name", "-DELETE"))]
        return [self.data[key] for key in kept] if posted else self._saved_arms()

    def _saved_arms(self) -> list[str]:
        return [arm.name for arm in self.instance.arms.all()] if self.instance.pk else []


FIELDS = tuple(AnalysisForm.base_fields)


def _stored(experiment: Experiment) -> AnalysisPlan:
    try:
        return plan_of(experiment)
    except BadPlan:
        return AnalysisPlan()


def _initial(plan: AnalysisPlan) -> dict[str, Any]:
    first, second = plan.primary or ("", "")
    stopping = plan.stopping
    return {
        "plan_first": first,
        "plan_second": second,
        "plan_secondary": plan.secondary,
        "plan_figures": list(plan.figures),
        "plan_test": plan.test,
        "plan_where": dict(plan.where),
        "plan_without": dict(plan.without),
        "plan_rule": plan.rule,
        "plan_penalty": plan.penalty,
        "plan_looks": stopping.looks if stopping else (),
        "plan_target": stopping and stopping.target,
        "plan_spending": stopping.spending if stopping else SPENDING,
        "plan_alpha": stopping.alpha if stopping else ALPHA,
        "plan_notes": plan.notes,
        "plan_hourly": plan.hourly_rate_usd,
        "plan_failed_checks": plan.exclude.failed_checks,
        "plan_tries": plan.exclude.comprehension_tries,
        "plan_seconds": plan.exclude.seconds_least,
    }


def _stopping(given: dict[str, Any]) -> Plan | None:
    looks, target = given["plan_looks"], given["plan_target"]
    if not looks and target is None:
        return None
    if not looks or target is None:
        raise ValueError("a stopping rule has both, looks and a number of ratings: fill in the other, or empty this")
    alpha = ALPHA if given["plan_alpha"] is None else given["plan_alpha"]
    return Plan(looks=looks, target=target, spending=given["plan_spending"] or SPENDING, alpha=alpha)


def _plan(given: dict[str, Any], stopping: Plan | None) -> AnalysisPlan:
    first, second = given["plan_first"], given["plan_second"]
    return AnalysisPlan(
        primary=(first, second) if first else None,
        secondary=given["plan_secondary"],
        figures=tuple(given["plan_figures"]),
        test=given["plan_test"],
        where=given["plan_where"],
        without=given["plan_without"],
        rule=given["plan_rule"] or RULE,
        penalty=given["plan_penalty"] or 0.0,
        stopping=stopping,
        notes=given["plan_notes"].replace("\r\n", "\n"),
        hourly_rate_usd=given["plan_hourly"],
        exclude=Exclusions(
            failed_checks=given["plan_failed_checks"],
            comprehension_tries=given["plan_tries"],
            seconds_least=given["plan_seconds"],
        ),
    )


def _sentence(problem: object) -> str:
    words = str(problem)
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
