"""Experiments with their arms and seats, editable until launched; afterwards only the budget is."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.decorators import action

from debate.admin.seat_forms import JudgeForm, JudgeFormSet, SpeakerForm, SpeakerFormSet
from debate.models import Arm, ArmSeat, Experiment

Status = Experiment.Status


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
    experiment = obj.experiment if isinstance(obj, Arm) else obj
    return not isinstance(experiment, Experiment) or experiment.status == Status.DRAFT


class SpeakerInline(UntilLaunched, TabularInline):
    model = ArmSeat
    form, formset = SpeakerForm, SpeakerFormSet
    fields = ("role", "who", "best_of", "refine", "selector")
    verbose_name, verbose_name_plural = "speaker", "speakers"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArmSeat]:
        found: QuerySet[ArmSeat] = super().get_queryset(request).filter(kind=ArmSeat.Kind.SPEAKER)
        return found


class JudgeInline(UntilLaunched, TabularInline):
    model = ArmSeat
    form, formset = JudgeForm, JudgeFormSet
    fields = ("who",)
    verbose_name, verbose_name_plural = "judge", "judges"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArmSeat]:
        found: QuerySet[ArmSeat] = super().get_queryset(request).filter(kind=ArmSeat.Kind.JUDGE)
        return found


class ArmInline(UntilLaunched, StackedInline):
    model = Arm
    fields = (("name", "config", "judgements_per_debate"),)
    inlines = (SpeakerInline, JudgeInline)
    extra = 0
    show_change_link = False


@admin.register(Experiment)
class ExperimentAdmin(ModelAdmin):
    list_display = ("name", "status", "question_set", "arm_count", "launched_at")
    list_filter = ("status",)
    list_select_related = ("question_set",)
    search_fields = ("name",)
    inlines = (ArmInline,)
    compressed_fields = False
    actions_detail = ("open_page", "launch", "pause", "resume", "retry", "close", "cancel")
    fieldsets = (
        (None, {"fields": ("name", "question_set", "budget_usd")}),
        ("Design", {"fields": (("seed", "repeats", "most_questions"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experiment]:
        found: QuerySet[Experiment] = super().get_queryset(request).annotate(arms_n=Count("arms"))
        return found

    @admin.display(description="arms", ordering="arms_n")
    def arm_count(self, experiment: Any) -> int:
        return int(experiment.arms_n)

    def get_readonly_fields(self, request: HttpRequest, obj: Experiment | None = None) -> tuple[str, ...]:
        return () if is_draft(obj) else ("name", "question_set", "seed", "repeats", "most_questions")

    def has_delete_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        """A launched experiment is a record: it can be cancelled, not deleted."""
        return obj is not None and is_draft(obj) and bool(super().has_delete_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: Experiment, form: Any, change: bool) -> None:
        if is_draft(obj):
            super().save_model(request, obj, form, change)
        else:
            # Workers write what is spent meanwhile; saving the whole row would set it back.
            Experiment.objects.filter(pk=obj.pk).update(budget_usd=obj.budget_usd)

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only what makes sense now; its page asks before anything is done."""
        from debate.views.operate import OPERATIONS

        status = Experiment.objects.values_list("status", flat=True).get(pk=object_id)
        closed = Experiment.objects.filter(pk=object_id, closed=True).exists()
        possible = {verb for verb, operation in OPERATIONS.items() if status in operation.when and not closed}
        offered: list[Any] = super().get_actions_detail(request, object_id)
        return [a for a in offered if a.method.original_function_name in {"open_page", *possible}]

    @action(description="Its page")
    def open_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("experiment", get_object_or_404(Experiment, pk=object_id).name)

    @action(description="Launch …")
    def launch(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _ask(object_id, "launch")

    @action(description="Pause …")
    def pause(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _ask(object_id, "pause")

    @action(description="Resume …")
    def resume(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _ask(object_id, "resume")

    @action(description="Retry what failed …")
    def retry(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _ask(object_id, "retry")

    @action(description="Close …")
    def close(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _ask(object_id, "close")

    @action(description="Cancel …")
    def cancel(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _ask(object_id, "cancel")


def _ask(object_id: int, verb: str) -> HttpResponse:
    return redirect("operate", get_object_or_404(Experiment, pk=object_id).name, verb)
