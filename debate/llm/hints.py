"""What the offline model is told besides the prompt, since it can't read one: never more than its role may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from debate.core import quotes
from debate.core.craft import Call
from debate.core.plants import PLANTS, Plant
from debate.core.private import half_of, stance_form
from debate.core.prompts import Heard, Scene
from debate.core.types import Want
from debate.models import Turn
from debate.transcripts import ask_to_json

Hints = dict[str, Any]


def of(turn: Turn, shown: Scene, call: Call, sample: str, before: Sequence[Call]) -> Hints:
    """The `moot` part of an offline request's body."""
    passage = turn.debate.question.passage
    found = hints(shown, call, sample, before, passage.text if passage else "")
    return found if call.kind == "read" else {**found, "arguments": _arguments(turn, shown.mine)}


def hints(shown: Scene, call: Call, sample: str, before: Sequence[Call], passage: str) -> Hints:
    """What a scene, and the calls before, tell. `passage` is what quotes are checked against."""
    thought = next((c.text for c in before if c.kind == "think"), "")
    asked = {"role": shown.ask.role, "kind": call.kind, "wants": _wants(shown, call), "sample": sample}
    if call.kind == "read":
        # Who reads a seat's reasoning is shown the possible answers, and not the question.
        return {**asked, "options": list(shown.question.labels), "thought": thought}
    return {
        **asked,
        "prompt": shown.ask.prompt,
        "about": dict(shown.ask.about),
        "round": _round(shown),
        "question": shown.question.text,
        "options": list(shown.question.options),
        "candidate": shown.question.candidate,
        "truth": shown.question.truth,
        "passage": shown.question.passage,
        "display": list(shown.display),
        "mine": shown.mine,
        "heard": [_heard(heard, shown, passage) for heard in shown.heard],
        "drafts": list({c.sample: c.text for c in before if c.kind == "draft"}.values()),
        "thought": half_of(thought) if call.kind == "cut" else thought,
        "watched": shown.watched,
        **_planted(shown.plant),
    }


def _planted(plant: Plant | None) -> Hints:
    """How the seat is to misbehave; a kind that isn't the library's, by the phrases that it is known by."""
    if plant is None:
        return {}
    own = None if plant.slug in PLANTS else plant.signs
    return {"plant": plant.slug, "free": plant.free, "own": own}


def _wants(shown: Scene, call: Call) -> list[Any]:
    """The form that the call's prompt ends in."""
    stance, reasoning = stance_form(shown.question.labels)
    forms: dict[str, tuple[Want, ...]] = {"think": (stance, reasoning), "cut": (stance,), "read": (stance,)}
    wants: list[Any] = ask_to_json(replace(shown.ask, wants=forms.get(call.kind, shown.ask.wants)))["wants"]
    return wants


def _round(shown: Scene) -> int:
    said = shown.ask.about.get("round", "")
    return int(said) if said.isdecimal() else 0


def _heard(heard: Heard, shown: Scene, passage: str) -> Hints:
    text = heard.turn.text if heard.turn.status == "ok" else ""
    found = [quote.verified for quote in quotes.quotes(text, passage)]
    return {
        "role": heard.turn.ask.role,
        "option": heard.option,
        "text": text,
        "mine": heard.own,
        "number": heard.number,
        # Who argues is not told which quotes are found.
        "verified": found if shown.mine is None else None,
    }


def _arguments(turn: Turn, mine: int | None) -> list[Hints] | None:
    """The recorded speeches for the speaker's own option, and only for it."""
    recorded = turn.debate.question.arguments
    if recorded is None or mine is None:
        return None
    option = turn.debate.pair[mine] if turn.debate.pair else mine
    return list(recorded[option])
