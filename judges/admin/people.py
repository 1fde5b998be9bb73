"""The people of pools: how far each has come. Who they are stands beside it where that is known, and goes alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.admin import ModelAdmin

from debate.admin.studies import Ours
from debate.models import Experiment
from debate.people import forget_contact
from judges.course import Step
from judges.models import Attendance, Contact, Place

STEPS: dict[str, str] = {
    Step.CONSENT: "consent",
    Step.INSTRUCTIONS: "instructions",
    Step.COMPREHENSION: "comprehension questions",
    Step.BEFORE: "survey before judging",
    Step.PRACTICE: "practice",
    Step.JUDGING: "judging",
    Step.AFTER: "survey at the end",
    Step.END: "last page",
}


@admin.register(Attendance)
class AttendanceAdmin(Ours, ModelAdmin):
    """To be looked at; what can be done is to forget who somebody is."""

    through = "pool__"
    list_display = ("person", "at_step", "state", "judged", "began", "heard", "way_in", "name", "email")
    list_display_links = None
    list_filter = (("pool", admin.RelatedOnlyFieldListFilter), "outcome")
    list_select_related = ("player__contact", "player__endpoint", "pool", "door")
    list_per_page = 50
    search_fields = ("player__public_id", "player__contact__name", "player__contact__email")
    actions = ("delete_names_and_addresses",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        judged = Place.judgements.filter(
            player=OuterRef("player"), pool=OuterRef("pool"), finished_at__isnull=False, left_at=None
        )
        counted = judged.exclude(debate__experiment__purpose=Experiment.Purpose.PRACTICE).order_by()
        number = counted.values("player").annotate(n=Count("pk")).values("n")
        found: QuerySet[Attendance] = super().get_queryset(request)
        return found.annotate(judged_n=Coalesce(Subquery(number), 0))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        listed: HttpResponse = super().changelist_view(request, {"title": "People", **(extra_context or {})})
        return listed

    @admin.display(description="person", ordering="player__public_id")
    def person(self, attendance: Attendance) -> str:
        return str(attendance.player)

    @admin.display(description="step", ordering="step")
    def at_step(self, attendance: Attendance) -> str:
        return STEPS.get(attendance.step, attendance.step) or "–"

    @admin.display(description="state", ordering="outcome")
    def state(self, attendance: Attendance) -> str:
        if attendance.outcome == Attendance.Outcome.UNDER_WAY:
            return "left before the end" if attendance.ended_at else "away" if attendance.away else "under way"
        return str(attendance.get_outcome_display()).lower()

    @admin.display(description="judged", ordering="judged_n")
    def judged(self, attendance: Any) -> int:
        return int(attendance.judged_n)

    @admin.display(description="began", ordering="began_at")
    def began(self, attendance: Attendance) -> str:
        return f"{attendance.began_at:%d %b, %H:%M}"

    @admin.display(description="last heard of", ordering="heard_at")
    def heard(self, attendance: Attendance) -> str:
        return f"{attendance.heard_at:%d %b, %H:%M}" if attendance.heard_at else "–"

    @admin.display(description="came by")
    def way_in(self, attendance: Attendance) -> str:
        return str(attendance.door) if attendance.door else "invitation"

    @admin.display(description="name")
    def name(self, attendance: Attendance) -> str:
        contact = _contact(attendance)
        return contact.name or contact.external_id if contact else "–"

    @admin.display(description="e-mail")
    def email(self, attendance: Attendance) -> str:
        contact = _contact(attendance)
        return contact.email if contact else "–"

    @admin.action(description="Delete names and addresses", permissions=["view"])
    def delete_names_and_addresses(self, request: HttpRequest, chosen: QuerySet[Attendance]) -> HttpResponse | None:
        """Asked about once; what they judged stays."""
        if "confirmed" not in request.POST:
            shown = {
                **self.admin_site.each_context(request),
                "title": "Delete names and addresses?",
                "opts": self.opts,
                "chosen": [attendance.pk for attendance in chosen],
            }
            return render(request, "admin/forget_contacts.html", shown)
        for attendance in chosen.select_related("player"):
            forget_contact(attendance.player)
        messages.success(request, f"Deleted of {chosen.count():,}. What they judged stays as it is.")
        return None


def _contact(attendance: Attendance) -> Contact | None:
    return getattr(attendance.player, "contact", None)
