"""The endpoints of an experiment that nobody calls just now, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from redis.exceptions import RedisError

from debate.llm import pace
from debate.models import ArmSeat, Endpoint, Experiment

GOING_ON = (Experiment.Status.RUNNING, Experiment.Status.PAUSED)


@dataclass(frozen=True)
class Resting:
    """An endpoint's name, with until when it rests; or, while `half_open`, that it is tried with a call at a time."""

    endpoint: str
    state: pace.State


@dataclass(frozen=True)
class Rests:
    """`known` is False where Redis, which keeps them, can't be reached: then no call is made at all."""

    resting: tuple[Resting, ...] = ()
    known: bool = True


def rests_of(experiment: Experiment) -> Rests:
    """Of those that sit in its arms or select for one who does, by name. One query, and one trip to Redis."""
    if experiment.status not in GOING_ON:
        return Rests()
    seats = ArmSeat.objects.filter(Q(endpoint=OuterRef("pk")) | Q(selector=OuterRef("pk")), arm__experiment=experiment)
    endpoints = list(Endpoint.objects.filter(Exists(seats)).order_by("name"))
    try:
        states = pace.states(endpoints)
    except RedisError:
        return Rests(known=False)
    told = zip(endpoints, states, strict=True)
    return Rests(tuple(Resting(one.name, state) for one, state in told if state.resting_until or state.half_open))
