"""Judgements as wholes: when they are finished, what they came to, which are still to come."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone

from debate.core.types import Judgement, Sat
from debate.models import Debate, Experiment, Seat, Turn
from debate.models.statements import rows
from debate.transcripts import turn_of
from judges.models import Place, Rating, Sitting

# The judges of a debate whom nobody asks anything more: those on its stage, and those who have answered every ask.
_OVER = """
SELECT p.id FROM judges_place p
WHERE p.debate_id = %(debate)s AND p.finished_at IS NULL AND p.left_at IS NULL AND (
    p.chair OR (p.endpoint_id IS NULL AND p.pool_id IS NULL)
    OR (SELECT min(told.closed) FROM judges_sitting s CROSS JOIN LATERAL (
            SELECT count(*) AS closed FROM debate_turn t WHERE t.seat_id = s.seat_id AND t.status <> 'open'
        ) told WHERE s.place_id = p.id) >= %(asks)s
)
ORDER BY p.id
"""


def finish_places(debate: Debate, asks: int) -> bool:
    """Once nobody speaks any more: judges who have answered everything are done, their last rating is final.

    Returns whether there was one.
    """
    over = rows(_OVER, {"debate": debate.pk, "asks": asks})
    for (place,) in over:
        _finish(place)
    return bool(over)


def _finish(place: int) -> None:
    now = timezone.now()
    Place.objects.filter(pk=place).update(finished_at=now)
    Sitting.objects.filter(place=place).update(finished_at=now)
    last = Rating.objects.filter(place=place).order_by("-round").values("pk")[:1]
    Rating.objects.filter(pk__in=last).update(final=True, at=now)


def judgements_of(debate: Debate) -> tuple[Judgement, ...]:
    """The finished judgements of a debate, with every answer that they are made of."""
    places = debate.places.filter(finished_at__isnull=False, left_at=None).prefetch_related("ratings", "sittings")
    seats = {seat.pk: seat for seat in debate.seats.filter(role="judge").prefetch_related("turns")}
    return tuple(_judgement(place, seats) for place in places)


def _judgement(place: Place, seats: Mapping[int, Seat]) -> Judgement:
    """A chair sits on the stage, everybody else in the seats of their sittings."""
    sat = {sitting.seat_id for sitting in place.sittings.all()}
    own = [seat for seat in seats.values() if (seat.reader == 0 if place.chair else seat.pk in sat)]
    return Judgement(
        beliefs=tuple(tuple(rating.belief) for rating in place.ratings.all()),
        sittings=tuple(
            Sat(
                turns=tuple(turn_of(turn) for turn in seat.turns.all() if turn.status != Turn.Status.OPEN),
                display=tuple(seat.display),
            )
            for seat in own
        ),
        person=place.pool_id is not None,
    )


def reopen_errors(experiment: Experiment, reason: str | None = None) -> int:
    """Open again the readings that ended in an error, and forget the missing ratings they made; returns how many.

    With a reason, those alone that it ended.
    """
    failed = Turn.objects.filter(debate__experiment=experiment, status=Turn.Status.ERROR, seat__reader__gt=0)
    if reason is not None:
        failed = failed.filter(reason=reason)
    places = list(Place.objects.filter(sittings__seat__turns__in=failed).values_list("pk", flat=True).distinct())
    Rating.objects.filter(place__in=places, missing=Turn.Status.ERROR).delete()
    Rating.objects.filter(place__in=places).update(final=False)
    Place.objects.filter(pk__in=places).update(finished_at=None)
    Sitting.objects.filter(place__in=places).update(finished_at=None)
    return failed.update(status=Turn.Status.OPEN, answered_at=None, due_at=None)


def open_places(experiment_id: int) -> QuerySet[Place]:
    """Judgements that are still to come, of debates that can still be judged."""
    judged = Debate.Status.RUNNING, Debate.Status.FINISHED
    wanted = Place.objects.filter(debate__experiment=experiment_id, finished_at=None, left_at=None)
    return wanted.filter(debate__status__in=judged)
