"""How PostgreSQL is told to go about a query, where what it expects is far from what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Of rows that were stored just now the planner expects one, and goes through thousands once for each of the others:
# minutes (measured with 2,000 ratings). Joined in tables they take milliseconds, and few rows take no longer.
JOINED_IN_TABLES = {"enable_nestloop": "off"}


@contextmanager
def planner(settings: dict[str, str]) -> Iterator[None]:
    """These settings, for the queries of this block alone, which is a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(settings)])
        before = dict(cursor.fetchall())
        cursor.execute(*_set(settings))
        yield
        cursor.execute(*_set(before))


def _set(settings: dict[str, str]) -> tuple[str, list[str]]:
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    return f"SELECT {calls}", [word for pair in settings.items() for word in pair]
