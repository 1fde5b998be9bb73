"""From ratings to the grouped counts that statistics are made from: plain SQL aggregation, no rating in memory."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from debate.llm.spending import spent_by_arm
from debate.models import Debate, Experiment
from debate.transcripts import protocol_of
from judges.models import Place, Rating
from judges.stats import Arm, Cell, Measured, Missing, Report, report

# What figures call the judge of a debate whose stage itself ends in a verdict.
STAGE = "its own seats"
JUDGE = Coalesce("place__endpoint__name", "place__pool__name", Value(STAGE), output_field=CharField())

WAITING = "waiting"


def report_on(experiment: Experiment) -> Report:
    """The figures of an experiment as they stand now."""
    return report(
        experiment.name,
        list(arms(experiment)),
        list(cells(experiment)),
        list(missing(experiment)),
        list(measured(experiment)),
    )


def arms(experiment: Experiment) -> Iterator[Arm]:
    """Each arm with who judges it and what it cost; None where a call's price isn't known."""
    spent = spent_by_arm(experiment)
    rows = experiment.arms.select_related("config").prefetch_related("after", "seats__endpoint", "seats__pool")
    for arm in rows:
        judges = [seat.who for seat in arm.seats.all() if seat.kind == "judge"]
        protocol, usd = protocol_of(arm), spent.get(arm.pk, Decimal(0))
        yield Arm(
            name=arm.name,
            protocol=protocol.slug,
            bound=protocol.bound,
            own_bounds=protocol.own_bounds,
            after=tuple(other.name for other in arm.after.all()),
            ratios=protocol.ratios,
            amounts=protocol.amounts,
            judges=tuple(judges) or (STAGE,),
            cost_usd=None if usd is None else float(usd),
        )


def cells(experiment: Experiment) -> Iterator[Cell]:
    """One for each arm x judge x question x round x half that has ratings with scores."""
    scored = Rating.objects.filter(place__debate__experiment=experiment, place__left_at=None, right__isnull=False)
    grouped = scored.values(
        "round",
        "final",
        judge=JUDGE,
        arm=F("place__debate__arm__name"),
        question=F("place__debate__question__external_id"),
        half=F("place__debate__half"),
        form=F("place__debate__form"),
    )
    sums = grouped.annotate(
        n=Count("id"),
        right=Count("id", filter=Q(right=True)),
        ties=Count("id", filter=Q(tie=True)),
        brier_sum=Sum("brier"),
        log_sum=Sum("log2"),
        clipped_n=Count("id", filter=Q(clipped=True)),
    ).order_by("arm", "judge", "question", "form", "round", "half")
    for row in sums.iterator():
        values: dict[str, Any] = {**row, "clipped": row["clipped_n"]}
        del values["clipped_n"]
        yield Cell(**values)


def measured(experiment: Experiment) -> Iterator[Measured]:
    """The protocols' own figures, debate by debate."""
    rows = experiment.debates.exclude(measures={}).order_by("place_in_order")
    for arm, question, measures in rows.values_list("arm__name", "question__external_id", "measures").iterator():
        for name, value in measures.items():
            yield Measured(arm=arm, question=question, name=name, value=value)


def missing(experiment: Experiment) -> Iterator[Missing]:
    """Judgements that were wanted and can't be had, by reason; those still to come are none of them."""
    lost = without_rating(Place.objects.filter(debate__experiment=experiment, left_at=None)).exclude(Q(reason=WAITING))
    named = lost.annotate(judge=Coalesce("endpoint__name", "pool__name", Value(STAGE), output_field=CharField()))
    counted = named.values("judge", "reason", arm=F("debate__arm__name")).annotate(n=Count("id")).order_by("arm")
    for row in counted:
        yield Missing(arm=row["arm"], judge=row["judge"], reason=row["reason"], n=row["n"])


def without_rating(places: QuerySet[Place]) -> QuerySet[Place]:
    """Those of the places that have no scored rating, each with its `reason`."""
    scored = Rating.objects.filter(place=OuterRef("pk"), final=True, right__isnull=False)
    return places.filter(~Exists(scored)).annotate(reason=_reason())


def _reason() -> Case:
    """Why a place has no scored rating, in one word or two."""
    final = Rating.objects.filter(place=OuterRef("pk"), final=True)
    return Case(
        When(Exists(final.exclude(missing="")), then=Subquery(final.values("missing")[:1])),
        When(Exists(final), then=Value("no answer key")),
        When(debate__status=Debate.Status.FAILED, then=Value("debate failed")),
        When(debate__status=Debate.Status.CANCELLED, then=Value("cancelled")),
        When(finished_at__isnull=False, then=Value("no belief")),
        When(debate__experiment__closed=True, then=Value("closed before")),
        default=Value(WAITING),
        output_field=CharField(),
    )
