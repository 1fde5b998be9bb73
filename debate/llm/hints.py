"""What the offline model is told besides the prompt, since it can't read one: never more than its role may know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from debate.core import quotes
from debate.core.craft import Call
from debate.core.prompts import Heard, Scene
from debate.models import Turn
from debate.transcripts import ask_to_json


def of(turn: Turn, shown: Scene, call: Call, sample: str, before: Sequence[Call]) -> dict[str, Any]:
    """The `moot` part of an offline request's body."""
    passage = turn.debate.question.passage
    return {
        "role": shown.ask.role,
        "kind": call.kind,
        "wants": ask_to_json(shown.ask)["wants"],
        "question": shown.question.text,
        "options": list(shown.question.options),
        "display": list(shown.display),
        "mine": shown.mine,
        "round": int(shown.ask.about.get("round", 0)),
        "passage": shown.question.passage,
        "heard": [_heard(h, passage.text if passage else "") for h in shown.heard],
        "arguments": _arguments(turn, shown.mine),
        "drafts": list({c.sample: c.text for c in before if c.kind == "draft"}.values()),
        "about": dict(shown.ask.about),
        "sample": sample,
    }


def _heard(heard: Heard, passage: str) -> dict[str, Any]:
    text = heard.turn.text if heard.turn.status == "ok" else ""
    return {
        "role": heard.turn.ask.role,
        "option": heard.option,
        "text": text,
        "mine": heard.own,
        "verified": [quote.verified for quote in quotes.quotes(text, passage)],
    }


def _arguments(turn: Turn, mine: int | None) -> list[dict[str, Any]] | None:
    """The recorded speeches for the speaker's own option, and only for it."""
    recorded = turn.debate.question.arguments
    if recorded is None or mine is None:
        return None
    option = turn.debate.pair[mine] if turn.debate.pair else mine
    return list(recorded[option])
