"""How times and states are written on the board of people who judge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django import template
from django.utils import timezone

register = template.Library()

STEPS = {
    "consent": "consent",
    "instructions": "instructions",
    "comprehension": "questions",
    "before": "first survey",
    "practice": "practice",
    "judging": "judging",
    "after": "last survey",
    "end": "last page",
}
STATES = {
    "overdue": "time is over",
    "away": "away",
    "waits": "others speak",
    "in": "in",
    "quiet": "quiet",
    "gone": "gone",
}

# By the beginnings of their addresses, the longer ones first.
PAGES = {
    "/judge/": "while judging",
    "/course/": "on the way to judging",
    "/end/": "on the last page",
    "/join/": "before beginning",
    "/room/": "before beginning",
}


@register.filter
def ago(time: datetime | None) -> str:
    """How long since: “now” within a minute, “4 min”, “3 h”, “2 days”. It changes seldom, so that a list stays calm."""
    return "–" if time is None else span_of((timezone.now() - time).total_seconds())


@register.filter
def span_of(seconds: float | timedelta) -> str:
    """A length of time, coarsely."""
    spent = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
    if spent < 60:
        return "now"
    if spent < 5400:
        return f"{spent / 60:.0f} min"
    return f"{spent / 3600:.0f} h" if spent < 48 * 3600 else f"{spent / 86400:.0f} days"


@register.filter
def clock(seconds: float | None) -> str:
    """Time worked, minutes and seconds: 754 -> “12:34”; “–” where none was measured."""
    if not seconds:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


@register.filter
def step_words(step: str) -> str:
    return STEPS.get(step, step) or "–"


@register.filter
def state_words(state: str) -> str:
    return STATES.get(state, state)


@register.filter
def page_words(address: str) -> str:
    """Which page something was written on: “/judge/h3k.../” -> “while judging”."""
    known = (start for start in PAGES if address.startswith(start))
    return PAGES[found] if (found := next(known, "")) else address


@register.filter
def role_words(role: str) -> str:
    """The seat that is waited for: “judge” of a stage is its chair; nothing = a reader."""
    return {"judge": "the chair", "": "the reader"}.get(role, role.replace("_", " "))


@register.filter
def counts_words(by_count: Mapping[int, int]) -> str:
    """How many debates have how many judgements: “2 debates with none, 1 with 3”."""
    told = [f"{debates:,} with {judged or 'none'}" for judged, debates in sorted(by_count.items()) if debates]
    return f"debates by their judgements: {', '.join(told)}"
