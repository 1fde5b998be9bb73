"""From a room to the record of a debate: the one path by which debates come in, see debate.services.restore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from debate.core.measuring import measures_of
from debate.core.types import Case, Question
from debate.importers.nyu.arms import protocol_of
from debate.importers.nyu.judging import Judged, judged, seat
from debate.importers.nyu.room import DEBATERS, LIVE, Room, moment
from debate.importers.nyu.stage import Stage, stage_of, survey_turn
from debate.models.player import public_id
from debate.records import (
    ArmRecord,
    DebateRecord,
    ExperimentRecord,
    PassageRecord,
    QuestionRecord,
    SeatRecord,
    TurnRecord,
)

IN_PAPER = "in_paper"
UNFINISHED = "The room had not come to its end when the data were released."


def records(rooms: Iterable[Room], header: ExperimentRecord, arms: dict[str, ArmRecord]) -> Iterator[DebateRecord]:
    """The debates of rooms, in their order. Rooms on one question, with one way of assigning sides, are its repeats."""
    met: Counter[tuple[str, str, int]] = Counter()
    for place, room in enumerate(rooms):
        key = room.arm, room.question_id, room.way
        yield _record(room, header, arms[room.arm], place, met[key])
        met[key] += 1


def _record(room: Room, header: ExperimentRecord, arm: ArmRecord, place: int, repeat: int) -> DebateRecord:
    stage = stage_of(room)
    judging = judged(room, stage)
    return DebateRecord(
        id=public_id(),
        experiment=header,
        arm=arm,
        question=_question(room),
        order=place,
        repeat=repeat,
        chair=0,
        seed=0,
        way=room.way,
        half=room.half,
        pair=room.pair,
        display=[0, 1],
        measures=_measures(room, judging),
        tags=_tags(room, stage),
        sides={role: room.pair[index] for index, role in room.sides.items()},
        status="finished" if room.finished else "cancelled",
        reason="" if room.finished else UNFINISHED,
        opened_at=room.created_at,
        finished_at=ended_at(room, stage) if room.finished else None,
        cost_usd=0,
        seats=[*_seats(room), *judging.seats],
        turns=[*stage.turns, *_surveys(room, stage), *judging.turns],
        judgements=judging.judgements,
    )


def ended_at(room: Room, stage: Stage) -> datetime:
    """When the stage came to its end; judges may have read it much later."""
    if room.result:
        return moment(room.result.timestamp)
    return max([room.created_at, *(turn.answered_at for turn in stage.turns if turn.answered_at)])


def _question(room: Room) -> QuestionRecord:
    story = room.story
    return QuestionRecord(
        id=room.question_id,
        question=room.form.setup.question,
        options=room.options,
        answer=room.pair[room.answer],
        pair=None,
        tags={},
        passage=PassageRecord(id=story.id, title=story.title, source=story.source, text=story.text),
    )


def _measures(room: Room, judging: Judged) -> dict[str, float]:
    """The protocol's own, and the live judge's score by the room's rule as the release has it: `judge_reward`."""
    question = Question(text=room.form.setup.question, options=room.answers, answer=room.answer)
    case = Case(question=question, way=room.way)
    found = measures_of(protocol_of(room), case, (), judging.said()) if room.finished else {}
    info = room.result.judging_info if room.result else None
    return {**found, "judge_reward": info.judge_reward} if info else found


def _tags(room: Room, stage: Stage) -> dict[str, Any]:
    """What the release says of the room. `in_paper` is missing where the release doesn't list it."""
    tags: dict[str, Any] = {"room": room.name}
    if room.line:
        tags[IN_PAPER] = room.line.included_in_paper
    if room.result:
        tags["ended_by"] = next(iter(room.result.ended_by), "")
    if stage.hands:
        tags["changed_hands"] = sorted(stage.hands)
    if stage.cut:
        tags["cut_quotes"] = stage.cut
    return tags


def _seats(room: Room) -> list[SeatRecord]:
    """The stage, with those who sat there in the end; a turn of whoever sat there before says so in its fields."""
    seats = [seat(room, role, room.who(room.debater(index), DEBATERS)) for index, role in room.sides.items()]
    return [*seats, seat(room, "judge", room.who(room.judge, LIVE))] if room.judge else seats


def _surveys(room: Room, stage: Stage) -> list[TurnRecord]:
    last = stage.turns[-1] if stage.turns else None
    named = [(role, room.debater(index)) for index, role in room.sides.items()]
    named += [("judge", room.judge)] if room.judge else []
    found = [survey_turn(room, role, name, last, ended_at(room, stage)) for role, name in named]
    return [turn for turn in found if turn]
