"""What a room's judges believed: the live one, whom the debaters waited for, and those who read it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from debate.core.types import NOBODY, Ask, Belief, Judgement, Speech
from debate.importers.nyu import forms
from debate.importers.nyu.room import LIVE, OFFLINE, Room, Who, belief_of, moment
from debate.importers.nyu.speech import said
from debate.importers.nyu.stage import Stage, survey_turn, turn
from debate.models.player import public_id
from debate.records import JudgementRecord, RatingRecord, ReadingRecord, SeatRecord, TurnRecord
from judges.scoring import score


@dataclass
class Judged:
    """Everything that judging adds to a debate. The live judge's turns and seat stand on the stage."""

    judgements: list[JudgementRecord] = field(default_factory=list)
    seats: list[SeatRecord] = field(default_factory=list)
    turns: list[TurnRecord] = field(default_factory=list)

    def said(self) -> tuple[Judgement, ...]:
        """The finished judgements as the protocol's own figures take them."""
        return tuple(
            Judgement(beliefs=tuple(tuple(rating.belief) for rating in one.ratings), person=one.player is not None)
            for one in self.judgements
            if one.finished_at
        )


def judged(room: Room, stage: Stage) -> Judged:
    found = Judged()
    if room.judge and (live := _live(room)):
        found.judgements.append(live)
    for one in room.form.rounds:
        if one.offline_judgments:
            for name, offline in sorted(one.offline_judgments.judgments.items()):
                _read(room, stage, found, name, offline)
    return found


def _live(room: Room) -> JudgementRecord:
    """A room was played over days, and nobody measured how long its judge sat: so `taken_at` isn't known."""
    feedbacks = room.feedbacks()
    rounds = [number for number, one in _numbered(room) if one.judge_feedback]
    ended = room.finished and bool(feedbacks)
    return _judgement(
        0,
        room.who(room.judge or "", LIVE),
        _ratings(room, list(zip(rounds, feedbacks, strict=True)), ended=ended),
        chair=True,
        finished_at=moment(feedbacks[-1].feedback.timestamp) if ended else None,
    )


def _numbered(room: Room) -> list[tuple[int, forms.Round]]:
    """Each round of the release with the number of rounds of speeches up to it."""
    number, numbered = 0, []
    for one in room.form.rounds:
        number += bool(one.simultaneous_speeches or one.sequential_speeches)
        numbered.append((number, one))
    return numbered


def _read(room: Room, stage: Stage, found: Judged, name: str, offline: forms.OfflineJudgment) -> None:
    """Somebody who read the finished room: round by round, or all of it against the clock."""
    stepped, said_last = offline.mode == "stepped", offline.judgments[-1:]
    rounds = range(len(offline.judgments)) if stepped else [stage.rounds] * len(offline.judgments)
    who, number = room.who(name, OFFLINE[offline.mode]), len(found.judgements) + (room.judge is None)
    reader = 1 + 2 * number
    ended = bool(said_last) and said_last[0].end_debate
    began = None if offline.start_time_millis == -1 else moment(offline.start_time_millis)
    over = moment(said_last[0].feedback.timestamp) if said_last else None
    held = list(zip(rounds, offline.judgments, strict=True))
    turns = _readings(room, stage, reader, held, began)
    survey = survey_turn(room, "judge", name, turns[-1] if turns else None, over or room.created_at)
    found.turns += [*turns, *([survey] if survey else [])]
    found.seats.append(seat(room, "judge", who, reader))
    finished_at = over if ended else None
    ratings, readings = _ratings(room, held, ended=ended), [ReadingRecord(reader=reader, finished_at=finished_at)]
    found.judgements.append(
        _judgement(number, who, ratings, taken_at=began, finished_at=finished_at, readings=readings)
    )


def _readings(
    room: Room, stage: Stage, reader: int, held: Sequence[tuple[int, forms.Feedback]], began: datetime | None
) -> list[TurnRecord]:
    """A turn after each round that was read; of a judgement against the clock, after everything that was said."""
    turns: list[TurnRecord] = []
    wants = (Belief(room.answers), Speech(name="reason"))
    for number, one in held:
        after = stage.reached[number] if number < stage.rounds else stage.steps
        prompt, about = "judge" if number else "judge_before", {"round": str(number)}
        ask = Ask(role="judge", prompt=prompt, wants=wants, about=about, to=NOBODY, after=after)
        when, words = moment(one.feedback.timestamp), said(one.feedback.content, room.story)
        times = {"opened_at": min(began or when, when), "answered_at": when}
        belief = belief_of(one.distribution)
        turns.append(turn(ask, number, reader=reader, text=words.text, quotes=words.quotes, belief=belief, **times))
        began = when
    return turns


def _ratings(room: Room, held: Sequence[tuple[int, forms.Feedback]], *, ended: bool) -> list[RatingRecord]:
    return [_rating(room, number, one, final=ended and n == len(held) - 1) for n, (number, one) in enumerate(held)]


def _rating(room: Room, number: int, one: forms.Feedback, *, final: bool) -> RatingRecord:
    belief = belief_of(one.distribution)
    scores = score(tuple(belief), room.answer)
    return RatingRecord(
        round=number,
        final=final,
        belief=belief,
        missing="",
        right=scores.right,
        tie=scores.tie,
        brier=scores.brier,
        log2=scores.log2,
        clipped=scores.clipped,
        at=moment(one.feedback.timestamp),
    )


def _judgement(
    number: int,
    who: Who,
    ratings: list[RatingRecord],
    *,
    chair: bool = False,
    taken_at: datetime | None = None,
    finished_at: datetime | None,
    readings: Sequence[ReadingRecord] = (),
) -> JudgementRecord:
    return JudgementRecord(
        number=number,
        endpoint=who.endpoint,
        pool=who.pool,
        player=who.player,
        chair=chair,
        taken_at=taken_at,
        finished_at=finished_at,
        readings=list(readings),
        ratings=ratings,
    )


def seat(room: Room, role: str, who: Who, reader: int = 0) -> SeatRecord:
    """Everybody saw the answers as the room has them: A, then B."""
    return SeatRecord(
        id=public_id(),
        role=role,
        reader=reader,
        endpoint=who.endpoint,
        pool=who.pool,
        player=who.player,
        models=[],
        display=[0, 1],
        best_of=1,
        refine=0,
        selector=None,
    )
