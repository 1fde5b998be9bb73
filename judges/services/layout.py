"""The places of people, laid out for claims: which cell of the square each lies in, and where in its order."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from debate.models import Experiment
from judges import assignment
from judges.models import Place

# So many rows are written by one statement, and are in memory at a time.
CHUNK = 5_000

_ITEM = (
    "debate__question",
    "debate__question__external_id",
    "debate__question__passage",
    "debate__question__passage__external_id",
)
_CONDITION = ("debate__arm__name", "debate__half")
_TOLD_APART = ("debate__repeat", "debate__chair", "debate__way", "number")

_WRITE = """
UPDATE judges_place p
SET experiment_id = %(experiment)s, item = new.item, line = new.line, condition = new.condition, shuffled = new.shuffled
FROM unnest(%(ids)s::bigint[], %(items)s::bigint[], %(lines)s::int[], %(conditions)s::int[], %(shuffled)s::int[])
    AS new (id, item, line, condition, shuffled)
WHERE p.id = new.id
"""


def lay_out(experiment: Experiment) -> None:
    """Give each place of an experiment's people its cell and its random place: then it can be claimed.

    Each pool has a square of its own. All of it comes from the experiment's seed and names that stand in its files,
    so that an experiment that is imported is laid out as it was.
    """
    lay_out_places(Place.objects.filter(debate__experiment=experiment), experiment.pk, experiment.seed)


def lay_out_places(places: QuerySet[Place], experiment: int, seed: int) -> None:
    """The same for a query of places; a migration's own rows do too."""
    of_people = places.filter(pool__isnull=False)
    for pool in of_people.order_by("pool").values_list("pool", flat=True).distinct():
        _lay_out_pool(of_people.filter(pool=pool), experiment, seed)


def _lay_out_pool(places: QuerySet[Place], experiment: int, seed: int) -> None:
    items = places.order_by().values(*_ITEM).distinct()
    conditions = places.order_by().values(*_CONDITION).distinct()
    square = assignment.Square(seed, map(_item, items), map(_condition, conditions))
    rows = places.order_by("pk").values("pk", *_ITEM, *_CONDITION, *_TOLD_APART).iterator(CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        _write(experiment, chunk, [square.spot(_wanted(row)) for row in chunk])


def _item(row: dict[str, Any]) -> str:
    passage, question = row["debate__question__passage__external_id"], row["debate__question__external_id"]
    return f"question/{question}" if passage is None else f"passage/{passage}"


def _condition(row: dict[str, Any]) -> str:
    return f"{row['debate__arm__name']}/{row['debate__half']}"


def _wanted(row: dict[str, Any]) -> assignment.Wanted:
    named = ("debate__question__external_id", "debate__arm__name", *_TOLD_APART)
    name = "/".join(str(row[column]) for column in named)
    return assignment.Wanted(item=_item(row), condition=_condition(row), name=name)


def _write(experiment: int, rows: list[dict[str, Any]], spots: list[assignment.Spot]) -> None:
    values: dict[str, Any] = {
        "experiment": experiment,
        "ids": [row["pk"] for row in rows],
        "items": [item_of(row["debate__question"], row["debate__question__passage"]) for row in rows],
        "lines": [spot.cell.line for spot in spots],
        "conditions": [spot.cell.condition for spot in spots],
        "shuffled": [spot.shuffled for spot in spots],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def item_of(question: int, passage: int | None) -> int:
    """What `Place.item` holds: equal for debates of which one person may judge but one."""
    return -question if passage is None else passage
