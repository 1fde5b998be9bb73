"""The time that an answer has, by the server's clock."""

from __future__ import annotations

from django.utils import timezone

from debate.models import Turn


def left(turn: Turn) -> float | None:
    """Seconds. All of its time, where it was not shown before: it runs from now on."""
    if turn.deadline is None:
        return whole(turn)
    return max(0.0, (turn.deadline - timezone.now()).total_seconds())


def whole(turn: Turn) -> int | None:
    """Seconds in all; what the rules of a pool give is known once it was shown."""
    if turn.deadline is None or turn.seen_at is None:
        seconds: int | None = turn.ask.get("seconds")
        return seconds
    return round((turn.deadline - turn.seen_at).total_seconds())
