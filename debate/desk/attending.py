"""Who has come to judge, where each of them is, and who of them needs a look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from debate.desk.places import InHand
from debate.models import Experiment, Player, Pool
from judges.models import Attendance, Place
from judges.services.leases import LEAST

# Of whom nothing was heard for so long is away, where their pool's rules say nothing else.
AWAY = timedelta(minutes=3)
# How somebody is, those first who need a look.
STATES = ("overdue", "away", "waits", "in", "quiet", "gone", "ended")
ATTENTION = ("overdue", "away")
PRESENT = ("overdue", "away", "waits", "in", "quiet")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody on their way through a pool, under their pseudonym; `held` = the debate of this experiment they have.

    `state`: overdue = their time with a debate is over; away = a debate waits for them, and nothing is heard of them;
    waits = they are there, and others speak; quiet = not heard of, and nothing waits; gone = so for half an hour;
    ended = they have come to an end, which `outcome` names. `reached` = the milestones of their way.
    `judged` counts this experiment's judgements; `heard_at` is None where they were never heard of after they came.
    """

    name: str
    bot: bool
    pool: str
    step: str
    step_at: datetime | None
    began_at: datetime | None
    heard_at: datetime | None
    active_seconds: float
    judged: int
    left: int
    outcome: str
    held: InHand | None
    state: str
    reached: frozenset[str] = frozenset()

    @property
    def attention(self) -> bool:
        return self.state in ATTENTION

    @property
    def present(self) -> bool:
        return self.state in PRESENT


def people_of(experiment: Experiment, pools: Collection[Pool], held: Sequence[InHand]) -> tuple[Person, ...]:
    """Everybody who came to these pools, and whoever has sat in the experiment, those first who need a look.

    Three queries. Who is present keeps their place in the list, by when they came: nothing moves without a reason.
    """
    now = timezone.now()
    sat, having = _sat(experiment), {one.person: one for one in held}
    came = Attendance.objects.filter(pool__in=pools).select_related("player", "pool__rules").order_by("pk")
    found = [_person(one, sat.get(one.player_id, {}), having, now) for one in came]
    known = {one.player_id for one in came}
    others = Player.objects.filter(pk__in=sat.keys() - known).order_by("pk")
    found += [_unreceived(player, sat[player.pk], having, now) for player in others]
    return tuple(sorted(found, key=lambda one: STATES.index(one.state)))


def _sat(experiment: Experiment) -> dict[int, dict[str, Any]]:
    """Player -> what they have done in this experiment: sat on its stage or judged."""
    mine = Place.objects.filter(experiment=experiment, pool__isnull=False, player__isnull=False)
    of_judge = Q(role="", left_at=None)
    counted = (
        mine.order_by()
        .values("player")
        .annotate(
            judged=Count("pk", filter=of_judge & Q(finished_at__isnull=False)),
            left=Count("pk", filter=Q(left_at__isnull=False)),
            heard=Max("heard_at"),
            began=Min("taken_at"),
            active=Sum("active_seconds"),
        )
    )
    return {row["player"]: dict(row) for row in counted}


def _person(one: Attendance, sat: Mapping[str, Any], having: Mapping[str, InHand], now: datetime) -> Person:
    name, judged = one.player.pseudonym, sat.get("judged", 0)
    heard = _latest(one.heard_at, one.step_at, sat.get("heard"), one.began_at)
    rules = getattr(one.pool, "rules", None)
    limit = timedelta(minutes=rules.away_minutes) if rules and rules.away_minutes else AWAY
    held = having.get(name)
    state = "ended" if one.outcome or one.ended_at else _state(held, heard, away=one.away, limit=limit, now=now)
    return Person(
        name=name,
        bot=one.player.bot,
        pool=one.pool.name,
        step=one.step,
        step_at=one.step_at,
        began_at=one.began_at,
        heard_at=heard,
        active_seconds=one.active_seconds or sat.get("active") or 0,
        judged=judged,
        left=sat.get("left", 0),
        outcome=one.get_outcome_display().lower() if one.outcome else "ended early" if one.ended_at else "",
        held=held,
        state=state,
        reached=frozenset(_reached(one, judged)),
    )


def _reached(one: Attendance, judged: int) -> Iterator[str]:
    passed = {"consented": one.consented_at, "passed": one.passed_at, "practised": one.practised_at}
    yield from (name for name, at in passed.items() if at)
    if judged:
        yield "judged"
    if one.outcome == Attendance.Outcome.COMPLETE:
        yield "complete"


def _unreceived(player: Player, sat: Mapping[str, Any], having: Mapping[str, InHand], now: datetime) -> Person:
    """Somebody who judges without having been received: by an old invitation, or in an experiment from a file."""
    held, heard = having.get(player.pseudonym), _latest(sat["heard"], sat["began"])
    return Person(
        name=player.pseudonym,
        bot=player.bot,
        pool="",
        step="judging" if held else "",
        step_at=None,
        began_at=sat["began"],
        heard_at=heard,
        active_seconds=sat["active"] or 0,
        judged=sat["judged"],
        left=sat["left"],
        outcome="",
        held=held,
        state=_state(held, heard, away=False, limit=AWAY, now=now),
        reached=frozenset({"judged"} if sat["judged"] else ()),
    )


def _state(held: InHand | None, heard: datetime | None, *, away: bool, limit: timedelta, now: datetime) -> str:
    silent = now - heard if heard else LEAST
    if held and held.overdue:
        return "overdue"
    if held and held.asked and (away or silent > limit):
        return "away"
    if silent >= LEAST:
        return "gone"
    if away or silent > limit:
        return "quiet"
    return "waits" if held and not held.asked else "in"


def _latest(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time), default=None)
