"""SQL of our own, for the few statements that every model call runs; all else goes through the ORM.

Django's compiler takes longer over such a statement than PostgreSQL does (measured), and its cursor writes values into
the text, which PostgreSQL then plans anew each time. These are written once and planned once a connection.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import connection
from django.db.models import JSONField, Model

# The first statement of a transaction that is done without waiting for the disk: what a crash of the database takes
# back of it, within half a second, is asked again. Never so for what a person said, nor for money: those wait,
# whatever the database is set to, and what was done before them is then on the disk too.
FORGETFUL: tuple[str, Mapping[str, Any]] = ("SELECT set_config('synchronous_commit', 'off', true)", {})
DURABLE: tuple[str, Mapping[str, Any]] = ("SELECT set_config('synchronous_commit', 'on', true)", {})

M = TypeVar("M", bound=Model)


def rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that gives rows; JSON comes as text."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values, prepare=True).fetchall()


def together(*asked: tuple[str, Mapping[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """Run several statements that give rows, in one trip: on a busy machine a trip costs more than what is asked.

    Each sees what those before it have done. Where one fails, none of them is done.
    """
    connection.ensure_connection()
    here = connection.connection
    with connection.wrap_database_errors, here.pipeline():
        cursors = [psycopg.Cursor(here).execute(sql, values, prepare=True) for sql, values in asked]
        return [cursor.fetchall() for cursor in cursors]


def first(sql: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    return next(iter(rows(sql, values)), None)


def columns(model: type[Model], table: str) -> str:
    """All columns of a model, to be selected from this table or alias and read by `instance`."""
    return ", ".join(f"{table}.{field.column}" for field in _fields(model))


def instance(model: type[M], row: Sequence[Any]) -> M:
    """A model's instance from the values of its columns."""
    names, as_json = _shape(model)
    values = list(row)
    for n in as_json:
        values[n] = None if values[n] is None else json.loads(values[n])
    return model.from_db("default", names, values)


def instances(model: type[M], sql: str, values: Mapping[str, Any]) -> list[M]:
    """What a statement that selects the columns of one model gives."""
    return [instance(model, row) for row in rows(sql, values)]


def split(row: Sequence[Any], *models: type[Model]) -> list[Any]:
    """One row of several models' columns as an instance of each, None for one that isn't there; then what is left."""
    found: list[Any] = []
    for model in models:
        size = len(_fields(model))
        found.append(instance(model, row[:size]) if row[0] is not None else None)
        row = row[size:]
    return [*found, *row]


def hand(row: Model, name: str, found: Sequence[Model]) -> None:
    """Let `row.name.all()` give these without asking, as `prefetch_related` would."""
    related = getattr(row, name).all()
    related._result_cache, related._prefetch_done = list(found), True
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = related


def stored(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """A row's values by their names, as Django would write them."""
    known = _by_name(type(row))
    return {name: known[name].get_db_prep_save(getattr(row, known[name].attname), connection) for name in names}


def new(row: Model) -> dict[str, Any]:
    """All values of a row that is to be inserted."""
    return {field.name: field.get_db_prep_save(field.pre_save(row, True), connection) for field in _fields(type(row))}


@lru_cache
def insertion(model: type[Model]) -> str:
    """`table (columns) SELECT values`, the values by name, for a statement that inserts a `new` row."""
    fields = {name: field for name, field in _by_name(model).items() if not field.primary_key}
    values = ", ".join(f"%({name})s::{field.db_type(connection)}" for name, field in fields.items())
    # A column may be called as SQL calls something.
    names = ", ".join(f'"{field.column}"' for field in fields.values())
    return f"{model._meta.db_table} ({names}) SELECT {values}"


@lru_cache
def _by_name(model: type[Model]) -> dict[str, Any]:
    return {field.name: field for field in _fields(model)}


@lru_cache
def _shape(model: type[Model]) -> tuple[list[str], list[int]]:
    fields = _fields(model)
    return [field.attname for field in fields], [n for n, field in enumerate(fields) if isinstance(field, JSONField)]


def _fields(model: type[Model]) -> list[Any]:
    return list(model._meta.concrete_fields)
