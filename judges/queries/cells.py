"""Ratings as grouped counts: one pass over them in the database, no rating in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable

from judges.models import Rating
from judges.queries.beliefs import OF_ANY, OF_PAIRS, Beliefs, LevelOf, percent
from judges.queries.planner import JOINED_IN_TABLES, planner
from judges.queries.scope import MOST_BY_PERSON, Scope
from judges.stats import Cell, Level
from judges.stats.calibration import LEVELS

Row = tuple[Any, ...]
KEYS = ("of_arm", "of_judge", "of_question", "of_half", "of_form", "round", "final", "of_rater", "of_level")


def _sums(of: Beliefs) -> dict[str, Any]:
    return {
        "n": Count("pk"),
        "right": Count("pk", filter=Q(right=True)),
        "ties": Count("pk", filter=Q(tie=True)),
        "brier_sum": Sum("brier"),
        "log_sum": Sum("log2"),
        "clipped": Count("pk", filter=Q(clipped=True)),
        "shared": Sum(of.shared),
        "p_sum": Sum(of.p),
        "spherical_sum": Sum(of.spherical),
        "log_other_sum": Sum(of.log_other),
        # Those above are a cell's, in its own words; the others aren't.
        "belief_sum": Sum(percent(of.highest)),
        "of_several": Count("pk", filter=~Q(belief__len=2)),
    }


SUMS = tuple(_sums(OF_PAIRS))
OF_CELL = SUMS[: SUMS.index("belief_sum")]
_SHARED = SUMS.index("shared")


@dataclass
class Counted:
    """The cells, and those of final ratings once more by how sure the judge was."""

    cells: list[Cell] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)


def counted(scope: Scope) -> Counted:
    """Every scored rating of the scope, summed by arm x what it is split into x question x round x half."""
    rows = _fetched(_rows(scope, OF_PAIRS))
    if any(row[-1] for row in rows):
        rows = _fetched(_rows(scope, OF_ANY))
    found, sums = Counted(), dict[Row, Row]()
    for row in rows:
        key, level, values = row[: -len(SUMS) - 1], row[-len(SUMS) - 1], row[-len(SUMS) :]
        if level is not None:
            found.levels.append(_level(scope, key, level, values))
        sums[key] = tuple(map(_add, sums[key], values)) if key in sums else values
    found.cells = [_cell(scope, key, values) for key, values in sums.items()]
    return found


# The planner expects a group for each rating, and so would sort them all, which takes twice as long as a hash table.
_COUNTED_IN_TABLES = {
    **JOINED_IN_TABLES,
    "work_mem": "65536",  # kilobytes
    "enable_sort": "off",
    "enable_incremental_sort": "off",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
}


def _fetched(grouped: QuerySet[Rating, Row]) -> list[Row]:
    """The rows as the database gives them: Django looks at each value once more, which takes as long as to fetch it."""
    sql, params = grouped.query.sql_with_params()
    with planner(_COUNTED_IN_TABLES), connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Row] = cursor.fetchall()
    return rows


def _rows(scope: Scope, of: Beliefs) -> QuerySet[Rating, Row]:
    """A row for each group: its labels, its keys, its sums."""
    level = LevelOf(percent(of.highest), LEVELS)
    keys: dict[str, Combinable] = {
        **scope.keys("place__"),
        "of_form": F("place__debate__form"),
        "of_rater": _rater(scope),
        "of_level": Case(When(final=True, then=level), output_field=IntegerField()),
    }
    labels = _labels(scope)
    rows: Any = scope.ratings().annotate(**keys, **labels)
    by = [*labels, *KEYS]
    sums = {f"sum_{name}": total for name, total in _sums(of).items()}
    found: QuerySet[Rating, Row] = rows.values(*by).annotate(**sums).values_list(*by, *sums)
    return found


def _labels(scope: Scope) -> dict[str, Combinable]:
    """The columns of what arms are split into; the judge is a column already."""
    return {} if scope.by == ("judge",) else scope.labels("place__")


def _rater(scope: Scope) -> Combinable:
    """Who judged, where people did and are few enough to be told apart."""
    by_people = scope.places().filter(pool__isnull=False, finished_at__isnull=False)
    if by_people[: MOST_BY_PERSON + 1].count() > MOST_BY_PERSON:
        return Value(None, output_field=IntegerField())
    return Case(When(place__pool__isnull=False, then=F("place__player")), output_field=IntegerField())


def _add(one: float | None, other: float | None) -> float | None:
    """What isn't there adds nothing."""
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _cell(scope: Scope, key: Row, values: Row) -> Cell:
    *part, arm, judge, question, half, form, round_, final, rater = key
    return Cell(
        **scope.whose(part, arm, judge, question, half),
        form=form,
        round=round_,
        final=final,
        rater=None if rater is None else str(rater),
        **dict(zip(OF_CELL, values, strict=False)),
    )


def _level(scope: Scope, key: Row, level: int, values: Row) -> Level:
    *part, arm, judge, question, half, _, _, _, _ = key
    n, right, *_, belief, _ = values
    return Level(
        **scope.whose(part, arm, judge, question, half),
        level=LEVELS[level],
        n=n,
        right=right,
        shared=values[_SHARED],
        belief=belief,
    )
