"""What a call costs with few debates stored and with many, and how many statements it takes.

    python benchmarks/growth.py [--stored 100 20000]

Beside so many finished debates with their turns and calls, and as many again that wait in the same queue, 50 debates
are worked through by one thread, against a provider that answers at once. Processor time is that of this process, of
PostgreSQL and of Redis; `of_ideal` is the cost with the fewest debates through the cost with this many.
"""

# The scratch data folder, and Django, are set up as this is imported; models only then.
# ruff: noqa: I001

from __future__ import annotations

from throughput import QUESTIONS, Watched, experiment, say, servers

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from delayed import delayed
from django.db import connection

from debate import embedded, services
from debate.commandline import migrate
from debate.models import Debate, Endpoint, Experiment

WARM, MEASURED = 60, 300

# What a run leaves behind, at one stroke: every turn answered, each with its call.
_SPEAK = """
UPDATE debate_turn SET status = 'ok', due_at = NULL, answered_at = now(), text = repeat('words and words ', 60)
WHERE experiment_id = %(experiment)s
"""
_CALL = """
INSERT INTO debate_modelcall (turn_id, endpoint_id, kind, sample, number, status, request, reply, text, finish, fits,
    resolved_model, tokens_in, tokens_out, reserved_usd, cost_usd, error, prompt_hash, content_key, cached, started_at)
SELECT id, endpoint_id, 'draft', 0, 0, 'ok', jsonb_build_object('messages', repeat('a prompt ', 100)), '{}', text,
    'stop', true, 'm', 1400, 210, 0, 0, '', md5(id::text), md5(id::text), false, now()
FROM debate_turn WHERE experiment_id = %(experiment)s
"""


def store(name: str, address: str, debates: int) -> None:
    """So many debates that are over."""
    made = experiment(name, address, debates, 200)
    services.launch(made)
    with connection.cursor() as cursor:
        cursor.execute(_SPEAK, {"experiment": made.pk})
        cursor.execute(_CALL, {"experiment": made.pk})
    made.debates.update(status=Debate.Status.FINISHED)
    Experiment.objects.filter(pk=made.pk).update(status=Experiment.Status.FINISHED)


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How many statements are run, by their first word."""
    found: Counter[str] = Counter()
    run = psycopg.Cursor.execute

    def execute(cursor: Any, query: Any, *values: Any, **options: Any) -> Any:
        # The pool asks whether a connection lives by a statement of nothing.
        found.update(str(query).split()[:1])
        return run(cursor, query, *values, **options)

    psycopg.Cursor.execute = execute  # type: ignore[method-assign, assignment]  # Django's cursors are descended from it
    try:
        yield found
    finally:
        psycopg.Cursor.execute = run  # type: ignore[method-assign]


def work(endpoint: Endpoint, turns: int) -> int:
    return sum(1 for _ in range(turns) if services.work(endpoint.pk))


def measure(stored: int, address: str) -> float:
    """Milliseconds of processor time a call."""
    store(f"stored-{stored}", address, stored)
    waiting = experiment(f"waiting-{stored}", address, stored, 200)
    services.launch(waiting)
    # Paused, else half of the turns measured would be its; its turns stand in the queue all the same.
    services.pause(waiting)
    fresh = experiment(f"fresh-{stored}", address, QUESTIONS, 200)
    endpoint = Endpoint.objects.get(name=f"delayed-fresh-{stored}")
    for of in (waiting, fresh):
        for arm in of.arms.all():
            arm.seats.update(endpoint=endpoint)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    services.launch(fresh)
    work(endpoint, WARM)
    watched = Watched([], servers())
    with counted() as statements:
        before, began = watched.cpu(), time.process_time()
        done = work(endpoint, MEASURED)
        spent, after = time.process_time() - began, watched.cpu()
    say(f"stored_{stored}_statements", sum(statements.values()) / done, "statements a turn")
    return 1_000 * (spent + sum(after.values()) - sum(before.values())) / done


def statements_of_advance() -> None:
    debate = Debate.objects.filter(status=Debate.Status.RUNNING).latest("pk")
    with counted() as statements:
        services.advance(debate.pk)
    say("advance_statements", sum(statements.values()), "statements")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stored", type=int, nargs="+", default=[100, 20_000])
    chosen = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        with delayed(0) as address:
            costs = {stored: measure(stored, address) for stored in chosen.stored}
            statements_of_advance()
        for stored, cost in costs.items():
            say(f"stored_{stored}_cpu_a_call", cost, "ms", costs[chosen.stored[0]] / cost)
    finally:
        connection.close()
        embedded.release()


if __name__ == "__main__":
    main()
