"""From rows to what the protocols speak of, and back: cases, asks, turns, transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter

from debate import models
from debate.core.design import narrow, put_up
from debate.core.plants import Plant, plant_from
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Private, Question, Transcript, Turn
from debate.models import statements
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


def question_of(row: models.Question, pair: Sequence[int] | None = None, candidate: int | None = None) -> Question:
    """A question row with its passage, narrowed to the pair of options, or to the candidate, that a debate is about."""
    question = Question(
        text=row.text,
        options=tuple(row.options),
        # Which of two open texts is better doesn't make either of them right.
        answer=None if candidate is not None and row.kind == row.Kind.OPEN else row.answer,
        passage=row.passage.text if row.passage else "",
        candidate=row.candidate,
        correct=row.correct,
        flaw=(row.flaw or {}).get("line"),
    )
    return put_up(narrow(question, (pair[0], pair[1]) if pair else None), candidate)


def question_in(debate: models.Debate) -> Question:
    """A debate's question in the form in which it is about it."""
    return question_of(debate.question, debate.pair, debate.candidate)


def case_of(debate: models.Debate) -> Case:
    """What a debate is about, once its arm has learnt what it has to learn."""
    return Case(
        question=question_in(debate),
        seed=debate.seed,
        way=debate.way,
        judges=tuple((debate.arm.frozen or {}).get("judges", ())),
        given=debate.arm.given or {},
    )


def plants_of(debate: models.Debate) -> dict[str, Plant] | None:
    """Which seats of a debate are planted, and how; None where its arm plants nothing."""
    if not debate.arm.plants:
        return None
    found = {seat.role: plant_in(seat, debate.arm) for seat in debate.seats.all() if seat.plant}
    return {role: plant for role, plant in found.items() if plant}


def plant_in(seat: models.Seat, arm: models.Arm) -> Plant | None:
    """How a seat of this arm is to misbehave; None where it plays fair."""
    return _plant(arm, seat.role, seat.plant) if seat.plant else None


def planting_of(arm: models.Arm) -> dict[str, Plant]:
    """By role, what the arm plants in a share of its debates."""
    return {role: _plant(arm, role, wanted["plant"]) for role, wanted in arm.plants.items()}


def _plant(arm: models.Arm, role: str, slug: str) -> Plant:
    """In the words that the launch froze."""
    words = (arm.frozen or {}).get("plants", {}).get(slug)
    return plant_from(slug, words, free=bool(arm.plants.get(role, {}).get("free")))


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
        private=Private(**row.private) if row.private else None,
    )


def stage_of(debate: str) -> str:
    """The statement that gives a stage's turn rows in the order of their asks; `debate` is SQL for its debate's id.

    Not a join: just after a launch PostgreSQL takes the tables for empty and begins such a join with all seats there
    are, twenty times slower (measured).
    """
    return f"""
        SELECT {statements.columns(models.Turn, "t")} FROM debate_turn t
        WHERE t.debate_id = {debate} AND (SELECT s.reader FROM debate_seat s WHERE s.id = t.seat_id) = 0
        ORDER BY t.step, t.id
    """  # noqa: S608 - SQL of this project's own


STAGE = stage_of("%(debate)s")


def stage_turns(debate: models.Debate) -> list[models.Turn]:
    """The stage's turn rows, in the order of their asks."""
    return statements.instances(models.Turn, STAGE, {"debate": debate.pk})


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
