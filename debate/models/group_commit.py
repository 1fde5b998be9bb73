"""Many threads' statements in one transaction: while one group waits for the disk, the next one gathers.

Every call of a model writes its experiment's row twice, for the budget. Each in a transaction of its own, they would
wait for one another's disk, one by one; together they wait once.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from debate.models.statements import together

SHUTTING_DOWN = "57"  # the class of PostgreSQL's errors for that

Statement = tuple[str, Mapping[str, Any]]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class _Asked:
    """What one thread wants done. A group is done in the `order` of the rows that it locks, against deadlocks.

    `leads` tells the thread whether the next group is its to do, or has been done for it.
    """

    order: int
    statements: tuple[Statement, ...]
    leads: Future[bool] = field(default_factory=Future)
    done: Future[list[Rows]] = field(default_factory=Future)


class GroupCommit:
    """`first` is the statement with which each transaction begins."""

    def __init__(self, first: Statement) -> None:
        self._first = first
        self._lock = threading.Lock()
        self._led = False
        self._waiting: list[_Asked] = []

    def together(self, order: int, *statements: Statement) -> list[Rows]:
        """The rows that each of these statements gives, once they are committed.

        Inside a transaction of the caller's they are a part of that. Where one fails, those of other threads are done.
        """
        if connection.in_atomic_block:
            return together(self._first, *statements)[1:]
        mine = _Asked(order, statements)
        self._join(mine)
        if not mine.leads.done():
            # Who waits holds no connection: else those who wait could hold all of the pool's, and none be left to lead.
            connection.close()
        if mine.leads.result():
            self._lead(mine)
        return mine.done.result()

    def _join(self, asked: _Asked) -> None:
        with self._lock:
            self._waiting.append(asked)
            if not self._led:
                self._led = True
                asked.leads.set_result(True)

    def _lead(self, mine: _Asked) -> None:
        with self._lock:
            group, self._waiting = sorted(self._waiting, key=lambda asked: asked.order), []
        try:
            _do(self._first, group)
        finally:
            self._hand_on()
            for asked in group:
                if asked is not mine:
                    asked.leads.set_result(False)

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting[0].leads.set_result(True)
            else:
                self._led = False


def _do(first: Statement, group: list[_Asked]) -> None:
    """All in one transaction; where it fails, each in its own, so that only the one at fault fails."""
    try:
        found = iter(together(first, *(one for asked in group for one in asked.statements))[1:])
    except Exception as failure:
        if len(group) > 1 and _undone(failure):
            for asked in group:
                _do(first, [asked])
        else:
            for asked in group:
                asked.done.set_exception(failure)
    else:
        for asked in group:
            asked.done.set_result([next(found) for _ in asked.statements])


def _undone(failure: Exception) -> bool:
    """Whether nothing was done for certain: the database said what is wrong, and not that it ends.

    Of a connection that broke nobody knows what was done before, and doing it again could pay twice.
    """
    said = getattr(failure.__cause__, "sqlstate", None)
    return said is not None and not said.startswith(SHUTTING_DOWN)
