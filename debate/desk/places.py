"""The judgements that people have in their hands, and those that they have left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from debate.models import Experiment, Turn
from judges import services as judging
from judges.models import Place


@dataclass(frozen=True, kw_only=True)
class InHand:
    """A place that a person has: `place` is its id, for `services.release`; `debate` a public id, `person` a pseudonym.

    `heard_at` is when they were last heard of: at first, when they took it. `asked` = an answer is waited for,
    else others speak. `role` = their seat on the stage, "" for who reads. `overdue` = the lease has run out and it was
    not given away: on the stage nobody can follow who has answered.
    """

    place: int
    person: str
    debate: str
    arm: str
    role: str
    asked: bool
    taken_at: datetime | None
    heard_at: datetime | None
    lease_until: datetime | None
    overdue: bool


@dataclass(frozen=True)
class Places:
    """`left` counts the places that people have left, by arm: arms that people leave unequally often are not alike."""

    in_hand: Sequence[InHand]
    left: Mapping[str, int]


def places_of(experiment: Experiment) -> Places:
    """The places of an experiment's people, those first whose lease ends first. Two queries."""
    now = timezone.now()
    owed = Turn.objects.filter(debate=OuterRef("debate"), seat__player=OuterRef("player"), status=Turn.Status.OPEN)
    held = judging.in_hand().filter(experiment=experiment).annotate(asked=Exists(owed)).order_by("lease_until", "pk")
    rows = held.select_related("player", "debate__arm")
    left = Place.objects.filter(experiment=experiment, left_at__isnull=False, withdrawn_at=None)
    return Places(
        in_hand=tuple(_in_hand(place, asked=place.asked, now=now) for place in rows),
        left=dict(left.order_by("debate__arm__name").values_list("debate__arm__name").annotate(n=Count("pk"))),
    )


def _in_hand(place: Place, *, asked: bool, now: datetime) -> InHand:
    return InHand(
        place=place.pk,
        person=place.player.pseudonym if place.player else "",
        debate=place.debate.public_id,
        arm=place.debate.arm.name,
        role=place.stage_role,
        asked=asked,
        taken_at=place.taken_at,
        heard_at=place.heard_at,
        lease_until=place.lease_until,
        overdue=asked and place.lease_until is not None and place.lease_until < now,
    )
