"""Rooms and panels: links by which many come in, with the codes that a panel is told."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.admin import StackedInline

from debate.admin.studies import Ours
from judges.admin.links import PROLIFIC, door_url, to_copy
from judges.models import Door

CODES = ("code_complete", "code_screened_out", "code_no_consent", "code_quota_full")
# Letters that nobody takes for digits, as Prolific's own codes are.
LETTERS = "".join(sorted(set(string.ascii_uppercase + string.digits) - set("0O1I")))


def drawn_code() -> str:
    return "C" + "".join(secrets.choice(LETTERS) for _ in range(7))


class DoorForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") == Door.Kind.PANEL:
            self._as_a_panel(given)
        codes = [given[name] for name in CODES if given.get(name)]
        if len(set(codes)) < len(codes):
            self.add_error("code_complete", "Each code needs to be one of its own: a panel pays by them.")
        url = given.get("return_url") or ""
        if url and not url.startswith("https://"):
            self.add_error("return_url", "It begins with https://.")
        return given

    def _as_a_panel(self, given: dict[str, Any]) -> None:
        """A new one is given codes and Prolific's address, unless it has its own."""
        if not given.get("id_parameter"):
            self.add_error("id_parameter", "A panel’s link needs the name of the parameter with the person’s id.")
        if self.instance.pk and "kind" not in self.changed_data:
            return
        given["return_url"] = given.get("return_url") or PROLIFIC
        if not any(given.get(name) for name in CODES):
            given.update({name: drawn_code() for name in CODES})


class DoorInline(Ours, StackedInline):
    through = "pool__"
    model = Door
    form = DoorForm
    extra = 0
    tab = True
    readonly_fields = ("link", "people")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "kind"),
                    "link",
                    ("quota", "closes_at", "people"),
                    "stopped",
                )
            },
        ),
        (
            "Of a panel",
            {
                "fields": (
                    ("code_complete", "code_screened_out"),
                    ("code_no_consent", "code_quota_full"),
                    "return_url",
                    ("id_parameter", "study_parameter", "session_parameter"),
                ),
                "description": "Made for Prolific as they stand: leave the codes and the address empty, save, and "
                "enter the link and the codes that you find here then in your study at Prolific.",
            },
        ),
    )

    @admin.display(description="link to copy")
    def link(self, door: Door) -> SafeString | str:
        return to_copy(door_url(door), f"Link of {door}") if door.pk else "made when you save"

    @admin.display(description="people who began")
    def people(self, door: Door) -> int:
        return door.attendances.count() if door.pk else 0
