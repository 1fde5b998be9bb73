"""What the people of an experiment are owed: by pool, by person, and by the hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain

from debate.desk.hourly import Hourly, hourly_of
from debate.models import Experiment, Pool
from judges.models import Attendance, Payment
from judges.pay import Terms, rounded
from judges.services.owed import Owed, attendances_of, owed, unlisted
from judges.services.work import terms_of

UNDER_WAY = "under_way"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person; `bonus` is None before the close, `judged` where they withdrew after they were settled.

    `minutes` are without idle time, None where nothing was heard of their browser.
    """

    attendance: int
    person: str
    outcome: str
    currency: str
    judged: int | None
    base: Decimal
    for_judgements: Decimal
    bonus: Decimal | None
    minutes: float | None
    settled_at: datetime | None = None

    @property
    def beyond_base(self) -> Decimal:
        """What a panel that pays the base itself is asked to pay on top."""
        return self.for_judgements + (self.bonus or 0)

    @property
    def total(self) -> Decimal:
        return self.base + self.beyond_base

    @property
    def hourly(self) -> Decimal | None:
        return rounded(self.total * 60 / Decimal(self.minutes)) if self.minutes else None


@dataclass(frozen=True, kw_only=True)
class OfPool:
    """The people of one pool, by its own rules."""

    name: str
    terms: Terms
    lines: tuple[Line, ...]
    hourly: Hourly

    @property
    def base(self) -> Decimal:
        return sum((line.base for line in self.lines), Decimal(0))

    @property
    def for_judgements(self) -> Decimal:
        return sum((line.for_judgements for line in self.lines), Decimal(0))

    @property
    def bonus(self) -> Decimal:
        return sum((line.bonus or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.base + self.for_judgements + self.bonus


@dataclass(frozen=True, kw_only=True)
class Pay:
    """`settled` and `waiting` count people; `without_rules` names pools that pay nobody.

    `unlisted` people judged before their pool had rules: they stand in no line before they are settled.
    """

    pools: tuple[OfPool, ...]
    without_rules: tuple[str, ...]
    unlisted: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(chain.from_iterable(pool.lines for pool in self.pools))

    @property
    def settled(self) -> int:
        return sum(line.settled_at is not None for line in self.lines)

    @property
    def waiting(self) -> int:
        return len(self.lines) - self.settled + self.unlisted


def pay_of(experiment: Experiment) -> Pay:
    """What is settled as it was settled; what isn't as it would be now, before the close without bonuses."""
    attendances = list(attendances_of(experiment))
    lines = {line.attendance: line for line in _lines(experiment, attendances)}
    pools = Pool.objects.filter(places__debate__experiment=experiment).distinct().select_related("rules")
    return Pay(
        pools=tuple(
            _of_pool(pool, [lines[a.pk] for a in attendances if a.pool_id == pool.pk and a.pk in lines])
            for pool in pools
            if hasattr(pool, "rules")
        ),
        without_rules=tuple(pool.name for pool in pools if not hasattr(pool, "rules")),
        unlisted=len(unlisted(experiment)),
    )


def _of_pool(pool: Pool, lines: Sequence[Line]) -> OfPool:
    hourly = hourly_of([line.hourly for line in lines], pool.rules.least_hourly)
    return OfPool(name=pool.name, terms=terms_of(pool.rules), lines=tuple(lines), hourly=hourly)


def _lines(experiment: Experiment, attendances: Sequence[Attendance]) -> Iterator[Line]:
    settled = Payment.objects.filter(experiment=experiment, attendance__in=attendances)
    yield from map(_settled, settled.select_related("attendance__player"))
    for one in owed(experiment, attendances):
        yield _open(one, closed=experiment.closed)


def _settled(payment: Payment) -> Line:
    return Line(
        attendance=payment.attendance_id,
        person=payment.attendance.player.pseudonym,
        outcome=payment.attendance.outcome or UNDER_WAY,
        currency=payment.currency,
        judged=payment.detail.get("judged"),
        base=payment.base,
        for_judgements=payment.judged,
        bonus=payment.bonus,
        minutes=_minutes(payment.detail.get("seconds", 0)),
        settled_at=payment.settled_at,
    )


def _open(one: Owed, *, closed: bool) -> Line:
    due = one.due
    return Line(
        attendance=one.attendance.pk,
        person=one.attendance.player.pseudonym,
        outcome=one.attendance.outcome or UNDER_WAY,
        currency=one.terms.currency,
        judged=one.judged,
        base=due.base,
        for_judgements=due.judged,
        bonus=due.bonus if closed else None,
        minutes=_minutes(one.seconds),
    )


def _minutes(seconds: float) -> float | None:
    return seconds / 60 if seconds else None
