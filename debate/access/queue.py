"""What a person has judged, has begun, and could judge next; how far that is, and how long it may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import monotonic
from typing import Any, Generic, TypeVar

from debate.access.viewer import Viewer, places
from debate.core.types import is_right
from debate.models import Debate, Experiment, Player, Seat, Turn
from debate.models.statements import rows, together
from debate.transcripts import case_of
from judges import services as judging
from judges.models import Place

Row = Sequence[Any]
T = TypeVar("T")

# How many judgements tell how long one takes: the latest, since one gets quicker.
LATEST = 20
# How many debates wait for somebody costs more than all else of their page: it is counted once a minute.
MINUTE, MOST_KNOWN = 60.0, 10_000  # seconds; people

# What each page of a judgement asks. Of what has stopped, only what they had judged before is counted.
_TAKEN = """
SELECT s.public_id, p.finished_at, e.purpose = 'practice' FROM judges_place p
JOIN debate_debate d ON d.id = p.debate_id
JOIN debate_experiment e ON e.id = d.experiment_id
LEFT JOIN debate_seat s ON s.debate_id = p.debate_id AND s.player_id = p.player_id
WHERE p.player_id = %(player)s AND p.pool_id IS NOT NULL AND p.left_at IS NULL
  AND (p.finished_at IS NOT NULL
       OR NOT (e.closed OR e.status = 'cancelled' OR d.status IN ('cancelled', 'failed', 'withdrawn')))
ORDER BY p.taken_at DESC
"""
# For how many minutes people sat over the latest judgements, without the time in which others spoke.
_MINUTES = f"""
SELECT (extract(epoch FROM sum(t.answered_at - t.seen_at)) / 60)::float
FROM (SELECT p.id, p.debate_id, p.player_id FROM {{places}} LIMIT {LATEST}) latest
JOIN debate_seat s ON s.debate_id = latest.debate_id AND s.player_id = latest.player_id
JOIN debate_turn t ON t.seat_id = s.id
GROUP BY latest.id HAVING count(t.answered_at - t.seen_at) > 0
"""  # noqa: S608 - SQL of this project's own
_OWN_MINUTES = _MINUTES.format(
    places="""judges_place p WHERE p.player_id = %(player)s AND p.pool_id IS NOT NULL
        AND p.left_at IS NULL AND p.finished_at IS NOT NULL ORDER BY p.taken_at DESC"""
)
_OTHERS_MINUTES = _MINUTES.format(
    places="""judges_place p JOIN debate_experiment e ON e.id = p.experiment_id AND e.status = 'running'
        WHERE p.pool_id IN (SELECT pool_id FROM debate_player_pools WHERE player_id = %(player)s)
        AND p.finished_at IS NOT NULL ORDER BY p.id DESC"""
)


@dataclass(frozen=True)
class Begun:
    """A judgement in hand; `asked` when an answer is due, else it waits for the speakers."""

    seat: str
    question: str
    asked: bool


@dataclass(frozen=True)
class Judged:
    """A judgement that is done; `right` only when its experiment tells the truth, else None."""

    seat: str
    question: str
    right: bool | None


@dataclass(frozen=True)
class Queue:
    """`waiting` counts the debates that the viewer could judge, `judged` those that they have.

    Of what waits, `audits` are an auditor's, and `seats` other seats of a stage.
    """

    begun: tuple[Begun, ...]
    judged: tuple[Judged, ...]
    waiting: int
    audits: int = 0
    seats: int = 0

    @property
    def due(self) -> Begun | None:
        """The judgement that waits for the viewer's answer: nobody begins another before it."""
        return next((begun for begun in self.begun if begun.asked), None)


@dataclass(frozen=True)
class Progress:
    """This is debate `number` of `most` that the viewer has judged, has begun or could judge.

    `minutes` are what the rest takes at their own pace, else at that of others; None when nobody has judged yet.
    """

    number: int
    most: int
    minutes: int | None


def queue(viewer: Viewer) -> Queue:
    """What they have left is neither begun nor judged: it may be somebody else's by now, else it waits again."""
    taken = list(places(viewer).filter(left_at=None).select_related("debate__question", "debate__experiment"))
    theirs = Seat.objects.filter(player=viewer.player, debate__in=[place.debate_id for place in taken])
    seats = {seat.debate_id: seat for seat in theirs}
    held = [(place, seats[place.debate_id]) for place in taken if place.debate_id in seats]
    seats_free = judging.seats_free_for(viewer.player) if viewer.player else {}
    audits = seats_free.pop("auditor", 0)
    return Queue(
        begun=tuple(begun for place, seat in held if not place.finished_at and (begun := _begun(place, seat))),
        judged=tuple(_judged(place, seat) for place, seat in held if place.finished_at),
        waiting=_waiting(viewer.player) if viewer.player else 0,
        audits=audits,
        seats=sum(seats_free.values()),
    )


def _waiting(player: Player) -> int:
    """How many debates are still to come, attention checks among them: a check that comes changes no number."""
    return _with_checks(judging.free_for(player), rows(judging.CHECKS_SO_FAR, {"player": player.pk}))


def _with_checks(free: judging.Free, so_far: Sequence[Row]) -> int:
    """Never more than their rules leave them: checks count towards that, too."""
    waiting = free.debates + judging.checks_to_come(so_far, free.debates) if free.debates else 0
    return waiting if free.room is None else min(waiting, free.room)


def _begun(place: Place, seat: Seat) -> Begun | None:
    """None where nothing will come any more."""
    if place.debate.experiment.closed or _cancelled(place.debate):
        return None
    asked = seat.turns.filter(status=Turn.Status.OPEN).exists()
    if not asked and place.debate.status in (Debate.Status.FAILED, Debate.Status.WITHDRAWN):
        return None
    return Begun(seat.public_id, place.debate.question.text, asked)


def _cancelled(debate: Debate) -> bool:
    return debate.experiment.status == Experiment.Status.CANCELLED or debate.status == Debate.Status.CANCELLED


def _judged(place: Place, seat: Seat) -> Judged:
    return Judged(seat.public_id, place.debate.question.text, _right(place))


def _right(place: Place) -> bool | None:
    answer = case_of(place.debate).question.truth if place.debate.experiment.tells else None
    final = place.ratings.filter(final=True).first() if answer is not None else None
    return is_right(tuple(final.belief), answer) if final and final.belief and answer is not None else None


class _Lately(Generic[T]):
    """What was found of each person within the last minute; of too many people, nothing."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[T, float]] = {}

    def get(self, person: int) -> T | None:
        found = self._found.get(person)
        return found[0] if found and found[1] > monotonic() else None

    def put(self, person: int, found: T) -> None:
        if len(self._found) > MOST_KNOWN:
            self._found.clear()
        self._found[person] = found, monotonic() + MINUTE


_MOST = _Lately[int]()
# In which seat they were told how far they are, and what they were told.
_SHOWN = _Lately[tuple[str, Progress | None]]()


def _most(player: Player, taken: int, checks: Sequence[Row], waiting: int | None, lately: bool) -> int:
    """What they have taken and what waits; `lately` = as it was within the last minute will do."""
    known = _MOST.get(player.pk)
    if waiting is None and lately and known is not None:
        return max(known, taken)
    if waiting is None:
        waiting = _with_checks(judging.free_for(player), checks)
    _MOST.put(player.pk, taken + waiting)
    return taken + waiting


def progress(viewer: Viewer, seat: str = "", waiting: int | None = None, *, lately: bool = False) -> Progress | None:
    """How far the viewer has come: in the debate of this seat, else in their next one; None when there is none.

    Debates for practice are not counted, and are no step on the way. `waiting` is that of their queue, if it is known;
    `lately` = it may be a minute old, while others claim.
    """
    if viewer.player is None:
        return None
    shown = _SHOWN.get(viewer.player.pk)
    if lately and shown and shown[0] == seat:
        return shown[1]
    found = _progress(viewer.player, seat, waiting, lately)
    _SHOWN.put(viewer.player.pk, (seat, found))
    return found


def _progress(player: Player, seat: str, waiting: int | None, lately: bool) -> Progress | None:
    key = {"player": player.pk}
    held, own, checks = together((_TAKEN, key), (_OWN_MINUTES, key), (judging.CHECKS_SO_FAR, key))
    if any(practice and theirs == seat for theirs, _, practice in held):
        return None
    taken = [(theirs, finished) for theirs, finished, practice in held if not practice]
    most = _most(player, len(taken), checks, waiting, lately)
    # They come the latest first.
    seats = [theirs for theirs, _ in taken]
    number = len(taken) - seats.index(seat) if seat in seats else len(taken) + 1
    if number > most:
        return None
    spent = [minutes for (minutes,) in own or rows(_OTHERS_MINUTES, key)]
    left = most - sum(finished is not None for _, finished in taken)
    return Progress(number, most, ceil(left * median(spent)) if spent else None)
