"""Links for copying: in a field of their own, chosen as a whole by a click, with a button where scripts run."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from judges.models import Door

# What Prolific puts the person's, its study's and its submission's id in the place of.
PLACEHOLDERS = ("{{%PROLIFIC_PID%}}", "{{%STUDY_ID%}}", "{{%SESSION_ID%}}")
PROLIFIC = "https://app.prolific.com/submissions/complete?cc={code}"
FIELD = "bg-transparent border border-base-200 rounded-default px-2 py-1 w-full dark:border-base-700"


def to_copy(link: str, label: str) -> SafeString:
    return format_html(
        '<span class="to-copy"><input type="text" readonly value="{}" aria-label="{}" size="40" class="{}">'
        '<button type="button" data-copy data-copied="Copied" hidden>Copy</button></span>',
        link,
        label,
        FIELD,
    )


def door_url(door: Door) -> str:
    """A room's link; a panel's has its parameters, each with the panel's placeholder for it."""
    address = settings.PUBLIC_URL + reverse("room", args=[door.token])
    if door.kind != Door.Kind.PANEL:
        return address
    names = (door.id_parameter, door.study_parameter, door.session_parameter)
    # As it is pasted: a placeholder that is written in percent signs and letters is not known for one.
    given = [f"{name}={value}" for name, value in zip(names, PLACEHOLDERS, strict=True) if name]
    return f"{address}?{'&'.join(given)}"
