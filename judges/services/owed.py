"""What people are owed for one experiment: read from what they judged, by the rules of their pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from debate.models import Experiment
from judges.models import Attendance, Payment, Place, Rating
from judges.pay import Due, Terms, bonus, due
from judges.scoring import Unscorable
from judges.services.truths import questions_of
from judges.services.work import DONE, STUDY, Work, done_by, payments_of


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


def attendances_of(experiment: Experiment) -> QuerySet[Attendance]:
    """Those of the pools that judge in a study and have rules; without bots, which are owed nothing."""
    pools = Place.objects.filter(debate__experiment=experiment, pool__isnull=False).values("pool")
    paying = Attendance.objects.filter(pool__in=pools, pool__rules__isnull=False, player__bot=False)
    theirs = paying if experiment.purpose == STUDY else paying.none()
    return theirs.select_related("player", "pool__rules", "door").order_by("pk")


def unlisted(experiment: Experiment) -> list[Attendance]:
    """Of people who judged before there were attendances, or before the pool had rules: one each, not stored."""
    if experiment.purpose != STUDY:
        return []
    judged = Place.objects.filter(DONE, debate__experiment=experiment, pool__rules__isnull=False, player__bot=False)
    attends = Attendance.objects.filter(player=OuterRef("player"), pool=OuterRef("pool"))
    pairs = judged.filter(~Exists(attends)).order_by("player", "pool").values_list("player", "pool").distinct()
    return [Attendance(player_id=player, pool_id=pool) for player, pool in pairs]


def owed(experiment: Experiment, attendances: Sequence[Attendance]) -> Iterator[Owed]:
    """For those of them to whom the experiment owes anything, and for whom it isn't settled."""
    before = payments_of(attendances)
    settled = {paid.attendance_id for row in before.values() for paid in row if paid.experiment_id == experiment.pk}
    waiting = [attendance for attendance in attendances if attendance.pk not in settled]
    done = done_by(waiting)
    words = _last_words(experiment, waiting) if experiment.closed else {}
    for attendance in waiting:
        ended = done[attendance.player_id, attendance.pool_id]
        work = Work(attendance, experiment, ended, before.get(attendance.pk, ()))
        if work.counted or work.bears_base:
            yield _owed(work, words)


def _owed(work: Work, words: Mapping[int, LastWord]) -> Owed:
    return Owed(
        attendance=work.attendance,
        terms=work.terms,
        judged=len(work.counted),
        scored=tuple(_scored(work, words)),
        base=work.bears_base,
        seconds=work.seconds,
        closed=work.experiment.closed,
    )


class LastWord(NamedTuple):
    """What a judgement came to, and its truth."""

    belief: tuple[int, ...]
    truth: int
    rounds: int


def _last_words(experiment: Experiment, attendances: Sequence[Attendance]) -> dict[int, LastWord]:
    """By place, those of their judgements that have a belief and a known truth."""
    players = [attendance.player_id for attendance in attendances]
    theirs = Rating.objects.filter(final=True, place__debate__experiment=experiment, place__player__in=players)
    rows = list(theirs.exclude(belief=[]).values_list("place", "place__debate", "belief", "round"))
    questions = questions_of(debate for _, debate, _, _ in rows)
    truths = {debate: question.truth for debate, question in questions.items()}
    return {
        place: LastWord(tuple(belief), truth, rounds)
        for place, debate, belief, rounds in rows
        if (truth := truths[debate]) is not None
    }


def _scored(work: Work, words: Mapping[int, LastWord]) -> Iterator[Scored]:
    """Those of their judgements that can be scored: a missing one, or one without a known truth, has no bonus."""
    for place in work.own if work.terms.pays_bonus else ():
        if word := words.get(place.place):
            try:
                earned = bonus(work.terms, *word)
            except Unscorable:
                continue
            yield Scored(place=place.place, debate=place.public_id, rounds=word.rounds, bonus=earned)


def standing(attendance: Attendance) -> tuple[list[Payment], list[Owed]]:
    """One person's payments in a pool, and what waits for settling there; nothing is counted twice."""
    paid = payments_of([attendance])[attendance.pk]
    done = done_by([attendance])[attendance.player_id, attendance.pool_id]
    judged = Experiment.objects.filter(pk__in={place.experiment for place in done}, purpose=STUDY)
    waiting: list[Owed] = []
    before = list(paid)
    for experiment in judged.exclude(pk__in=[payment.experiment_id for payment in paid]).order_by("pk"):
        work = Work(attendance, experiment, done, before)
        waiting.append(_owed(work, _last_words(experiment, [attendance]) if experiment.closed else {}))
        # The next is reckoned as if this one were settled now.
        before.append(Payment(base=waiting[-1].due.base, settled_at=timezone.now()))
    return paid, waiting
