"""What people are owed for one experiment: read from what they judged, by the rules of their pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from debate.models import Experiment
from debate.transcripts import question_in
from judges.models import Attendance, Payment, Place, Rating, Rules
from judges.pay import Due, Terms, bonus, due
from judges.scoring import Unscorable

STUDY, ATTENTION = Experiment.Purpose.STUDY, Experiment.Purpose.ATTENTION
# What a person has ended counts for their pay even if they withdrew it; what they left before its end does not.
DONE = Q(finished_at__isnull=False) & (Q(left_at=None) | Q(withdrawn_at__isnull=False))


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The bonus of one judgement, not rounded."""

    place: int
    debate: str
    rounds: int
    bonus: Decimal


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What one person is owed for an experiment, before it is settled; `scored` is empty until it is closed.

    `judged` counts what is paid at so much each: judgements, seats on a stage, attention checks. `seconds` is the time
    that it took them, without idle time; 0 = nothing was heard from their browser.
    """

    attendance: Attendance
    terms: Terms
    judged: int
    scored: tuple[Scored, ...]
    base: bool
    seconds: float
    closed: bool

    @property
    def due(self) -> Due:
        return due(self.terms, self.judged, (one.bonus for one in self.scored), base=self.base)


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


def attendances_of(experiment: Experiment) -> QuerySet[Attendance]:
    """Those of the pools that judge in a study and have rules; without bots, which are owed nothing."""
    pools = Place.objects.filter(debate__experiment=experiment, pool__isnull=False).values("pool")
    paying = Attendance.objects.filter(pool__in=pools, pool__rules__isnull=False, player__bot=False)
    theirs = paying if experiment.purpose == STUDY else paying.none()
    return theirs.select_related("player", "pool__rules", "door").order_by("pk")


def owed(experiment: Experiment, attendances: Sequence[Attendance]) -> Iterator[Owed]:
    """For those of them to whom the experiment owes anything, and for whom it isn't settled."""
    done, before = _done(attendances), _payments(attendances)
    ratings = _ratings(experiment, attendances) if experiment.closed else {}
    for attendance in attendances:
        paid = before[attendance.pk]
        if any(payment.experiment_id == experiment.pk for payment in paid):
            continue
        work = Work(attendance, experiment, done[attendance.player_id, attendance.pool_id], paid)
        if work.counted or work.bears_base:
            yield _owed(work, ratings)


def _owed(work: Work, ratings: Mapping[int, Rating]) -> Owed:
    return Owed(
        attendance=work.attendance,
        terms=work.terms,
        judged=len(work.counted),
        scored=tuple(_scored(work, ratings)),
        base=work.bears_base,
        seconds=work.seconds,
        closed=work.experiment.closed,
    )


@dataclass(frozen=True)
class Work:
    """What one person has done in a pool, `done`, and what of it an experiment pays, after what others have `paid`."""

    attendance: Attendance
    experiment: Experiment
    done: Sequence[Place]
    paid: Sequence[Payment]

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.attendance.pool.rules)

    @cached_property
    def own(self) -> list[Place]:
        return [place for place in self.done if place.debate.experiment_id == self.experiment.pk]

    @cached_property
    def counted(self) -> list[Place]:
        """With the attention checks since the last payment: they belong to no study, so the next one settled pays."""
        checks = [place for place in self.done if self._is_check(place) and _after(place, self._settled)]
        return [*self.own, *checks] if self.own else []

    @cached_property
    def bears_base(self) -> bool:
        """Base pay is owed once, by the first experiment that is settled, to whoever has done what was asked.

        That is the least number of judgements, or the way to its end where there were fewer to be had.
        """
        judged = [place for place in self.done if place.debate.experiment.purpose == STUDY]
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
        counting = [place for place in self.done if place.debate.experiment.purpose in (STUDY, ATTENTION)]
        around = self.attendance.active_seconds - sum(place.active_seconds for place in counting)
        return spent + max(around, 0.0)

    @cached_property
    def _settled(self) -> datetime | None:
        return max((payment.settled_at for payment in self.paid), default=None)

    @staticmethod
    def _is_check(place: Place) -> bool:
        return place.debate.experiment.purpose == ATTENTION


def _after(place: Place, moment: datetime | None) -> bool:
    return moment is None or (place.finished_at is not None and place.finished_at > moment)


def _done(attendances: Sequence[Attendance]) -> dict[tuple[int, int], list[Place]]:
    """What they have ended, by person and pool."""
    found: dict[tuple[int, int], list[Place]] = defaultdict(list)
    players = [attendance.player_id for attendance in attendances]
    rows = Place.objects.filter(DONE, player__in=players, pool__isnull=False)
    for place in rows.select_related("debate__experiment").order_by("pk"):
        if place.player_id and place.pool_id:
            found[place.player_id, place.pool_id].append(place)
    return found


def _payments(attendances: Sequence[Attendance]) -> dict[int, list[Payment]]:
    found: dict[int, list[Payment]] = defaultdict(list)
    for payment in Payment.objects.filter(attendance__in=attendances):
        found[payment.attendance_id].append(payment)
    return found


def _ratings(experiment: Experiment, attendances: Sequence[Attendance]) -> dict[int, Rating]:
    """The last word of each of their judgements, by place; each with its debate and question."""
    players = [attendance.player_id for attendance in attendances]
    theirs = Rating.objects.filter(final=True, place__debate__experiment=experiment, place__player__in=players)
    rows = theirs.exclude(belief=[]).select_related("place__debate__question__passage")
    return {rating.place_id: rating for rating in rows}


def _scored(work: Work, ratings: Mapping[int, Rating]) -> Iterator[Scored]:
    """Those of their judgements that can be scored: a missing one, or one without a known truth, has no bonus."""
    for place in work.own if work.terms.pays_bonus else ():
        if (rating := ratings.get(place.pk)) and (truth := question_in(rating.place.debate).truth) is not None:
            try:
                earned = bonus(work.terms, tuple(rating.belief), truth, rating.round)
            except Unscorable:
                continue
            yield Scored(place=place.pk, debate=place.debate.public_id, rounds=rating.round, bonus=earned)


def standing(attendance: Attendance) -> tuple[list[Payment], list[Owed]]:
    """One person's payments in a pool, and what waits for settling there; nothing is counted twice."""
    paid = _payments([attendance])[attendance.pk]
    done = _done([attendance])[attendance.player_id, attendance.pool_id]
    experiments = {place.debate.experiment_id: place.debate.experiment for place in done}
    settled = {payment.experiment_id for payment in paid}
    open_ = [one for one in experiments.values() if one.purpose == STUDY and one.pk not in settled]
    waiting: list[Owed] = []
    before = list(paid)
    for experiment in open_:
        work = Work(attendance, experiment, done, before)
        waiting.append(_owed(work, _ratings(experiment, [attendance]) if experiment.closed else {}))
        # The next is reckoned as if this one were settled now.
        before.append(Payment(base=waiting[-1].due.base, settled_at=timezone.now()))
    return paid, waiting
