"""A person withdraws: what they judged and said is deleted, and stays counted.

One transaction a debate, each under its lock, so that a crash between two leaves whole debates; the sweep goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from debate.models import Debate, Experiment, Player, Seat, Turn
from debate.people import forget_contact
from debate.services.advance import locked, measure
from debate.services.redacting import WITHDREW, redact, redact_seat, redact_since
from debate.services.wake import tell
from judges import services as judging
from judges.models import Analysis, Attendance, Comment, Draft, FormAnswer, Notebook, Payment, Place, Rating
from judges.services import log

# So long a worker may still hold what it was to ask, and store it.
IN_FLIGHT = timedelta(hours=1)


@dataclass(frozen=True)
class Withdrawn:
    """How many judgements of a person's are in no figure any more, and how many whole debates, for they spoke there."""

    judgements: int
    debates: int


def withdraw(attendance: Attendance) -> Withdrawn:
    """Take back all that a person judged, said and told of themselves in a pool. Doing it again finishes it.

    Kept are the consent with its time, as a proof, what was paid, and how many judgements there were. Who they are is
    deleted unless they take part in another pool, too.
    """
    _begin(attendance)
    for debate in list(_places(attendance).filter(withdrawn_at=None).values_list("debate", flat=True)):
        _take_back(attendance, debate)
    return _end(attendance)


def finish_withdrawals() -> None:
    """Go on where a crash ended somebody's withdrawal, and delete what workers have stored since."""
    withdrawn = Attendance.objects.filter(outcome=Attendance.Outcome.WITHDRAWN).select_related("player", "pool")
    for attendance in withdrawn.filter(ended_at=None):
        withdraw(attendance)
    for attendance in withdrawn.filter(ended_at__gt=timezone.now() - IN_FLIGHT):
        ended = _places(attendance).filter(debate__status=Debate.Status.WITHDRAWN).values("debate")
        for debate in Debate.objects.filter(pk__in=ended):
            redact_since(debate)


@transaction.atomic
def _begin(attendance: Attendance) -> None:
    """From here on they are given nothing more: who claims a place holds the player's row, too."""
    Player.objects.select_for_update().values_list("pk").get(pk=attendance.player_id)
    attendance.outcome, attendance.ended_at = Attendance.Outcome.WITHDRAWN, None
    attendance.save(update_fields=["outcome", "ended_at"])


def _places(attendance: Attendance) -> QuerySet[Place]:
    """All that they took of the pool, with what its rules gave them for practice."""
    rules = getattr(attendance.pool, "rules", None)
    given = [rules.practice_id, rules.attention_id] if rules else []
    theirs = Place.objects.filter(player=attendance.player_id)
    return theirs.filter(Q(pool=attendance.pool_id) | Q(debate__experiment__in=given))


@transaction.atomic
def _take_back(attendance: Attendance, debate_id: int) -> None:
    """Out of one debate: it goes on without them where they only judged it; where they spoke, it counts no more."""
    debate = locked(debate_id)
    for place in _places(attendance).select_for_update(of=("self",)).filter(debate=debate, withdrawn_at=None):
        stage = Seat.objects.filter(debate=debate, reader=0, player=attendance.player_id)
        spoken = Turn.objects.filter(seat__in=stage).exclude(status__in=(Turn.Status.OPEN, Turn.Status.TIMED_OUT))
        spoke = spoken.exists()
        _forget(place, [*stage, *Seat.objects.filter(sitting__place=place)])
        if spoke:
            _end_debate(debate, place)
        else:
            _give_on(debate, place)
    if debate.status != Debate.Status.WITHDRAWN:
        measure(debate)
    # Slow figures are made once and kept, with the pseudonyms of their judges.
    Analysis.objects.filter(experiment=debate.experiment_id).delete()
    tell(debate.public_id, debate.experiment.name)


def _forget(place: Place, seats: list[Seat]) -> None:
    """What one place holds of them: ratings, marks, comments; and what they wrote where they only read."""
    Rating.objects.filter(place=place).delete()
    Comment.objects.filter(place=place).delete()
    Draft.objects.filter(turn__seat__in=seats).delete()
    Notebook.objects.filter(seat__in=seats).delete()
    for seat in seats:
        if seat.reader:
            redact_seat(seat)


def _give_on(debate: Debate, place: Place) -> None:
    """Another is wanted in their stead, as long as there is anything to judge."""
    wanted = debate.status in (Debate.Status.RUNNING, Debate.Status.FINISHED) and not debate.experiment.closed
    if wanted and debate.experiment.status == Experiment.Status.RUNNING and place.left_at is None:
        judging.leave(place)
    _mark(place)


def _mark(place: Place) -> None:
    now = timezone.now()
    place.left_at, place.withdrawn_at, place.lease_until = place.left_at or now, now, None
    place.save(update_fields=["left_at", "withdrawn_at", "lease_until"])


def _end_debate(debate: Debate, place: Place) -> None:
    debate.status, debate.reason, debate.measures = Debate.Status.WITHDRAWN, WITHDREW, {}
    debate.finished_at = timezone.now()
    redact(debate, place)
    debate.save(update_fields=["status", "reason", "measures", "finished_at"])
    judging.withdraw(debate)
    _mark(place)


@transaction.atomic
def _end(attendance: Attendance) -> Withdrawn:
    """What they told of themselves goes last; the log keeps one line, that they withdrew."""
    gone = _gone(attendance)
    FormAnswer.objects.filter(attendance=attendance).delete()
    elsewhere = Attendance.objects.filter(player=attendance.player_id).exclude(outcome=Attendance.Outcome.WITHDRAWN)
    comments = Comment.objects.filter(player=attendance.player_id)
    comments.filter(Q(pool=attendance.pool_id) | Q(pool=None)).delete()
    for payment in Payment.objects.filter(attendance=attendance):
        # A bonus tells how well somebody judged; what they were paid in all has to stay.
        Payment.objects.filter(pk=payment.pk).update(detail={**payment.detail, "scored": []})
    if elsewhere.exists():
        log.forget(attendance.player, attendance.pool)
    else:
        log.forget(attendance.player)
        forget_contact(attendance.player)
    data = {"judgements": gone.judgements, "debates": gone.debates}
    log.note("withdrew", attendance.player, pool=attendance.pool, data=data)
    attendance.ended_at = timezone.now()
    attendance.save(update_fields=["ended_at"])
    return gone


def _gone(attendance: Attendance) -> Withdrawn:
    gone = _places(attendance).filter(withdrawn_at__isnull=False, debate__experiment__purpose="study")
    ended = gone.filter(debate__status=Debate.Status.WITHDRAWN).values("debate").distinct().count()
    return Withdrawn(judgements=gone.filter(role="", finished_at__isnull=False).count(), debates=ended)
