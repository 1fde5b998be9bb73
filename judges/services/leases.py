"""How long a place stays its person's: renewed whenever they are heard of, over when they have gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from debate.models import Debate, Experiment, Seat, Turn
from judges.models import Place, Sitting

LEAST, MOST = timedelta(minutes=30), timedelta(hours=24)
# As long as three judgements of this experiment take.
TIMES = 3
# The median is that of so many of the latest.
SAMPLE = 101
HEARD_EVERY = timedelta(minutes=1)


def lease_time(experiment: int) -> timedelta:
    """Three times the median of how long people had the last places that they finished, from LEAST to MOST."""
    done = Place.objects.filter(experiment=experiment, finished_at__isnull=False, taken_at__isnull=False)
    latest = done.order_by("-finished_at").values_list(F("finished_at") - F("taken_at"), flat=True)
    taken = sorted(latest[:SAMPLE])
    return min(max(LEAST, TIMES * taken[len(taken) // 2]), MOST) if taken else LEAST


def begin_leases(experiment: Experiment) -> None:
    """Give the longest lease to who has a place without one, as after an import."""
    bare = Place.objects.filter(experiment=experiment, player__isnull=False, finished_at=None, left_at=None)
    bare.filter(lease_until=None).update(heard_at=F("taken_at"), lease_until=timezone.now() + MOST)


def renew(seat: Seat) -> bool:
    """The person in this seat was heard of: their lease begins anew, written once a minute at most.

    False when the place is no longer theirs.
    """
    now = timezone.now()
    place = place_of(seat)
    if place is None or place.left_at:
        return False
    if place.finished_at is None and (place.heard_at is None or place.heard_at < now - HEARD_EVERY):
        until = now + lease_time(place.experiment_id or 0)
        return Place.objects.filter(pk=place.pk, left_at=None).update(heard_at=now, lease_until=until) == 1
    return True


def place_of(seat: Seat) -> Place | None:
    """The place of who sits in this seat, theirs now or left; without a query where `access.seat` has read it."""
    if seat.reader:
        sitting: Sitting | None = getattr(seat, "sitting", None)
        return sitting.place if sitting else None
    return of_seat(seat).order_by(F("left_at").desc(nulls_first=True)).first()


def of_seat(seat: Seat) -> QuerySet[Place]:
    """The place of the person who sits in this seat."""
    people = Place.objects.filter(player=seat.player_id, pool__isnull=False)
    if seat.reader:
        return people.filter(sittings__seat=seat)
    on_stage = Q(chair=True) if seat.role == "judge" else Q(role=seat.role)
    return people.filter(on_stage, debate=seat.debate_id)


def in_hand() -> QuerySet[Place]:
    """The places that people have and could finish."""
    taken = Place.objects.filter(pool__isnull=False, player__isnull=False, finished_at=None, left_at=None)
    judged = Debate.Status.RUNNING, Debate.Status.FINISHED
    return taken.filter(
        experiment__status=Experiment.Status.RUNNING, experiment__closed=False, debate__status__in=judged
    )


def overdue(now: datetime) -> QuerySet[Place]:
    """The places whose people have gone: the lease has run out, and for LEAST something has been asked of them.

    Who waits for others keeps nobody waiting. On the stage, who has answered is not replaced: what one person has begun
    to lead or to argue can't be led to its end by another.
    """
    theirs = Turn.objects.filter(debate=OuterRef("debate"), seat__player=OuterRef("player"))
    asked = theirs.filter(status=Turn.Status.OPEN, opened_at__lt=now - LEAST)
    led = theirs.filter(seat__reader=0).exclude(status=Turn.Status.OPEN)
    return in_hand().filter(Exists(asked), ~Exists(led), lease_until__lt=now)
