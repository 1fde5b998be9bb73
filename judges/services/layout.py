"""The places of people, laid out for claims: which cell of the square each lies in, and where in its order."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from debate.models import Experiment
from judges import assignment
from judges.models import Place

# So many rows are written by one statement.
CHUNK = 5_000

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
    columns = (
        "pk",
        "pool",
        "number",
        "debate__repeat",
        "debate__chair",
        "debate__way",
        "debate__half",
        "debate__arm__name",
        "debate__question",
        "debate__question__external_id",
        "debate__question__passage",
        "debate__question__passage__external_id",
    )
    rows = places.filter(pool__isnull=False).order_by("pool", "pk").values(*columns)
    for _, of_pool in groupby(rows.iterator(), key=itemgetter("pool")):
        found = list(of_pool)
        spots = assignment.lay_out(seed, [_wanted(row) for row in found])
        for start in range(0, len(found), CHUNK):
            _write(experiment, found[start : start + CHUNK], spots[start : start + CHUNK])


def _wanted(row: dict[str, Any]) -> assignment.Wanted:
    passage, question = row["debate__question__passage__external_id"], row["debate__question__external_id"]
    told_apart = ("debate__repeat", "debate__chair", "debate__way", "number")
    arm = row["debate__arm__name"]
    return assignment.Wanted(
        item=f"question/{question}" if passage is None else f"passage/{passage}",
        condition=f"{arm}/{row['debate__half']}",
        name="/".join(str(part) for part in (question, arm, *(row[name] for name in told_apart))),
    )


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
