"""An upgrade runs beside a system at work: no migration locks a table that grows, or works through one."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# Since then there are running systems to upgrade.
FIRST = {"debate": "0005", "judges": "0004"}
LARGE = ["debate_debate", "debate_seat", "debate_turn", "debate_modelcall", "debate_question", "debate_passage"]
LARGE += ["judges_place", "judges_sitting", "judges_rating", "judges_draft"]
TABLE = rf'"?({"|".join(LARGE)})\b"?'

# What waits for, or keeps out, everybody who writes, for as long as the table is long.
SLOW = {
    "an index not built CONCURRENTLY": rf"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY).* ON {TABLE}",
    "a constraint checked at once, not NOT VALID first": rf"ALTER TABLE {TABLE} ADD CONSTRAINT (?!.* NOT VALID)",
    "a column with a check": rf"ALTER TABLE {TABLE} ADD COLUMN .* CHECK ",
    "a unique column": rf"ALTER TABLE {TABLE} ADD COLUMN .* (UNIQUE|PRIMARY KEY)",
    "a computed column": rf"ALTER TABLE {TABLE} ADD COLUMN .* GENERATED ALWAYS AS .* STORED",
    "another type": rf"ALTER TABLE {TABLE} .*ALTER COLUMN .* TYPE",
    "a column that may no longer be empty": rf"ALTER TABLE {TABLE} .*ALTER COLUMN .* SET NOT NULL",
    "a lock": rf"LOCK TABLE {TABLE}|VACUUM FULL",
    # Open turns are few, and found by an index of their own.
    "work on all its rows": rf"(UPDATE|DELETE FROM) {TABLE}(?!.*status = 'open')",
    "Python, which works row by row": r"THIS OPERATION CANNOT BE WRITTEN AS SQL",
}


def slow_parts(sql: str) -> list[str]:
    statement = " ".join(sql.split())
    return [name for name, pattern in SLOW.items() if re.search(pattern, statement, re.IGNORECASE)]


def newer() -> list[tuple[str, str]]:
    return [key for key in MigrationLoader(connection).disk_migrations if key[1][:4] >= FIRST.get(key[0], "9")]


def statements(key: tuple[str, str]) -> list[str]:
    loader = MigrationLoader(connection, replace_migrations=False)
    return loader.collect_sql([(loader.graph.nodes[key], False)])


# Django refuses to show a concurrent build inside a transaction.
@pytest.mark.django_db(transaction=True)
def test_no_migration_locks_a_table_that_grows() -> None:
    assert ("debate", "0005_queue") in newer()
    for key in newer():
        for statement in statements(key):
            assert slow_parts(statement) == [], f"{key}: {statement}"


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("an index not built CONCURRENTLY", 'CREATE INDEX "x" ON "debate_turn" ("step");'),
        (
            "a constraint checked at once, not NOT VALID first",
            'ALTER TABLE "debate_turn" ADD CONSTRAINT "x" CHECK (a);',
        ),
        ("a column with a check", 'ALTER TABLE "debate_turn" ADD COLUMN "x" integer NULL CHECK ("x" >= 0);'),
        ("a unique column", 'ALTER TABLE "debate_seat" ADD COLUMN "x" integer NULL UNIQUE;'),
        ("another type", 'ALTER TABLE "debate_modelcall" ALTER COLUMN "x" TYPE text USING "x"::text;'),
        ("a column that may no longer be empty", 'ALTER TABLE "judges_place" ALTER COLUMN "x" SET NOT NULL;'),
        ("work on all its rows", "UPDATE debate_turn t\nSET x = 1 FROM debate_debate d WHERE d.id = t.debate_id"),
        ("Python, which works row by row", "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"),
    ],
)
def test_what_would_lock_is_known(name: str, sql: str) -> None:
    assert slow_parts(sql) == [name]


@pytest.mark.parametrize(
    "sql",
    [
        'CREATE INDEX CONCURRENTLY "x" ON "debate_turn" ("step");',
        'CREATE INDEX "x" ON "debate_endpoint" ("name");',
        'ALTER TABLE "debate_turn" ADD COLUMN "x" integer DEFAULT 0 NOT NULL;',
        'ALTER TABLE "debate_turn" ADD CONSTRAINT "x" CHECK (a) NOT VALID;',
        'ALTER TABLE "debate_turn" ALTER COLUMN "x" DROP DEFAULT;',
    ],
)
def test_what_is_over_at_once_may_be_done(sql: str) -> None:
    assert slow_parts(sql) == []
