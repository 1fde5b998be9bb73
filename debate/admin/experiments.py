"""Experiments with their arms and seats, editable until launched; afterwards only the budget is."""

from __future__ import annotations

from decimal import Decimal
from textwrap import wrap
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.decorators import action

from debate import access, services
from debate.admin.analysis_form import AnalysisForm
from debate.admin.arm_form import ArmForm
from debate.admin.purposes import PurposeFilter
from debate.admin.seat_forms import JudgeForm, JudgeFormSet, SpeakerForm, SpeakerFormSet
from debate.admin.studies import Ours
from debate.analysis_plans import plan_of
from debate.desk import progress_of
from debate.models import Arm, ArmSeat, Experiment
from debate.services.experiments import against_budget
from debate.services.preregister import is_as_launched
from debate.views.operate import OPERATIONS, Operation, open_to
from judges.stats.analysis_plan import in_words

Status = Experiment.Status

PLANNING = "Analysis plan"
PLAN_WORDS = (
    "What you will compare, decided before there is anything to see. A launch freezes it with a hash; the report then "
    "says of each figure whether it was planned."
)
PLAN = (
    ("plan_first", "plan_second"),
    "plan_secondary",
    "plan_figures",
    "plan_test",
    ("plan_where", "plan_without"),
    ("plan_rule", "plan_penalty"),
    ("plan_looks", "plan_target", "plan_spending", "plan_alpha"),
    ("plan_failed_checks", "plan_tries", "plan_seconds"),
    ("plan_hourly", "plan_notes"),
)
FROZEN = ("frozen_plan", "frozen_hash")
PART = '<p class="mb-2"><strong>{}</strong>: {}</p>'
CHANGED = "not that of the plan and the design as they stand here: one of them was changed since"


class UntilLaunched:
    """What a launch freezes: shown afterwards, not changed."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_draft(obj)


def is_draft(obj: Model | None) -> bool:
    """Of an experiment, or of an arm's; what isn't stored yet is a draft."""
    experiment = obj.experiment if isinstance(obj, Arm) and obj.experiment_id else obj
    return not isinstance(experiment, Experiment) or experiment.status == Status.DRAFT


class SeatInline(UntilLaunched, Ours, TabularInline):
    model = ArmSeat
    through = "arm__experiment__"
    extra = 0
    hide_title = True

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        """The class is made for this request alone, so it can hold whose choices its forms offer."""
        made = super().get_formset(request, obj, **kwargs)
        made.form.viewer = access.viewer_of(request.user)
        return made

    @admin.display(description="who")
    def who(self, seat: ArmSeat) -> str:
        """For a launched experiment; until then the form has a field of that name."""
        return seat.who


class SpeakerInline(SeatInline):
    form, formset = SpeakerForm, SpeakerFormSet
    fields = ("role", "who", "best_of", "refine", "selector", "reasoning", "probed")
    verbose_name, verbose_name_plural = "speaker", "speakers"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArmSeat]:
        found: QuerySet[ArmSeat] = super().get_queryset(request).filter(kind=ArmSeat.Kind.SPEAKER)
        return found


class JudgeInline(SeatInline):
    form, formset = JudgeForm, JudgeFormSet
    fields = ("who", "reasoning", "probed", "selector")
    verbose_name, verbose_name_plural = "judge", "judges"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArmSeat]:
        found: QuerySet[ArmSeat] = super().get_queryset(request).filter(kind=ArmSeat.Kind.JUDGE)
        return found


class ArmInline(UntilLaunched, Ours, StackedInline):
    model = Arm
    through = "experiment__"
    form = ArmForm
    fields = (("name", "config", "judgements_per_debate"), ("after", "plants"))
    inlines = (SpeakerInline, JudgeInline)
    extra = 0


class ExperimentForm(AnalysisForm):
    class Meta:
        model = Experiment
        fields = ("name", "question_set", "budget_usd", "study", "seed", "repeats", "most_questions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.budget_usd is not None:
            self.initial["budget_usd"] = f"{self.instance.budget_usd.normalize():f}"

    def clean_budget_usd(self) -> Decimal | None:
        budget: Decimal | None = self.cleaned_data["budget_usd"]
        problem = "" if is_draft(self.instance) else against_budget(self.instance, budget)
        if problem and budget != self.instance.budget_usd:
            raise forms.ValidationError(problem)
        return budget


def _change_budget(request: HttpRequest, experiment: Experiment, budget: Decimal | None) -> None:
    try:
        if services.set_budget(experiment, budget):
            messages.success(request, "It goes on.")
    except services.BadState as problem:
        messages.error(request, str(problem))


def asking(operation: Operation) -> Any:
    """A button that leads to the page on which the operation is asked about, and done."""

    def ask(self: ExperimentAdmin, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("operate", get_object_or_404(self.get_queryset(request), pk=object_id).name, operation.verb)

    ask.__name__ = operation.verb
    return action(description=operation.label, url_path=operation.verb)(ask)


@admin.register(Experiment)
class ExperimentAdmin(Ours, ModelAdmin):
    list_display = ("name", "status", "question_set", "arm_count", "launched_at")
    list_filter = (PurposeFilter, "status")
    list_select_related = ("question_set",)
    search_fields = ("name",)
    form = ExperimentForm
    inlines = (ArmInline,)
    compressed_fields = False
    actions_detail = ("its_page", "launch", "pause", "resume", "retry", "duplicate", "close", "cancel")
    fieldsets = (
        (None, {"fields": ("name", "question_set", "budget_usd", "study")}),
        ("Design", {"fields": (("seed", "repeats", "most_questions"),)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Experiment | None = None) -> Any:
        drafted = {"fields": PLAN, "description": PLAN_WORDS}
        return (*self.fieldsets, (PLANNING, drafted if is_draft(obj) else {"fields": FROZEN}))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Experiment | None:
        """Locked before it is changed: a launch waits until it is saved, and what comes too late changes nothing."""
        found: Experiment | None = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        Experiment.objects.select_for_update().get(pk=found.pk)
        locked: Experiment | None = super().get_object(request, object_id, from_field)
        return locked

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experiment]:
        found: QuerySet[Experiment] = super().get_queryset(request).annotate(arms_n=Count("arms"))
        return found

    @admin.display(description="arms", ordering="arms_n")
    def arm_count(self, experiment: Any) -> int:
        return int(experiment.arms_n)

    def get_readonly_fields(self, request: HttpRequest, obj: Experiment | None = None) -> tuple[str, ...]:
        fixed = ("name", "question_set", "study", "seed", "repeats", "most_questions", *FROZEN)
        return () if is_draft(obj) else fixed

    @admin.display(description="as launched")
    def frozen_plan(self, experiment: Experiment) -> SafeString:
        return format_html_join("", PART, ((what.capitalize(), words) for what, words in in_words(plan_of(experiment))))

    @admin.display(description="sha256")
    def frozen_hash(self, experiment: Experiment) -> SafeString | str:
        """In parts that a narrow page can break between, and a copy of it has in one."""
        if not experiment.analysis_hash:
            return "none: it was launched before plans were frozen"
        state = "of the plan with its design, as they stand here" if is_as_launched(experiment) else CHANGED
        parts = wrap(experiment.analysis_hash, 8)
        return format_html("{} ({})", format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts)), state)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A launched experiment is a record: it can be cancelled, not deleted."""
        return obj is not None and is_draft(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Experiment, form: Any, change: bool) -> None:
        if is_draft(obj):
            super().save_model(request, obj, form, change)
            services.set_analysis(obj, form.plan)
        elif "budget_usd" in form.changed_data:
            # This alone: workers write what is spent meanwhile, and saving the whole row would set it back.
            _change_budget(request, obj, form.cleaned_data["budget_usd"])

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only what makes sense now; the page that each leads to asks before anything is done."""
        experiment = get_object_or_404(self.get_queryset(request), pk=object_id)
        rights = access.viewer_of(request.user).rights(experiment)
        offered_now = open_to(experiment, progress_of(experiment))
        possible = {operation.verb for operation in offered_now if operation.right in rights}
        offered: list[Any] = super().get_actions_detail(request, object_id)
        return [offer for offer in offered if offer.path in {"its-page", *possible}]

    @action(description="Its page", url_path="its-page")
    def its_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("experiment", get_object_or_404(self.get_queryset(request), pk=object_id).name)

    launch = asking(OPERATIONS["launch"])
    pause = asking(OPERATIONS["pause"])
    resume = asking(OPERATIONS["resume"])
    retry = asking(OPERATIONS["retry"])
    duplicate = asking(OPERATIONS["duplicate"])
    close = asking(OPERATIONS["close"])
    cancel = asking(OPERATIONS["cancel"])
