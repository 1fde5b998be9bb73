"""The debates of an experiment, narrowed to those behind one figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Avg, Case, Exists, F, FloatField, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from debate.desk.audits import audited
from debate.models import Debate, Turn
from debate.transcripts import question_in
from judges.models import Place, Rating
from judges.queries import STAGE, WAITING, Filters, dimension, narrowed, without_rating

MISSING = "missing"
OUTCOMES = {
    "judged": Q(right__isnull=False),
    "right": Q(right=True),
    "wrong": Q(right=False, tie=False),
    "tie": Q(tie=True),
}
# What the list can be sorted by, and in which column that stands; a minus before the name turns it round.
SORTS = {
    "order": "place_in_order",
    "question": "question__text",
    "arm": "arm__name",
    "status": "status",
    "outcome": "share_right",
    "finished": "finished_at",
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which debates; "" = any. `outcome` is judged, right, wrong, tie, missing, or why a judgement is missing.

    `where` and `without` narrow the judgements as a report's do. `judge` is an endpoint's name or a pool's; `round`
    asks for the rating after that round, else for the final one. `audit` = the state of its audit.
    `sort` is one of `SORTS`, with a minus for the other direction; "" = in the order in which they were opened.
    """

    arm: str = ""
    status: str = ""
    half: str = ""
    judge: str = ""
    outcome: str = ""
    round: int | None = None
    reason: str = ""
    audit: str = ""
    question: str = ""
    where: Filters = field(default_factory=dict)
    without: Filters = field(default_factory=dict)
    sort: str = ""


@dataclass(frozen=True)
class Verdict:
    """What one judge made of a debate. `belief` is in the correct option, in percent; None = not known."""

    judge: str
    rating: Rating | None
    belief: float | None


@dataclass(frozen=True)
class Listed:
    """A debate as a line of the list."""

    debate: Debate
    verdicts: tuple[Verdict, ...]


def listing(debates: QuerySet[Debate], wanted: Filter) -> QuerySet[Debate]:
    """The debates that fit, in the wanted order; those of which it isn't known come last."""
    found = debates.filter(**_columns(wanted))
    if wanted.question:
        found = found.filter(Q(question__text__icontains=wanted.question) | Q(question__external_id=wanted.question))
    if wanted.reason:
        broken = Turn.objects.filter(debate=OuterRef("pk"), status=Turn.Status.ERROR, reason=wanted.reason)
        found = found.filter(Q(reason=wanted.reason) | Exists(broken))
    if wanted.audit:
        found = found.filter(audited(wanted.audit))
    if wanted.judge or wanted.outcome or wanted.round is not None or wanted.where or wanted.without:
        found = found.filter(Exists(_places(wanted)))
    return _sorted(found, wanted.sort)


def _sorted(found: QuerySet[Debate], sort: str) -> QuerySet[Debate]:
    name = sort.removeprefix("-")
    if name == "outcome":
        found = found.annotate(share_right=_share_right())
    column = F(SORTS.get(name, SORTS["order"]))
    first = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return found.order_by(first, "place_in_order", "pk")


def _share_right() -> Subquery:
    """Of a debate's judgements, the share that is right; none where nothing has been judged."""
    finals = Rating.objects.filter(place__debate=OuterRef("pk"), final=True, right__isnull=False)
    finals = finals.exclude(place__debate__status=Debate.Status.WITHDRAWN)
    right = Avg(Case(When(right=True, then=1.0), default=0.0, output_field=FloatField()))
    return Subquery(finals.order_by().values("place__debate").annotate(share=right).values("share"))


def _columns(wanted: Filter) -> dict[str, str]:
    columns = {"arm__name": wanted.arm, "status": wanted.status, "half": wanted.half}
    return {name: value for name, value in columns.items() if value}


def _places(wanted: Filter) -> QuerySet[Place]:
    """The judgements of a debate that fit."""
    places = Place.judgements.filter(debate=OuterRef("pk"), left_at=None)
    places = places.exclude(debate__status=Debate.Status.WITHDRAWN)
    places = narrowed(places, wanted.where, wanted.without)
    if wanted.judge:
        places = places.alias(by=dimension("judge")).filter(by=wanted.judge)
    if wanted.outcome == MISSING:
        return without_rating(places).exclude(Q(reason=WAITING))
    if wanted.outcome and wanted.outcome not in OUTCOMES:
        return without_rating(places).filter(Q(reason=wanted.outcome))
    if wanted.outcome or wanted.round is not None:
        when = Q(final=True) if wanted.round is None else Q(round=wanted.round)
        ratings = Rating.objects.filter(when, OUTCOMES[wanted.outcome or "judged"], place=OuterRef("pk"))
        places = places.filter(Exists(ratings))
    return places


def lines(debates: Sequence[Debate]) -> Iterator[Listed]:
    """These debates in this order, with their final verdicts: three queries, however many debates."""
    finals = Prefetch("ratings", Rating.objects.filter(final=True), to_attr="finals")
    there = Place.judgements.filter(left_at=None).exclude(debate__status=Debate.Status.WITHDRAWN)
    places = there.select_related("endpoint", "pool", "player").prefetch_related(finals)
    full = Debate.objects.select_related("arm", "question__passage").prefetch_related(Prefetch("places", places))
    by_id = full.in_bulk([debate.pk for debate in debates])
    for debate in (by_id[debate.pk] for debate in debates):
        yield Listed(debate, tuple(_verdict(debate, place) for place in debate.places.all()))


def _verdict(debate: Debate, place: Place) -> Verdict:
    finals: list[Rating] = place.finals  # type: ignore[attr-defined]  # prefetched above
    rating = finals[0] if finals else None
    return Verdict(judge_of(place), rating, belief_in_truth(debate, rating))


def judge_of(place: Place) -> str:
    """The endpoint's name; a person by pseudonym, or the pool while its place is free."""
    return str(place.endpoint or place.player or place.pool or STAGE)


def belief_in_truth(debate: Debate, rating: Rating | None) -> float | None:
    truth = question_in(debate).truth
    return None if rating is None or not rating.belief or truth is None else rating.belief[truth] / 100
