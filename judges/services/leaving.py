"""Places that their people have left: kept, marked and counted nowhere, while others are free in their stead.

All of this happens under the lock of the debate's row, which the caller holds.
"""

from __future__ import annotations

from django.db.models import F, Max
from django.utils import timezone

from debate.models import Debate, Seat, Turn
from judges.models import Draft, Place
from judges.services.leases import lease_time


def leave(place: Place) -> Place:
    """Mark a place as left; returns the free one that takes its position. The caller has locked its row."""
    now = timezone.now()
    Place.objects.filter(pk=place.pk).update(left_at=now, lease_until=None)
    place.left_at, place.lease_until = now, None
    if place.stage_role:
        _vacate(place)
    return _successor(place)


def withdraw(debate: Debate) -> None:
    """The judgements of a debate that nobody can judge are wanted no longer: they count nowhere, as those left do."""
    Place.objects.filter(debate=debate, finished_at=None).update(left_at=timezone.now(), experiment=None)


def _successor(place: Place) -> Place:
    """Its number is the next that shows the options in the order of the place that was left."""
    last: int = Place.objects.filter(debate=place.debate_id).aggregate(last=Max("number"))["last"]
    return Place.objects.create(
        debate_id=place.debate_id,
        number=last + 1 + (last + 1 - place.number) % 2,
        pool_id=place.pool_id,
        chair=place.chair,
        role=place.role,
        experiment_id=place.experiment_id,
        item=place.item,
        line=place.line,
        condition=place.condition,
        shuffled=place.shuffled,
    )


def _vacate(place: Place) -> None:
    """A seat of the stage stays, so the next person takes it as if nobody had: without the other's draft."""
    stage = Seat.objects.filter(debate=place.debate_id, reader=0, role=place.stage_role)
    Draft.objects.filter(turn__seat__in=stage).delete()
    stage.update(player=None)
    for seat in stage:
        seat.turns.filter(status="open").update(seen_at=None, deadline=None)


def take_back(place: Place) -> bool:
    """Give a person the place again that they left, in exchange for one of its debate that is free; else False.

    A free one that somebody is just taking is theirs: waiting for it could wait for whoever waits for this debate.
    """
    free = Place.objects.filter(debate=place.debate_id, pool=place.pool_id, role=place.role, player=None)
    other_display = (F("number") + place.number) % 2
    replacing = free.select_for_update(skip_locked=True).order_by(other_display, "-number").first()
    if replacing is None:
        return False
    replacing.delete()
    now = timezone.now()
    until = now + lease_time(place.experiment_id or 0)
    Place.objects.filter(pk=place.pk).update(left_at=None, heard_at=now, lease_until=until)
    if place.stage_role:
        stage = Seat.objects.filter(debate=place.debate_id, reader=0, role=place.stage_role)
        stage.update(player=place.player_id)
        # They are asked anew: the time in which nobody sat there is not theirs.
        Turn.objects.filter(seat__in=stage, status=Turn.Status.OPEN).update(opened_at=now)
    return True
