"""Looks for a word wherever it could be stored, and in files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from django.db import connection


def everything() -> Iterator[tuple[str, str]]:
    """Each value of each column that can hold text, with where it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea', 'USER-DEFINED')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            yield from ((f"{table}.{column}", value) for (value,) in cursor.fetchall())


def holding(word: str) -> set[str]:
    return {where for where, value in everything() if word.lower() in value.lower()}


def unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())
