"""What a person has earned, and, after the close, how good their judgements were: for them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from debate.access.calibrated import Calibrated, calibrated
from debate.access.viewer import Viewer
from debate.core.types import WHOLE
from debate.models import Seat
from judges import pay
from judges.models import Attendance, Payment, Rules
from judges.services import scores
from judges.services.owed import Owed, standing
from judges.services.work import terms_of
from judges.stats import Figure
from judges.stats.intervals import wilson

# Scores are told by Brier's where no bonus is paid by another.
PLAIN_RULE = "brier"
TEN_CENTS = Decimal("0.10")


@dataclass(frozen=True, kw_only=True)
class Money:
    """`bonus` = None until a study of the pool is closed; `bonus_waits` = one that isn't may bring more.

    `promised` is base pay that comes with `needed` more judgements. `settled` = all of it stands.
    """

    currency: str
    base: Decimal
    for_judgements: Decimal
    bonus: Decimal | None
    bonus_waits: bool
    promised: Decimal
    needed: int
    settled: bool

    @property
    def total(self) -> Decimal:
        return self.base + self.for_judgements + (self.bonus or Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One judgement of a closed study. `given` = percent to the true answer, `bonus` is before floor and cap."""

    seat: str
    question: str
    truth: str
    given: float
    right: bool
    tie: bool
    score: float
    bonus: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Earned:
    """`money` = None where the pool pays nothing; the rest is empty before the close.

    `score` is the mean of the verdicts': 100 for certainty that was right, 0 for equal shares.
    """

    judged: int
    money: Money | None
    verdicts: tuple[Verdict, ...] = ()
    accuracy: Figure | None = None
    score: float | None = None
    calibration: Calibrated | None = None

    @property
    def rights(self) -> int:
        return sum(verdict.right for verdict in self.verdicts)


def earned(viewer: Viewer, attendance: Attendance) -> Earned | None:
    """None where there is nothing to tell, and where it is somebody else's."""
    if viewer.player is None or viewer.player.pk != attendance.player_id:
        return None
    rules = Rules.objects.filter(pool=attendance.pool_id).first()
    terms = terms_of(rules) if rules else pay.Terms()
    told = list(scores.told(attendance.pool, terms.rule or PLAIN_RULE, viewer.player))
    judged, money = _money(attendance, rules) if rules else (len(told), None)
    if money is None and not told:
        return None
    return Earned(
        judged=judged,
        money=money,
        verdicts=_verdicts(viewer, told, terms),
        accuracy=_accuracy(told),
        score=sum(one.score for one in told) / len(told) if told else None,
        calibration=calibrated(told),
    )


def _money(attendance: Attendance, rules: Rules) -> tuple[int, Money | None]:
    """What is settled as it was settled, the rest as it would be now; and how many judgements that is for."""
    terms, (paid, waiting) = terms_of(rules), standing(attendance)
    judged = sum(payment.detail.get("judged", 0) for payment in paid) + sum(one.judged for one in waiting)
    if not (terms.base or terms.each or terms.pays_bonus or paid):
        return judged, None
    parts: list[Payment | pay.Due] = [*paid, *(one.due for one in waiting)]
    base = sum((part.base for part in parts), Decimal(0))
    return judged, Money(
        currency=paid[0].currency if paid else terms.currency,
        base=base,
        for_judgements=sum((part.judged for part in parts), Decimal(0)),
        bonus=_bonus([payment.bonus for payment in paid], waiting),
        bonus_waits=terms.pays_bonus and (any(not one.closed for one in waiting) or not parts),
        promised=Decimal(0) if base or attendance.ended_at else terms.base,
        needed=max(rules.least_each - judged, 0),
        settled=bool(paid) and not waiting,
    )


def _bonus(paid: Sequence[Decimal], waiting: Sequence[Owed]) -> Decimal | None:
    """None before anything is closed."""
    told = [*paid, *(one.due.bonus for one in waiting if one.closed)]
    return sum(told, Decimal(0)) if told else None


def _verdicts(viewer: Viewer, told: Sequence[scores.Told], terms: pay.Terms) -> tuple[Verdict, ...]:
    seats = dict(
        Seat.objects.filter(player=viewer.player, debate__in=[one.debate for one in told]).values_list(
            "debate", "public_id"
        )
    )
    return tuple(
        Verdict(
            seat=seats.get(one.debate, ""),
            question=one.question.text,
            truth=_answer(one),
            given=100 * one.belief[one.truth] / WHOLE,
            right=one.right,
            tie=one.tie,
            score=one.score,
            bonus=_bonus_of(one, terms),
        )
        for one in told
    )


def _bonus_of(one: scores.Told, terms: pay.Terms) -> Decimal | None:
    """To the hundredth, as long as that says something of what can be earned."""
    if not terms.pays_bonus:
        return None
    exact = pay.bonus(terms, one.belief, one.truth, one.rounds)
    return round(exact, 2 if terms.bonus_each >= TEN_CENTS else 4)


def _answer(one: scores.Told) -> str:
    """A candidate is right or wrong, in the viewer's language; an option is in its own words."""
    label = one.question.labels[one.truth]
    return label if one.question.options else gettext(label)


def _accuracy(told: Sequence[scores.Told]) -> Figure | None:
    if not told:
        return None
    right = sum(one.right for one in told)
    return Figure(right / len(told), len(told), *wilson(right, len(told)), "Wilson, 95 %")
