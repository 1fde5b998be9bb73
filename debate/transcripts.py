"""From rows to what the protocols speak of, and back: cases, asks, turns, transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter

from debate import models
from debate.core.design import narrow
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Question, Transcript, Turn
from debate.protocols import create

_ASK: TypeAdapter[Ask] = TypeAdapter(Ask)


def ask_to_json(ask: Ask) -> dict[str, Any]:
    data: dict[str, Any] = _ASK.dump_python(ask, mode="json")
    return {**data, "to": sorted(data["to"])}


def ask_from_json(data: dict[str, Any]) -> Ask:
    return _ASK.validate_python(data)


def protocol_of(arm: models.Arm) -> OversightProtocol:
    """The protocol as launched; before launch, as configured."""
    frozen = arm.frozen or {"protocol": arm.config.protocol, "params": arm.config.params}
    return create(frozen["protocol"], frozen["params"])


def prompts_of(arm: models.Arm) -> dict[str, str]:
    """The prompts that replace the protocol's own."""
    return dict((arm.frozen or {"prompts": arm.config.prompts}).get("prompts", {}))


def question_of(row: models.Question, pair: list[int] | None = None) -> Question:
    """A question row with its passage, narrowed to the pair of options that a debate is about."""
    question = Question(
        text=row.text,
        options=tuple(row.options),
        answer=row.answer,
        passage=row.passage.text if row.passage else "",
    )
    return narrow(question, (pair[0], pair[1]) if pair else None)


def case_of(debate: models.Debate) -> Case:
    question = question_of(debate.question, debate.pair)
    return Case(question=question, seed=debate.seed, way=debate.way, given=debate.given)


def turn_of(row: models.Turn) -> Turn:
    """A closed turn row as the protocols see it; an open one is an error of the caller."""
    fields = row.fields
    return Turn(
        ask=ask_from_json(row.ask),
        status=row.status,  # type: ignore[arg-type]  # the column's choices, less "open"
        text=row.text,
        belief=tuple(row.belief),
        choices=fields.get("choices", {}),
        scales=fields.get("scales", {}),
        marks=fields.get("marks", {}),
        items={name: tuple(items) for name, items in fields.get("items", {}).items()},
    )


def stage_turns(debate: models.Debate) -> list[models.Turn]:
    """The stage's turn rows, in the order of their asks."""
    return list(debate.turns.filter(seat__reader=0).order_by("step", "id"))


def whole_steps(rows: Iterable[models.Turn]) -> Transcript:
    """The steps in which everybody has answered, up to the first in which somebody hasn't."""
    steps: Transcript = ()
    for _, step in groupby(rows, key=lambda row: row.step):
        turns = list(step)
        if any(row.status == models.Turn.Status.OPEN for row in turns):
            break
        steps += (tuple(turn_of(row) for row in turns),)
    return steps


def transcript_of(debate: models.Debate) -> Transcript:
    return whole_steps(stage_turns(debate))
