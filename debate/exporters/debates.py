"""The records of an experiment's debates (`debate.records.DebateRecord`), as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from debate.exporters.record_sql import RECORDS
from debate.models import Arm, ArmSeat, Debate, Endpoint, Experiment, Pool, statements
from debate.records import ArmRecord, ArmSeatRecord, ExperimentRecord
from debate.sides import Sides
from judges.queries.withdrawn import withdrawn

# So many debates are in memory at a time.
CHUNK = 100


def lines(experiment: Experiment) -> Iterator[str]:
    """Every debate of a launched experiment, in the order in which they are run."""
    rows = experiment.arms.prefetch_related("after", "seats__endpoint", "seats__pool", "seats__selector")
    arms = {arm.pk: _arm(arm).model_dump_json() for arm in rows}
    same = {
        "experiment": _experiment(Experiment.objects.get(pk=experiment.pk)).model_dump_json(),
        "arms": list(arms),
        "conditions": list(arms.values()),
    }
    settled = Sides(experiment.arms.select_related("config"))
    for tells in _batches(experiment):
        sides = settled.of_questions(tells)
        written = {debate: json.dumps(sides[debate]) for debate in tells}
        batch = {"debates": list(tells), "tells": list(tells.values()), "sides": list(written.values())}
        for (line,) in statements.rows(RECORDS, same | batch):
            yield f"{line}\n"


def _batches(experiment: Experiment) -> Iterator[dict[int, bool]]:
    """Debates, by their keys in the database; whether each is the first about its passage, and tells its text."""
    nth = Window(RowNumber(), partition_by=F("question__passage"), order_by=["place_in_order", "pk"])
    there = experiment.debates.exclude(status=Debate.Status.WITHDRAWN)
    rows = there.order_by("place_in_order", "pk").values_list("pk", nth).iterator()
    while batch := dict(islice(rows, CHUNK)):
        yield {debate: number == 1 for debate, number in batch.items()}


def _experiment(row: Experiment) -> ExperimentRecord:
    gone = withdrawn([row])
    return ExperimentRecord(
        name=row.name,
        seed=row.seed,
        repeats=row.repeats,
        most_questions=row.most_questions,
        budget_usd=None if row.budget_usd is None else float(row.budget_usd),
        spent_usd=float(row.spent_usd),
        status=row.status,  # type: ignore[arg-type]  # the column's choices, less "draft"
        pause_reason=row.pause_reason,
        closed=row.closed,
        created_at=row.created_at,
        launched_at=row.launched_at,
        finished_at=row.finished_at,
        arms=[arm.name for arm in row.arms.all()],
        analysis=row.analysis_frozen,
        analysis_hash=row.analysis_hash,
        withdrawn=asdict(gone) if gone.people else None,
        purpose=row.purpose,  # type: ignore[arg-type]  # the column's choices
    )


def _arm(row: Arm) -> ArmRecord:
    frozen = row.frozen or {}
    return ArmRecord(
        name=row.name,
        protocol=frozen["protocol"],
        version=frozen["version"],
        params=frozen["params"],
        prompts=frozen["prompts"],
        judges=frozen.get("judges", []),
        after=[other.name for other in row.after.all()],
        plants=row.plants,
        kinds=frozen.get("plants", {}),
        given=row.given,
        judgements_per_debate=row.judgements_per_debate,
        seats=[_arm_seat(seat) for seat in row.seats.all()],
    )


def _arm_seat(row: ArmSeat) -> ArmSeatRecord:
    return ArmSeatRecord(
        kind=row.kind,  # type: ignore[arg-type]  # the column's choices
        role=row.role,
        endpoint=_name(row.endpoint),
        pool=_name(row.pool),
        best_of=row.best_of,
        refine=row.refine,
        selector=_name(row.selector),
        reasoning=row.reasoning,
        probed=row.probed,
    )


def _name(row: Endpoint | Pool | None) -> str | None:
    return row.name if row else None
