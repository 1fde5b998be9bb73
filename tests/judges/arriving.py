"""Pools that ask something of their people, and doors through which they come in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from debate.models import Experiment, Player, Pool
from judges.models import Attendance, Door, FormItem, PageText, Rules
from tests.debate import stage
from tests.judges import offered

PANEL = {
    "kind": Door.Kind.PANEL,
    "code_complete": "DONE-1",
    "code_screened_out": "OUT-2",
    "code_quota_full": "FULL-3",
    "code_no_consent": "NO-4",
    "return_url": "https://app.prolific.com/submissions/complete?cc={code}",
}
QUERY = {"PROLIFIC_PID": "5f1a2b3c4d5e6f7a8b9c0d1e", "STUDY_ID": "study-1", "SESSION_ID": "session-1"}


def pool(name: str = "people/panel") -> Pool:
    return Pool.objects.get_or_create(name=name)[0]


def rules(**values: Any) -> Rules:
    return Rules.objects.create(pool=pool(), **values)


def text(kind: str, words: str, version: int = 1) -> PageText:
    return PageText.objects.create(pool=pool(), kind=kind, words=words, version=version)


def item(part: str, kind: str = "choice", **values: Any) -> FormItem:
    words = {"words": f"{part} {kind}?", "position": FormItem.objects.count(), **values}
    if kind in ("choice", "likert"):
        words.setdefault("options", ["Yes", "No"])
    return FormItem.objects.create(pool=pool(), part=part, kind=kind, **words)


def offered_debates(number: int = 2, each: int = 5) -> Experiment:
    """Debates without words, to be judged by the pool."""
    return offered.blind(pool(), stage.question_set("offered", number), each=each, name="offered")


def room(**values: Any) -> Door:
    return Door.objects.create(pool=pool(), name="a room", **values)


def panel(**values: Any) -> Door:
    return Door.objects.create(pool=pool(), **{"name": "a panel", **PANEL, **values})


def address(door: Door) -> str:
    return reverse("room", args=[door.token])


def link(door: Door, **query: str) -> str:
    from urllib.parse import urlencode

    return f"{address(door)}?{urlencode({**QUERY, **query})}"


def begun(client: Client, where: str) -> Player:
    """Whoever this browser is after its Begin."""
    client.post(where, {"visit": ""})
    return Player.objects.get(user=client.session["_auth_user_id"])


def attendance(client: Client) -> Attendance:
    return Attendance.objects.get(player__user=client.session["_auth_user_id"])


def do(client: Client, step: str, **values: object) -> HttpResponse:
    """The form of a step, sent."""
    sent: HttpResponse = client.post(reverse("course"), {"step": step, **values})
    return sent


def shown(client: Client, where: str = "") -> str:
    """The page to which a course leads."""
    return client.get(where or reverse("course"), follow=True).content.decode()
