"""The places of new debates, and the seats from which their judges read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from debate.core.design import display_order
from debate.models import Arm, ArmSeat, Debate, Seat
from debate.models.bulk import copy_in
from judges.models import Place, Sitting

# A model reads a debate in both display orders; its belief is their mean.
READINGS = 2


@dataclass(frozen=True)
class Wanted:
    """One judgement wanted of a debate: by an endpoint, or by somebody of a pool; without a row, the stage's own.

    With a role it is no judgement: somebody of a pool is wanted in that seat of the stage.
    """

    row: ArmSeat | None = None
    chair: bool = False
    role: str = ""

    def as_chair(self) -> Wanted:
        return replace(self, chair=True)


def wanted_by(arm: Arm) -> list[Wanted]:
    """The judgements that an arm wants of each of its debates."""
    judges = arm.seats.filter(kind=ArmSeat.Kind.JUDGE).select_related("endpoint__player", "pool", "selector")
    return [Wanted(row) for row in judges for _ in range(arm.judgements_per_debate)]


def make_places(wanted: Iterable[tuple[Debate, Sequence[Wanted]]]) -> list[Seat]:
    """Store the places of new debates; returns the readers' seats of their models.

    Those of people are offered to nobody before `lay_out`.
    """
    asked = [(_place(debate, n, want), want) for debate, wants in wanted for n, want in enumerate(wants)]
    copy_in([place for place, _ in asked])
    reading = [(place, want.row) for place, want in asked if place.endpoint_id and not place.chair]
    sat = [(place, reader(place, n, row)) for place, row in reading for n in range(READINGS)]
    seats = [seat for _, seat in sat]
    copy_in(seats)
    # By their ids: a sitting and its seat would hold each other in memory until the garbage collector came.
    copy_in([Sitting(place_id=place.pk, seat_id=seat.pk) for place, seat in sat])
    return seats


def _place(debate: Debate, number: int, want: Wanted) -> Place:
    # Written once for all readings: what a model has in its context is the same at each.
    earlier = (debate.arm.frozen or {}).get("params", {}).get("earlier", 0)
    if want.row is None:
        return Place(debate=debate, number=number, experience=earlier)
    endpoint = want.row.endpoint
    return Place(
        debate=debate,
        number=number,
        endpoint=endpoint,
        pool=want.row.pool,
        player=endpoint.player if endpoint else None,
        chair=want.chair,
        role=want.role,
        experience=earlier if endpoint else None,
    )


def seat_person(place: Place, debate: Debate) -> Seat | None:
    """The seat of somebody who reads, from the place that they have just taken; None where it is the stage's own."""
    place.debate = debate
    if place.stage_role:
        debate.seats.filter(reader=0, role=place.stage_role).update(player=place.player_id)
        return None
    seat = reader(place, 0)
    seat.save()
    Sitting.objects.create(place=place, seat=seat)
    return seat


def reader(place: Place, reading: int, row: ArmSeat | None = None) -> Seat:
    """The seat of one reading, not yet stored.

    Readers are numbered from 1: two to a place, whether or not the second is used.
    """
    return Seat(
        reasoning=bool(row and row.reasoning),
        probed=bool(row and row.probed),
        selector=row.selector if row else None,
        debate=place.debate,
        role="judge",
        reader=1 + place.number * READINGS + reading,
        player=place.player,
        pool_id=place.pool_id,
        display=list(display_order(tuple(place.debate.display), place.number + reading)),
    )
