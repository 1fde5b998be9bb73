"""Statements of many threads in one transaction: each gets its own rows, or its own error."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError, OperationalError, connection, transaction

from debate.models import Experiment
from debate.models.group_commit import GroupCommit
from debate.models.statements import DURABLE
from tests.debate.stage import experiment, question_set

pytestmark = pytest.mark.django_db(transaction=True)

SPEND = "UPDATE debate_experiment SET spent_usd = spent_usd + %(usd)s WHERE id = %(id)s RETURNING txid_current()"
SLOW = "SELECT pg_sleep(0.5)::text, txid_current()"
BREAK = "SELECT pg_terminate_backend(pg_backend_pid())"
WRONG = "SELECT 1 / %(nothing)s"
THREADS = 12


def beside_a_slow_one(budgets: GroupCommit, *asked: tuple[str, dict[str, Any]]) -> list[Future[Any]]:
    """What each of these came to, all asked while one statement before them still runs; each in its own thread."""

    def ask(sql: str, values: dict[str, Any]) -> Any:
        # As after a look at something else: the thread comes with a connection.
        connection.ensure_connection()
        try:
            ((row,),) = budgets.together(1, (sql, values))
            return row
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asked) + 1) as threads:
        slow = threads.submit(ask, SLOW, {})
        time.sleep(0.1)
        futures = [threads.submit(ask, sql, values) for sql, values in asked]
        slow.result(timeout=60)
    return futures


def test_those_who_ask_meanwhile_share_the_next_transaction_and_all_is_done() -> None:
    made = experiment(question_set())
    found = beside_a_slow_one(GroupCommit(DURABLE), *[(SPEND, {"usd": 1, "id": made.pk})] * THREADS)
    transactions = {future.result()[0] for future in found}
    # More than the pool's connections asked; the first of them may have begun the next group alone.
    assert THREADS > settings.POOL
    assert len(transactions) <= 2
    made.refresh_from_db()
    assert made.spent_usd == THREADS


def test_one_that_fails_takes_none_of_the_others_with_it() -> None:
    made = experiment(question_set())
    spending = [(SPEND, {"usd": 1, "id": made.pk})] * 5
    *found, wrong, last = beside_a_slow_one(GroupCommit(DURABLE), *spending, (WRONG, {"nothing": 0}), spending[0])
    with pytest.raises(DataError, match="division by zero"):
        wrong.result()
    assert all(future.result() for future in [*found, last])
    assert Experiment.objects.get().spent_usd == 6


def test_what_a_broken_connection_may_have_done_is_not_done_again() -> None:
    made = experiment(question_set())
    spending = [(SPEND, {"usd": 1, "id": made.pk})] * 5
    found = beside_a_slow_one(GroupCommit(DURABLE), *spending, (BREAK, {}), spending[0])
    failed = [future.exception() for future in found if future.exception()]
    assert len(failed) > 1
    assert all(isinstance(failure, OperationalError) for failure in failed)
    made.refresh_from_db()
    assert made.spent_usd == len(found) - len(failed)


def test_after_a_failure_the_next_is_done() -> None:
    budgets = GroupCommit(DURABLE)
    with pytest.raises(DataError):
        budgets.together(1, (WRONG, {"nothing": 0}))
    assert budgets.together(1, ("SELECT 7", {}), ("SELECT 8", {})) == [[(7,)], [(8,)]]


def test_inside_a_transaction_it_is_a_part_of_that() -> None:
    made = experiment(question_set())
    with transaction.atomic():
        assert GroupCommit(DURABLE).together(made.pk, (SPEND, {"usd": 1, "id": made.pk}))
        transaction.set_rollback(True)
    made.refresh_from_db()
    assert made.spent_usd == 0
