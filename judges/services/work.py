"""What a person has done in a pool, and which part of it one experiment pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.db.models import Q

from debate.models import Experiment
from judges.models import Attendance, Payment, Place, Rules
from judges.pay import Terms

STUDY, ATTENTION = Experiment.Purpose.STUDY, Experiment.Purpose.ATTENTION
# What a person has ended counts for their pay even if they withdrew it; what they left before its end does not.
DONE = Q(finished_at__isnull=False) & (Q(left_at=None) | Q(withdrawn_at__isnull=False))


def terms_of(rules: Rules) -> Terms:
    """What a pool pays, as plain values."""
    return Terms(
        currency=rules.currency,
        base=rules.base_pay,
        each=rules.pay_each,
        rule=rules.bonus_rule,
        bonus_each=rules.bonus_each,
        round_cost=rules.bonus_round_cost,
        floor=rules.bonus_floor,
        cap=rules.bonus_cap,
    )


@dataclass(frozen=True)
class Done:
    """A place that somebody has seen to its end."""

    COLUMNS: ClassVar = (
        "pk",
        "debate",
        "debate__public_id",
        "debate__experiment",
        "debate__experiment__purpose",
        "finished_at",
        "active_seconds",
    )

    place: int
    debate: int
    public_id: str
    experiment: int
    purpose: str
    finished_at: datetime
    active_seconds: float


@dataclass(frozen=True)
class Work:
    """What one person has done in a pool, `done`, and what of it an experiment pays, after what others have `paid`."""

    attendance: Attendance
    experiment: Experiment
    done: Sequence[Done]
    paid: Sequence[Payment]

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.attendance.pool.rules)

    @cached_property
    def own(self) -> list[Done]:
        return [place for place in self.done if place.experiment == self.experiment.pk]

    @cached_property
    def counted(self) -> list[Done]:
        """With the attention checks since the last payment: they belong to no study, so the next one settled pays."""
        checks = [place for place in self.done if place.purpose == ATTENTION and self._is_new(place)]
        return [*self.own, *checks] if self.own else []

    @cached_property
    def bears_base(self) -> bool:
        """Base pay is owed once, by the first experiment that is settled, to whoever has done what was asked.

        That is the least number of judgements, or the way to its end where there were fewer to be had.
        """
        judged = [place for place in self.done if place.purpose == STUDY]
        complete = self.attendance.outcome == Attendance.Outcome.COMPLETE
        enough = complete or len(judged) >= max(self.attendance.pool.rules.least_each, 1)
        paid = any(payment.base for payment in self.paid)
        return enough and not paid and bool(self.own or not judged) and self.terms.base > 0

    @cached_property
    def seconds(self) -> float:
        """On the pages of what is counted; what bears the base, with the time around it: consent, practice, surveys."""
        spent = sum(place.active_seconds for place in self.counted)
        if self.paid:
            return spent
        counting = [place for place in self.done if place.purpose in (STUDY, ATTENTION)]
        around = self.attendance.active_seconds - sum(place.active_seconds for place in counting)
        return spent + max(around, 0.0)

    def _is_new(self, place: Done) -> bool:
        """Whether it was ended after the last payment."""
        return all(place.finished_at > payment.settled_at for payment in self.paid)


def done_by(attendances: Sequence[Attendance]) -> dict[tuple[int, int], list[Done]]:
    """What they have ended, by person and pool."""
    found: dict[tuple[int, int], list[Done]] = defaultdict(list)
    players = [attendance.player_id for attendance in attendances]
    rows = Place.objects.filter(DONE, player__in=players, pool__isnull=False).order_by("pk")
    for player, pool, *rest in rows.values_list("player", "pool", *Done.COLUMNS):
        found[player, pool].append(Done(*rest))
    return found


def payments_of(attendances: Sequence[Attendance]) -> dict[int, list[Payment]]:
    found: dict[int, list[Payment]] = defaultdict(list)
    for payment in Payment.objects.filter(attendance__in=attendances):
        found[payment.attendance_id].append(payment)
    return found
