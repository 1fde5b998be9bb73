"""From a judge's answers to ratings, in the transaction of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from debate.core.types import WHOLE, Transcript
from debate.models import Debate, Turn
from debate.models.statements import insertion, new, rows
from debate.transcripts import ask_from_json, question_in
from judges.models import Place, Rating
from judges.scoring import score

# The readings of the place in which this seat reads, and what each has answered at this step.
READINGS_SO_FAR = """
SELECT sat.place_id, t.status, t.belief FROM judges_sitting mine
JOIN judges_sitting sat ON sat.place_id = mine.place_id
LEFT JOIN debate_turn t ON t.seat_id = sat.seat_id AND t.step = %(step)s AND t.status <> 'open'
WHERE mine.seat_id = %(seat)s ORDER BY sat.id
"""
SCORES = ("right", "tie", "brier", "log2", "clipped")
_RATE = f"""
INSERT INTO {{insertion}} ON CONFLICT (place_id, round)
DO UPDATE SET {", ".join(f'"{name}" = excluded."{name}"' for name in ("belief", "missing", "at", *SCORES))} RETURNING id
"""


@dataclass(frozen=True)
class Said:
    """What one reading came to: its turn's status, and its belief in the order of the options."""

    status: str
    belief: Sequence[int]


def record(turn: Turn, debate: Debate, readings: Sequence[tuple[Any, ...]]) -> None:
    """Make the rating that a debate's answered turn completes, if it is a judge's; in the answer's own transaction.

    `readings` is what READINGS_SO_FAR gives for the turn.
    """
    if ask_from_json(turn.ask).belief is None:
        return
    if turn.seat.reader:
        _record_reading(turn, debate, readings)
    elif (place := Place.objects.filter(debate=debate, chair=True, left_at=None).first()) and turn.seat.role == "judge":
        told = turn.seat.turns.exclude(status=Turn.Status.OPEN).filter(step__lt=turn.step)
        _rate(place.pk, debate, told.count(), [Said(turn.status, turn.belief)])


def _record_reading(turn: Turn, debate: Debate, readings: Sequence[tuple[Any, ...]]) -> None:
    """A model's rating waits for both of its readings; a person has one."""
    if all(status is not None for _, status, _ in readings):
        place = readings[0][0]
        _rate(place, debate, rated_round(turn), [Said(status, belief) for _, status, belief in readings])


def rated_round(reading: Turn) -> int:
    """The round after which a reader was asked; where nothing goes by rounds, the number of the ask."""
    return int(reading.ask.get("about", {}).get("round", reading.step))


def _rate(place: int, debate: Debate, number: int, readings: Sequence[Said]) -> None:
    """Store what the place's judge believes after this round; missing when any reading of it is."""
    missing = next((turn.status for turn in readings if turn.status != Turn.Status.OK), "")
    belief = [] if missing else mean([turn.belief for turn in readings])
    rating = Rating(place_id=place, round=number, belief=belief, missing=missing)
    _store(rating, debate)


def _store(rating: Rating, debate: Debate) -> None:
    truth = question_in(debate).truth
    if rating.belief and truth is not None:
        scores = score(tuple(rating.belief), truth)
        for name in SCORES:
            setattr(rating, name, getattr(scores, name))
    # A reading that failed and was taken up again replaces the missing rating that it had made.
    rows(_RATE.format(insertion=insertion(Rating)), new(rating))


def mean(beliefs: Sequence[Sequence[int]]) -> list[int]:
    """The mean of several beliefs; what rounding leaves over goes to the options that lost most by it."""
    sums = [sum(parts) for parts in zip(*beliefs, strict=True)]
    whole = [total // len(beliefs) for total in sums]
    most_lost = sorted(range(len(sums)), key=lambda n: -(sums[n] % len(beliefs)))
    for n in most_lost[: WHOLE - sum(whole)]:
        whole[n] += 1
    return whole


def record_verdict(debate: Debate, belief: tuple[int, ...], transcript: Transcript) -> None:
    """The rating of a debate whose stage decides; where it ends in no belief, the last unreadable reply is why."""
    place = debate.places.get(endpoint=None, pool=None)
    unread = [turn.status for step in transcript for turn in step if turn.status != "ok"]
    missing = "" if belief else (unread[-1] if unread else "unparsed")
    if place.finished_at is None:
        _store(Rating(place=place, round=0, belief=list(belief), missing=missing), debate)
