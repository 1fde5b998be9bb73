"""Invitations of a pool, a link each, and what became of them."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminSingleDateWidget

from debate.admin.studies import Ours
from debate.models import Invitation
from debate.people import invitation_url
from debate.services import letters
from judges.admin.inviting import LastDay
from judges.admin.links import to_copy


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A row that was added is an invitation, with or without a note."""

    expires_at = LastDay(label="last day", required=False, widget=UnfoldAdminSingleDateWidget())

    def has_changed(self) -> bool:
        return self.instance.pk is None or super().has_changed()


class InvitationInline(Ours, TabularInline):
    through = "pool__"
    model = Invitation
    form = InvitationForm
    fields = ("note", "email", "link", "state", "expires_at", "revoked")
    readonly_fields = ("link", "state")
    extra = 0
    per_page = 20
    tab = True
    hide_title = True
    can_delete = False
    ordering = ("-created_at", "-pk")

    @admin.display(description="link to send")
    def link(self, invitation: Invitation) -> SafeString | str:
        return to_copy(invitation_url(invitation), "Link to send") if invitation.pk else "made when you save"

    @admin.display(description="state")
    def state(self, invitation: Invitation) -> str:
        return state_of(invitation) if invitation.pk else "new"


class FirstInvitations(InvitationInline):
    """On the page of a new pool, which has no tabs yet."""

    tab = False


def state_of(invitation: Invitation) -> str:
    if invitation.revoked:
        return "withdrawn"
    if invitation.player_id:
        return f"used by {invitation.player}"
    if invitation.expires_at and invitation.expires_at < timezone.now():
        return "time is over"
    letter = letters.became_of([invitation]).get(invitation.pk, "") if invitation.email else ""
    if letter == letters.SENT and invitation.sent_at:
        return f"sent {invitation.sent_at:%d %b, %H:%M}; not used yet"
    return letter or "not used yet"
