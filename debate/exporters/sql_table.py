"""Flat tables that PostgreSQL makes: each column an expression, with its type and its meaning.

Through Django's rows these tables of 20,000 debates took a minute; so they take some seconds (measured).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from django.db import connection
from psycopg.rows import namedtuple_row

from debate.models import Experiment

Kind = Literal["text", "texts", "integer", "integers", "number", "yes or no", "time", "JSON"]
# A named tuple, its fields the table's columns.
Row = Any

# The options that a debate's beliefs are over: SQL on a debate `d` and its question `q`.
OVER = """CASE WHEN d.form <> 'candidate'
    THEN coalesce(d.pair::int[], ARRAY(SELECT generate_series(0, cardinality(q.options) - 1))) END"""

# Whether a seat `s` is one from which somebody read who withdrew: nothing of it is told.
OF_WITHDRAWN = """EXISTS (SELECT FROM judges_sitting i JOIN judges_place w ON w.id = i.place_id
    WHERE i.seat_id = s.id AND w.withdrawn_at IS NOT NULL)"""

# So many rows are in memory at a time.
CHUNK = 5_000


@dataclass(frozen=True)
class Column:
    sql: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """`source` = all of the statement after FROM, with `{where}` for a further condition and %(experiment)s."""

    name: str
    columns: Mapping[str, Column]
    source: str

    def chunks(self, experiment: Experiment, where: str = "", **values: object) -> Iterator[list[Row]]:
        """The rows of the experiment for which `where` (SQL, with `values`) holds, in order."""
        selected = ", ".join(f'{column.sql} AS "{name}"' for name, column in self.columns.items())
        source = self.source.format(where=f"AND {where}" if where else "")
        statement = f"SELECT {selected} FROM {source}"  # noqa: S608 - SQL of this project's own
        connection.ensure_connection()
        with (
            connection.wrap_database_errors,
            psycopg.ServerCursor(connection.connection, f"export_{self.name}", row_factory=namedtuple_row) as cursor,
        ):
            cursor.execute(statement, {"experiment": experiment.pk, **values}, binary=True)
            while rows := cursor.fetchmany(CHUNK):
                yield rows
