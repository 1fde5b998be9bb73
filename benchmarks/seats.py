"""Making 2,000 seats for people by launching an experiment; one JSON line a figure.

    python benchmarks/seats.py [blind] [debate] [--seats 2000]

Half as many debates as seats, each to be judged by two people of a pool; ten questions share a passage of 5,000 words.
`of_ideal` = 2 s against it: 1 or more is kept. `of_plain` = how many times as long a plain COPY of the very same rows
takes, made right afterwards in the same database: what no launch can fall below. Everything runs on a scratch data
folder, with its own PostgreSQL, which waits for the disk as in use. On a busy machine
`processor_s`, and `server_s` for PostgreSQL's process, tell more.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SCRATCH = tempfile.TemporaryDirectory(prefix="moot-seats-")
os.environ.setdefault("MOOT_DATA", SCRATCH.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django

django.setup()

from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier, Literal

from debate import embedded, services
from debate.commandline import migrate
from debate.models import (
    Arm,
    ArmSeat,
    Endpoint,
    Experiment,
    Passage,
    Player,
    Pool,
    ProtocolConfig,
    Question,
    QuestionSet,
)
from judges.models import Place

EACH, SHARE_A_PASSAGE, LIMIT = 2, 10, 2.0
PASSAGE = " ".join(["Nobody asked the cook who had the key."] * 625)
# What a launch writes, in the order of their references; how each table's rows are told to be the experiment's.
WRITTEN = {
    "debate_debate": SQL("experiment_id = {}"),
    "debate_seat": SQL("debate_id IN (SELECT id FROM debate_debate WHERE experiment_id = {})"),
    "debate_turn": SQL("debate_id IN (SELECT id FROM debate_debate WHERE experiment_id = {})"),
    "judges_place": SQL("debate_id IN (SELECT id FROM debate_debate WHERE experiment_id = {})"),
}
Rows = dict[str, list[bytes]]


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock; of this process's own work, and of its PostgreSQL process's."""

    seconds: float
    processor: float
    server: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("protocols", nargs="*", default=["blind", "debate"])
    parser.add_argument("--seats", type=int, default=2000)
    arguments = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        for protocol in arguments.protocols:
            for figure in figures(protocol, arguments.seats):
                print(json.dumps({"benchmark": "seats", **figure}), flush=True)
    finally:
        connection.close()
        embedded.release()


def figures(protocol: str, seats: int) -> Iterator[dict[str, object]]:
    # The first launch of a process imports what all share.
    launched(draft(protocol, "first", EACH))
    made = draft(protocol, "measured", seats)
    cost = launched(made)
    assert Place.objects.filter(experiment=made, player=None).count() == seats
    plain = copied_again(made)
    yield {
        "name": f"launching {seats:,} seats of people, {protocol}",
        "value": round(cost.seconds, 2),
        "unit": "s",
        "of_ideal": round(LIMIT / cost.seconds, 2),
        "of_plain": round(cost.seconds / plain.seconds, 1),
        "plain_s": round(plain.seconds, 2),
        "processor_s": round(cost.processor, 2),
        "server_s": round(cost.server, 2),
        "load": round(os.getloadavg()[0], 1),
    }
    first = timed(lambda: services.sit_down(newcomer(made)))
    yield {"name": f"the first claim after it, {protocol}", "value": round(1000 * first.seconds, 1), "unit": "ms"}


def draft(protocol: str, name: str, seats: int) -> Experiment:
    """An experiment that is ready to launch: one arm, a debate a question."""
    name = f"{protocol}-{name}"
    made = Experiment.objects.create(name=name, question_set=question_set(name, seats // EACH), seed=7)
    config = ProtocolConfig.objects.create(name=name, protocol=protocol)
    arm = Arm.objects.create(experiment=made, name=protocol, config=config, judgements_per_debate=EACH)
    ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, pool=Pool.objects.create(name=f"people/{name}"))
    if protocol != "blind":
        speaker, _ = Endpoint.objects.get_or_create(name="test/speaker", base_url="http://127.0.0.1:9/v1", model="m")
        ArmSeat.objects.create(arm=arm, endpoint=speaker)
    return made


def question_set(name: str, questions: int) -> QuestionSet:
    made = QuestionSet.objects.create(name=name)
    passages = Passage.objects.bulk_create(
        Passage(question_set=made, external_id=f"p{n}", text=PASSAGE) for n in range(1 + questions // SHARE_A_PASSAGE)
    )
    asked = {"question_set": made, "text": "Who had the key?", "options": ["the porter", "the cook"]}
    Question.objects.bulk_create(
        Question(external_id=f"q{n}", passage=passages[n // SHARE_A_PASSAGE], answer=n % 2, **asked)
        for n in range(questions)
    )
    return made


def launched(made: Experiment) -> Cost:
    return timed(lambda: services.launch(made))


def timed(work: Callable[[], object]) -> Cost:
    server, processor, seconds = server_time(), time.process_time(), time.perf_counter()
    work()
    took, worked = time.perf_counter() - seconds, time.process_time() - processor
    return Cost(took, worked, server_time() - server)


def server_time() -> float:
    """The processor's seconds that our connection's process has used, as Linux counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        user, system = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def copied_again(made: Experiment) -> Cost:
    """The rows that a launch has written, taken out and stored once more by nothing but COPY, in one transaction."""
    kept = {table: list(read(table, mine(table, made))) for table in WRITTEN}
    with connection.cursor() as cursor:
        for table in reversed(WRITTEN):
            cursor.execute(SQL("DELETE FROM {} WHERE {}").format(Identifier(table), mine(table, made)))
    return timed(lambda: stored(kept))


def mine(table: str, made: Experiment) -> Composed:
    return WRITTEN[table].format(Literal(made.pk))


def read(table: str, which: Composed) -> Iterator[bytes]:
    statement = SQL("COPY (SELECT * FROM {} WHERE {}) TO STDOUT").format(Identifier(table), which)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield from map(bytes, copy)


@transaction.atomic
def stored(kept: Rows) -> None:
    for table, lines in kept.items():
        with (
            connection.cursor() as cursor,
            cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy,
        ):
            for line in lines:
                copy.write(line)


def newcomer(made: Experiment) -> Player:
    player = Player.objects.create()
    player.pools.add(Pool.objects.get(name=f"people/{made.name}"))
    return player


if __name__ == "__main__":
    main()
