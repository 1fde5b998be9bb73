"""Judgements as wholes: when they are finished, what they came to, which are still to come."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from debate.core.types import Judgement, Sat
from debate.models import Debate, Experiment, Seat, Turn
from debate.transcripts import turn_of
from judges.models import Place, Rating, Sitting


def finish_places(debate: Debate, asks: int) -> bool:
    """Once nobody speaks any more: judges who have answered everything are done, their last rating is final.

    Returns whether there was one.
    """
    over = [p for p in debate.places.filter(finished_at=None, left_at=None) if p.is_on_stage or _all_answered(p, asks)]
    for place in over:
        _finish(place)
    return bool(over)


def _all_answered(place: Place, asks: int) -> bool:
    sittings = place.sittings.annotate(
        answered=Count("seat__turns", filter=~Q(seat__turns__status=Turn.Status.OPEN))
    ).values_list("answered", flat=True)
    return bool(sittings) and all(answered >= asks for answered in sittings)


def _finish(place: Place) -> None:
    now = timezone.now()
    Place.objects.filter(pk=place.pk).update(finished_at=now)
    place.sittings.update(finished_at=now)
    if last := place.ratings.order_by("-round").first():
        last.final = True
        last.save(update_fields=["final"])


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
