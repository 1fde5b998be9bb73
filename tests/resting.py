"""Running processes rest while the tables under them are emptied."""

from __future__ import annotations

import time
from collections.abc import Sequence

import psutil
from django.db import connection

from debate.processes import Supervisor


def rest(supervisor: Supervisor) -> None:
    """Stop every process between two of its transactions: else one waits for our locks, and we for its."""
    suspend(_running(supervisor))


def suspend(processes: Sequence[psutil.Process]) -> None:
    """Stop them at a moment at which nobody is in a transaction."""
    deadline = time.monotonic() + 30
    while True:
        for process in processes:
            process.suspend()
        # What they sent last may have reached the database, and not begun there.
        time.sleep(0.05)
        if not _somebody_is_in_a_transaction():
            return
        assert time.monotonic() < deadline, "a process stays in a transaction"
        for process in processes:
            process.resume()
        time.sleep(0.05)


def go_on(supervisor: Supervisor) -> None:
    for process in _running(supervisor):
        process.resume()


def _running(supervisor: Supervisor) -> list[psutil.Process]:
    return [psutil.Process(child.process.pid) for child in supervisor.children if child.process.poll() is None]


def _somebody_is_in_a_transaction() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE xact_start IS NOT NULL"
            " AND datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        )
        (found,) = cursor.fetchone()
        return bool(found)
