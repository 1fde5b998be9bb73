"""Pools that ask something of their people, and doors through which they come in."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

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
    return f"{address(door)}?{urlencode({**QUERY, **query})}"


def begun(client: Client, where: str) -> Player:
    """Whoever this browser is after its Begin."""
    client.post(where, {"visit": ""})
    return Player.objects.get(user=client.session["_auth_user_id"])


def attendance(client: Client) -> Attendance:
    return Attendance.objects.get(player__user=client.session["_auth_user_id"])


def do(client: Client, step: str, **values: object) -> HttpResponse:
    """The form of a step, sent."""
    return cast(HttpResponse, client.post(reverse("course"), {"step": step, **values}))


def shown(client: Client, where: str = "") -> str:
    """The page to which a course leads."""
    return client.get(where or reverse("course"), follow=True).content.decode()


def practice(questions: int = 1) -> Experiment:
    """Debates that are given for practice: finished, in no study's figures."""
    authors = pool("people/authors")
    made = offered.blind(authors, stage.question_set("practice", questions), name="practice")
    made.debates.update(status="finished")
    Experiment.objects.filter(pk=made.pk).update(status="finished", purpose="practice")
    made.refresh_from_db()
    return made


CONSENT = """\
You are asked to take part in a study on **how people judge arguments**. It takes about ten minutes.

- You read short questions and say how likely each answer is.
- Your answers are stored under a random name, and published without anything that tells who you are.
- If you have questions, write to [the researchers](mailto:study@example.org).

By pressing the button you say that you are at least 18 years old and that you take part of your own free will.
"""
INSTRUCTIONS = """\
You see a question with two answers. **One of them is right.** Nobody tells you which.

1. Read the question, and what is said for each answer.
2. Say in percent how likely each answer is. 50 means that you can't tell.
3. Write in a sentence why.

Those who argue are told to convince you. *They may mislead you.*
"""


def whole_course() -> None:
    """A pool that asks for every step there is, with two debates to judge."""
    offered_debates(2)
    rules(least_each=2, most_each=2, practice=practice(), practice_debates=1)
    text("consent", CONSENT)
    text("instructions", INSTRUCTIONS)
    text("ending", "Thank you for judging with care. **We tell you what came of it** by the end of the month.")
    item(
        "comprehension",
        words="What does 50 percent mean?",
        options=["Both answers are right", "I can’t tell which is right", "Neither is right"],
        right="I can’t tell which is right",
        why="Fifty and fifty is what you say when you have no idea.",
    )
    item("comprehension", "number", words="How many of the two answers are right?", right="1", why="Just one of them.")
    item("before", "number", words="How old are you?", least=18, most=120)
    item("before", words="What is your first language?", options=["English", "German", "Another one"])
    item("before", "text", words="What do you do?", required=False, help="A word or two: studies, work.", most=200)
    points = ["Not at all", "A little", "So-so", "Quite", "Very much"]
    item("after", "likert", words="How hard was it to make up your mind?", options=points)
    item("after", "text", words="Is there anything that you want to tell us?", required=False)


def answers(*values: tuple[FormItem, object]) -> dict[str, object]:
    return {f"item{item.pk}": value for item, value in values}
