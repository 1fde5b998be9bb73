"""A pool's page, in the order of a study: name and pages, questions, rules and pay, ways in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from unfold.decorators import action

from debate.models import Pool
from judges.admin.doors import DoorInline
from judges.admin.exercising import GivesExercises
from judges.admin.invitations import FirstInvitations, InvitationInline
from judges.admin.invite_page import InvitesPeople
from judges.admin.pages import PoolForm
from judges.admin.preview import preview
from judges.admin.questions import QuestionInline
from judges.admin.rules import RulesInline
from judges.admin.seen import ShowsPages
from judges.queries.setting_up import setup_of
from judges.readiness import Finding, Level, findings

# What a stranger looks at first.
BY_LEVEL = (Level.WRONG, Level.MISSING, Level.NOTE, Level.READY)


@admin.register(Pool)
class PoolAdmin(InvitesPeople, ShowsPages, GivesExercises):
    list_display = ("name", "people", "invited")
    search_fields = ("name",)
    form = PoolForm
    compressed_fields = False
    warn_unsaved_form = True
    actions_detail = ("invite", "attending", "seen")
    change_form_outer_before_template = "admin/pool_ready.html"
    fieldsets = (
        ("Name and welcome", {"fields": ("name", "study", "welcome")}),
        (
            "Pages",
            {
                "fields": ("consent", "instructions", "ending"),
                "description": "Markdown. Each is left out while it is empty.",
            },
        ),
    )

    class Media:
        css = {"all": ["set_up.css", "pool.css"]}
        js = [Script("copy.js", type="module")]

    def get_inlines(self, request: HttpRequest, obj: Pool | None) -> Iterable[Any]:
        """A new pool is named and welcomes; once it is there, all the rest has a tab of its own."""
        return (QuestionInline, RulesInline, DoorInline, InvitationInline) if obj else (FirstInvitations,)

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path("preview/", guarded(preview), name="debate_pool_preview"),
            path("<int:object_id>/exercises/", guarded(self.exercises), name="debate_pool_exercises"),
        ]
        return [*own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Pool, form: PoolForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        form.write_pages()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        pool = self.get_object(request, object_id)
        setup = setup_of(pool) if pool else None
        found = findings(setup) if setup else ()
        open_tabs = {one.where for one in found if one.level is not Level.READY}
        shown = {"setup": setup, "ready": _by_level(found), "open_tabs": sorted(open_tabs | {"general"})}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
        return page

    def response_post_save_add(self, request: HttpRequest, obj: Pool) -> HttpResponse:
        """Back to the pool, where the links to send are now."""
        return redirect("admin:debate_pool_change", obj.pk)

    response_post_save_change = response_post_save_add

    @action(description="People", url_path="attending")
    def attending(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect(f"{reverse('admin:judges_attendance_changelist')}?pool__id__exact={object_id}")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pool]:
        unused = Q(invitations__player=None, invitations__revoked=False)
        found: QuerySet[Pool] = super().get_queryset(request)
        return found.annotate(
            people_n=Count("players", distinct=True), unused_n=Count("invitations", filter=unused, distinct=True)
        )

    @admin.display(description="people", ordering="people_n")
    def people(self, pool: Any) -> int:
        return int(pool.people_n)

    @admin.display(description="invitations not used yet", ordering="unused_n")
    def invited(self, pool: Any) -> int:
        return int(pool.unused_n)


def _by_level(found: Iterable[Finding]) -> list[tuple[Level, list[Finding]]]:
    by_level = [(level, [one for one in found if one.level is level]) for level in BY_LEVEL]
    return [(level, ones) for level, ones in by_level if ones]
