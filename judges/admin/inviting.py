"""Many invitations at once: so many links to copy, or one for each of a list of addresses, sent or not."""

from __future__ import annotations

from datetime import UTC, datetime, time
from email.utils import parseaddr
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from debate.models import Invitation, Pool

MOST = 1000
NOTE = 200
Person = tuple[str, str]


class People(forms.CharField):
    """Lines such as “Ann <ann@x.org>” or “ann@x.org”, as pairs of a name and an address; each address once."""

    def to_python(self, value: Any) -> Any:
        lines = [(number, line.strip(" \t,;")) for number, line in enumerate(str(value or "").splitlines(), 1)]
        found: dict[str, Person] = {}
        for number, line in lines:
            if line:
                name, address = _person(number, line)
                found.setdefault(address.lower(), (name, address))
        if len(found) > MOST:
            raise ValidationError(f"At most {MOST} at once.")
        return list(found.values())


def _person(number: int, line: str) -> Person:
    name, address = parseaddr(line)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(f"Line {number}: “{line[:80]}” isn’t an address like “Ann <ann@example.org>”.") from None
    return name[:NOTE], address


class LastDay(forms.DateField):
    """A day, whose last moment in UTC is what is stored."""

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(UTC).date() if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> Any:
        day = super().to_python(self.prepare_value(value))
        return datetime.combine(day, time.max, tzinfo=UTC) if day else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class InviteForm(forms.Form):
    people = People(
        label="Addresses",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "placeholder": "Ann <ann@example.org>\nben@example.org"}),
        help_text="One a line; each gets an invitation of their own. Who is invited to this pool already is left out.",
    )
    send = forms.BooleanField(
        label="Send them by e-mail now", required=False, initial=True, widget=UnfoldBooleanSwitchWidget()
    )
    language = forms.ChoiceField(
        label="Language of the letter", choices=settings.LANGUAGES, widget=UnfoldAdminSelectWidget(), required=False
    )
    number = forms.IntegerField(
        label="Or so many links, without addresses",
        required=False,
        min_value=1,
        max_value=MOST,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=NOTE - 10,
        widget=UnfoldAdminTextInputWidget(),
        help_text="For yourself; links without addresses are numbered after it.",
    )
    until = LastDay(
        label="To be used until",
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        help_text="The last day on which they open, in UTC. Nothing = always.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_SET_UP:
            del self.fields["send"], self.fields["language"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not given.get("people") and not given.get("number"):
            raise ValidationError("Give addresses, or say how many links you want.")
        if given.get("until") and given["until"] < timezone.now():
            self.add_error("until", "That day is over.")
        return given


@transaction.atomic
def invite(pool: Pool, given: dict[str, Any]) -> tuple[list[Invitation], int]:
    """The invitations that a form asks for, and how many addresses were left out as invited before."""
    Pool.objects.select_for_update().get(pk=pool.pk)
    asked: list[Person] = given["people"]
    before = {address.lower() for address in pool.invitations.filter(revoked=False).values_list("email", flat=True)}
    fresh = [(name, address) for name, address in asked if address.lower() not in before]
    note, number = given["note"], given["number"] or 0
    numbered = [(f"{note} {n}".strip() if number > 1 else note, "") for n in range(1, number + 1)]
    named = [(name or note, address) for name, address in fresh]
    made = [
        Invitation(pool=pool, note=whom, email=address, expires_at=given["until"])
        for whom, address in (*named, *numbered)
    ]
    return Invitation.objects.bulk_create(made), len(asked) - len(fresh)
