"""What a report says of arms besides judgements: who judges, what was spent, what their protocols measured."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef

from debate.core.planted import AMOUNTS
from debate.core.plants import kind_of
from debate.llm.spending import spent_by_arm
from debate.models import Arm as ArmRow
from debate.models import ArmSeat, Debate, Experiment, ModelCall, Turn
from debate.transcripts import planting_of, protocol_of
from judges.queries.dimensions import STAGE
from judges.queries.scope import Scope
from judges.stats import Arm, Measured

_MEASURED = """
WITH debates AS ({debates})
SELECT d.of_arm, d.of_question, m.key, sum(m.value::float), count(*), bool_and(m.value::float IN (0, 1))
FROM debates d, jsonb_each_text(d.measures) m
WHERE m.value IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def arms(scope: Scope) -> Iterator[Arm]:
    """Each arm with who judges it and what it cost; None where a call's price isn't known."""
    for experiment in scope.experiments:
        spent = spent_by_arm(experiment)
        cached, by_bots = _cached(experiment.pk), _by_bots(scope, experiment)
        rows = experiment.arms.select_related("config").prefetch_related("after", "seats__endpoint", "seats__pool")
        for row in rows:
            yield _arm(scope, row, spent.get(row.pk, Decimal(0)), cached.get(row.pk, 0), by_bots.get(row.pk, 0))


def _arm(scope: Scope, row: ArmRow, usd: Decimal | None, cached: int, by_bots: int) -> Arm:
    protocol, seats, planted = protocol_of(row), list(row.seats.all()), planting_of(row)
    return Arm(
        name=scope.arms[row.pk],
        experiment=row.experiment.name,
        own_name=row.name,
        protocol=protocol.slug,
        bound=protocol.bound,
        own_bounds=protocol.own_bounds,
        after=tuple(scope.arms[other.pk] for other in row.after.all()),
        ratios=protocol.ratios,
        amounts=(*protocol.amounts, *(AMOUNTS if row.plants else ())),
        judges=tuple(seat.who for seat in seats if seat.kind == ArmSeat.Kind.JUDGE) or (STAGE,),
        people=any(seat.pool_id for seat in seats if seat.kind == ArmSeat.Kind.JUDGE),
        shared_models=tuple(sorted(_models(seats, ArmSeat.Kind.JUDGE) & _models(seats, ArmSeat.Kind.SPEAKER))),
        cached=cached,
        by_bots=by_bots,
        about_truth=protocol.about_truth,
        cost_usd=None if usd is None else float(usd),
        plants={kind_of(plant.slug): plant.title for plant in planted.values()},
        planting=tuple(sorted((role, kind_of(plant.slug), plant.free) for role, plant in planted.items())),
        monitor="absent" if not protocol.flags else "announced" if protocol.announced else "hidden",
        audit_budget=getattr(protocol, "audit_budget", None),
    )


def _models(seats: list[ArmSeat], kind: str) -> set[str]:
    return {seat.endpoint.model for seat in seats if seat.kind == kind and seat.endpoint and seat.endpoint.model}


def _cached(experiment: int) -> dict[int, int]:
    """By arm, how many judgements rest on a reply that was given before, to the very same request."""
    again = ModelCall.objects.filter(turn=OuterRef("pk"), cached=True)
    turns = Turn.objects.filter(debate__experiment=experiment, seat__reader__gt=0).filter(Exists(again))
    turns = turns.exclude(debate__status=Debate.Status.WITHDRAWN)
    counted = turns.order_by().values_list("debate__arm").annotate(n=Count("seat__sitting__place", distinct=True))
    return dict(counted)


def _by_bots(scope: Scope, experiment: Experiment) -> dict[int, int]:
    """By arm, how many judgements are programs'."""
    done = scope.places().filter(debate__experiment=experiment, player__bot=True, finished_at__isnull=False)
    return dict(done.order_by().values_list("debate__arm").annotate(n=Count("pk")))


def measured(scope: Scope) -> Iterator[Measured]:
    """The protocols' own figures of the debates that the scope has judgements of, summed by arm and question."""
    keys = {"of_arm": F("arm"), "of_question": scope.question("")}
    debates = scope.debates().order_by().exclude(measures={}).annotate(**keys)
    if not scope.whole:
        debates = debates.filter(Exists(scope.places().filter(debate=OuterRef("pk"))))
    sql, params = debates.values_list("measures", *keys).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_MEASURED.format(debates=sql), params)
        for arm, question, name, value, n, shares in cursor:
            asked = scope.question_name(question)
            yield Measured(arm=scope.arms[arm], question=asked, name=name, value=value, n=n, share=shares)
