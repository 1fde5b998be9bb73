"""The places of people, laid out for claims: which cell of the square each lies in, and where in its order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from debate.models import Debate, Experiment, Turn
from debate.transcripts import case_of, protocol_of
from judges import assignment
from judges.models import Place

# The places of so many debates are in memory at a time, and written by one statement.
CHUNK = 1_000

_TOLD_APART = ("repeat", "chair", "way")
_OF_DEBATE = (
    "question",
    "question__external_id",
    "question__passage",
    "question__passage__external_id",
    "arm__name",
    "half",
    *_TOLD_APART,
)

_WRITE = """
UPDATE judges_place p
SET experiment_id = %(experiment)s, item = new.item, line = new.line, condition = new.condition, shuffled = new.shuffled
FROM unnest(%(ids)s::bigint[], %(items)s::bigint[], %(lines)s::int[], %(conditions)s::int[], %(shuffled)s::int[])
    AS new (id, item, line, condition, shuffled)
WHERE p.id = new.id
"""

Row = dict[str, Any]


def lay_out(experiment: Experiment) -> None:
    """Give each place of an experiment's people its cell and its random place: then it can be claimed.

    Each pool has a square of its own. All of it comes from the experiment's seed and names that stand in its files,
    so that an experiment that is imported is laid out as it was. The seats of stages are laid out by themselves: they
    are no conditions of judging.
    """
    debates = experiment.debates.all()
    lay_out_places(debates, Place.judgements.all(), experiment.pk, experiment.seed)
    on_stage = Place.objects.exclude(role="")
    lay_out_places(debates, on_stage, experiment.pk, experiment.seed)
    withdraw_unasked(on_stage.filter(debate__experiment=experiment))
    _withhold_unread(experiment)


def _withhold_unread(experiment: Experiment) -> None:
    """Where judges are asked nothing before a debate has gone on, who took it would wait: see `offer_reading`."""
    for arm in experiment.arms.filter(seats__kind="judge", seats__pool__isnull=False).distinct():
        running = arm.debates.filter(status=Debate.Status.RUNNING)
        first = running.select_related("question__passage", "arm").first()
        if first and not protocol_of(arm).sitting(case_of(first), ()):
            Place.judgements.filter(debate__in=running, player=None, chair=False).update(experiment=None)


def offer_reading(debate: Debate) -> None:
    """Offer the judgements of a debate of which the first question is there by now."""
    free = Place.judgements.filter(debate=debate, pool__isnull=False, player=None, left_at=None, experiment=None)
    free.update(experiment=debate.experiment_id)


def withdraw_unasked(places: QuerySet[Place]) -> None:
    """A seat of a stage is offered to nobody before something is asked of it: who took it would wait for nothing."""
    asked = Turn.objects.filter(
        debate=OuterRef("debate"), seat__role=OuterRef("role"), seat__reader=0, status=Turn.Status.OPEN
    )
    places.filter(~Exists(asked), player=None).update(experiment=None)


def offer(debate: Debate) -> None:
    """Offer the seats of a debate's stage of which something is asked, and which nobody has."""
    free = Place.objects.filter(debate=debate, player=None).exclude(role="")
    asked = debate.turns.filter(status=Turn.Status.OPEN, seat__reader=0, seat__player=None)
    free.filter(role__in=asked.values("seat__role")).update(experiment=debate.experiment_id)


def lay_out_places(debates: QuerySet[Debate], places: QuerySet[Place], experiment: int, seed: int) -> None:
    """The same for queries of an experiment's debates and of places; a migration's own rows do too."""
    squares = _squares(seed, chain.from_iterable(_rows(debates, places)))
    for rows in _rows(debates, places):
        _write(experiment, rows, [squares[row["pool"]].spot(_wanted(row)) for row in rows])


def _rows(debates: QuerySet[Debate], places: QuerySet[Place]) -> Iterator[list[Row]]:
    """The places of people, each with what names its debate.

    Two queries: one that joins them took minutes where new rows were not in the database's statistics yet (measured).
    """
    found = debates.order_by("pk").values("pk", *_OF_DEBATE).iterator(CHUNK)
    while chunk := {row["pk"]: row for row in islice(found, CHUNK)}:
        of_chunk = places.filter(debate__in=list(chunk)).values("pk", "pool", "number", "debate")
        yield [{**chunk[row["debate"]], **row} for row in of_chunk if row["pool"]]


def _squares(seed: int, rows: Iterable[Row]) -> dict[int, assignment.Square]:
    items: dict[int, set[str]] = defaultdict(set)
    conditions: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        items[row["pool"]].add(_item(row))
        conditions[row["pool"]].add(_condition(row))
    return {pool: assignment.Square(seed, items[pool], conditions[pool]) for pool in items}


def _wanted(row: Row) -> assignment.Wanted:
    told_apart = (row[column] for column in ("question__external_id", "arm__name", *_TOLD_APART, "number"))
    return assignment.Wanted(item=_item(row), condition=_condition(row), name="/".join(map(str, told_apart)))


def _item(row: Row) -> str:
    passage, question = row["question__passage__external_id"], row["question__external_id"]
    return f"question/{question}" if passage is None else f"passage/{passage}"


def _condition(row: Row) -> str:
    return f"{row['arm__name']}/{row['half']}"


def _write(experiment: int, rows: list[Row], spots: list[assignment.Spot]) -> None:
    values: dict[str, Any] = {
        "experiment": experiment,
        "ids": [row["pk"] for row in rows],
        "items": [item_of(row["question"], row["question__passage"]) for row in rows],
        "lines": [spot.cell.line for spot in spots],
        "conditions": [spot.cell.condition for spot in spots],
        "shuffled": [spot.shuffled for spot in spots],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def item_of(question: int, passage: int | None) -> int:
    """What `Place.item` holds: equal for debates of which one person may judge but one."""
    return -question if passage is None else passage
