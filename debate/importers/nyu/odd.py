"""What no form can say of a room: how its parts stand to each other. Such a room can't be told as one debate."""

from __future__ import annotations

from collections.abc import Iterator

from debate.importers.nyu.forms import Round
from debate.importers.nyu.room import LIVE, MODEL, NAMED, OFFLINE, Room


def odd_parts(room: Room) -> Iterator[tuple[str, str]]:
    """(field, words) for each thing that is odd."""
    if not room.sides:
        yield "setup.roles", "has no debater."
    if room.judge and room.judge != MODEL and room.judge in [room.debater(index) for index in room.sides]:
        yield "setup.roles", f"“{room.judge}” debates and judges."
    spoken, judged = 0, -1
    for n, one in enumerate(room.form.rounds):
        yield from _strangers(room, n, one)
        spoken += bool(one.simultaneous_speeches or one.sequential_speeches)
        if one.judge_feedback:
            if not room.judge:
                yield f"rounds[{n}].JudgeFeedback", "comes from nobody: the room has no judge."
            if judged == spoken:
                yield f"rounds[{n}].JudgeFeedback", "is the second after the same speeches."
            judged = spoken
    yield from _odd_readings(room, spoken)


def _strangers(room: Room, n: int, one: Round) -> Iterator[tuple[str, str]]:
    """Speeches and votes of debaters who have no seat."""
    speeches = one.simultaneous_speeches or one.sequential_speeches
    told = speeches.speeches if speeches else one.negotiate_end.votes if one.negotiate_end else {}
    for index in told:
        if int(index) not in room.sides:
            yield f"rounds[{n}]", f"{NAMED[int(index)]} has no seat in this room."


def _odd_readings(room: Room, spoken: int) -> Iterator[tuple[str, str]]:
    readers = {room.who(room.judge, LIVE).player} if room.judge else set()
    for n, one in enumerate(room.form.rounds):
        held = one.offline_judgments.judgments if one.offline_judgments else {}
        for name, offline in held.items():
            who = room.who(name, OFFLINE[offline.mode]).player or name
            at, most = f"rounds[{n}].OfflineJudgments.judgments.{name}", spoken + 1 if offline.mode == "stepped" else 1
            if len(offline.judgments) > most:
                yield at, f"has {len(offline.judgments)} judgements; of {spoken} rounds there can be {most}."
            if who in readers:
                yield at, "judges this room twice."
            readers.add(who)
