"""People: pools, the invitations to them, and who may sign in as a researcher."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from debate.admin.studies import Ours
from debate.models import Invitation, Pool
from debate.people import invitation_url


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A row that was added is an invitation, with or without a note."""

    def has_changed(self) -> bool:
        return self.instance.pk is None or super().has_changed()


class InvitationInline(Ours, TabularInline):
    through = "pool__"
    model = Invitation
    form = InvitationForm
    fields = ("note", "link", "state", "expires_at", "revoked")
    readonly_fields = ("link", "state")
    extra = 0
    per_page = 20
    can_delete = False
    ordering = ("-created_at",)

    @admin.display(description="link to send")
    def link(self, invitation: Invitation) -> SafeString | str:
        if not invitation.pk:
            return "made when you save"
        return format_html(
            '<input type="text" readonly value="{}" aria-label="Link to send" size="40" class="{}">',
            invitation_url(invitation),
            "bg-transparent border border-base-200 rounded-default px-2 py-1 w-full dark:border-base-700",
        )

    @admin.display(description="state")
    def state(self, invitation: Invitation) -> str:
        return state_of(invitation) if invitation.pk else "new"


def state_of(invitation: Invitation) -> str:
    if invitation.revoked:
        return "withdrawn"
    if invitation.expires_at and invitation.expires_at < timezone.now():
        return "time is over"
    return f"used by {invitation.player}" if invitation.player_id else "not used yet"


@admin.register(Pool)
class PoolAdmin(Ours, ModelAdmin):
    list_display = ("name", "people", "invited")
    search_fields = ("name",)
    inlines = (InvitationInline,)
    fields = ("name", "welcome", "study")
    compressed_fields = False

    def response_post_save_add(self, request: HttpRequest, obj: Pool) -> HttpResponse:
        """Back to the pool, where the links to send are now."""
        return redirect("admin:debate_pool_change", obj.pk)

    response_post_save_change = response_post_save_add

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


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Who signs in: staff see what is nobody's study's, operators everything; people who judge come by invitation."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "is_staff", "last_login")
    list_filter = ("is_staff", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who", {"fields": ("first_name", "last_name", "email")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
