"""What a person has judged, has begun, and could judge next; how far that is, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from debate.access.viewer import Viewer, places
from debate.core.types import is_right
from debate.models import Debate, Experiment, Seat, Turn
from debate.transcripts import case_of
from judges import services as judging
from judges.models import Place

# How many judgements tell how long one takes: the latest, since one gets quicker.
LATEST = 20


@dataclass(frozen=True)
class Begun:
    """A judgement in hand; `asked` when an answer is due, else it waits for the speakers."""

    seat: str
    question: str
    asked: bool


@dataclass(frozen=True)
class Judged:
    """A judgement that is done; `right` only when its experiment is closed, else None."""

    seat: str
    question: str
    right: bool | None


@dataclass(frozen=True)
class Queue:
    """`waiting` counts the debates that the viewer could judge, `judged` those that they have."""

    begun: tuple[Begun, ...]
    judged: tuple[Judged, ...]
    waiting: int

    @property
    def due(self) -> Begun | None:
        """The judgement that waits for the viewer's answer: nobody begins another before it."""
        return next((begun for begun in self.begun if begun.asked), None)


@dataclass(frozen=True)
class Progress:
    """This is debate `number` of `most` that the viewer has judged, has begun or could judge.

    `minutes` are what the rest takes at their own pace, else at that of others; None when nobody has judged yet.
    """

    number: int
    most: int
    minutes: int | None


def queue(viewer: Viewer) -> Queue:
    """What they have left is neither begun nor judged: it may be somebody else's by now, else it waits again."""
    taken = list(places(viewer).filter(left_at=None).select_related("debate__question", "debate__experiment"))
    theirs = Seat.objects.filter(player=viewer.player, role="judge", debate__in=[place.debate_id for place in taken])
    seats = {seat.debate_id: seat for seat in theirs}
    held = [(place, seats[place.debate_id]) for place in taken if place.debate_id in seats]
    return Queue(
        begun=tuple(begun for place, seat in held if not place.finished_at and (begun := _begun(place, seat))),
        judged=tuple(_judged(place, seat) for place, seat in held if place.finished_at),
        waiting=judging.how_many_free_for(viewer.player) if viewer.player else 0,
    )


def _begun(place: Place, seat: Seat) -> Begun | None:
    """None where nothing will come any more."""
    if place.debate.experiment.closed or _cancelled(place.debate):
        return None
    asked = seat.turns.filter(status=Turn.Status.OPEN).exists()
    if not asked and place.debate.status == Debate.Status.FAILED:
        return None
    return Begun(seat.public_id, place.debate.question.text, asked)


def _cancelled(debate: Debate) -> bool:
    return debate.experiment.status == Experiment.Status.CANCELLED or debate.status == Debate.Status.CANCELLED


def _judged(place: Place, seat: Seat) -> Judged:
    return Judged(seat.public_id, place.debate.question.text, _right(place))


def _right(place: Place) -> bool | None:
    answer = case_of(place.debate).question.truth if place.debate.experiment.closed else None
    final = place.ratings.filter(final=True).first() if answer is not None else None
    return is_right(tuple(final.belief), answer) if final and final.belief and answer is not None else None


def progress(viewer: Viewer, seat: str = "", waiting: int | None = None) -> Progress | None:
    """How far the viewer has come: in the debate of this seat, else in their next one; None when there is none.

    `waiting` is that of their queue, if it is known.
    """
    if viewer.player is None:
        return None
    ended = Q(debate__experiment__closed=True) | Q(debate__experiment__status=Experiment.Status.CANCELLED)
    stopped = ended | Q(debate__status__in=(Debate.Status.CANCELLED, Debate.Status.FAILED))
    counted = places(viewer).exclude(stopped, finished_at=None)
    theirs = Seat.objects.filter(debate=OuterRef("debate"), player=viewer.player, role="judge")
    taken = list(counted.values_list(Subquery(theirs.values("public_id")[:1]), "finished_at"))
    most = len(taken) + (judging.how_many_free_for(viewer.player) if waiting is None else waiting)
    # They come the latest first.
    seats = [theirs for theirs, _ in taken]
    number = len(taken) - seats.index(seat) if seat in seats else len(taken) + 1
    left = most - sum(finished is not None for _, finished in taken)
    return Progress(number, most, _minutes(viewer, left)) if number <= most else None


def _minutes(viewer: Viewer, left: int) -> int | None:
    others = Place.objects.filter(pool__players=viewer.player, debate__experiment__status="running")
    spent = _spent(places(viewer)) or _spent(others.order_by("-pk"))
    return ceil(left * median(spent)) if spent else None


def _spent(of: QuerySet[Place]) -> list[float]:
    """For how many minutes people sat over the latest of these judgements, without the time in which others spoke."""
    latest = of.filter(finished_at__isnull=False).values_list("pk", flat=True)[:LATEST]
    turns = Turn.objects.filter(debate__places__in=latest, seat__player=F("debate__places__player"))
    sat = turns.values("debate__places").annotate(spent=Sum(F("answered_at") - F("seen_at")))
    return [spent / timedelta(minutes=1) for spent in sat.values_list("spent", flat=True) if spent is not None]
