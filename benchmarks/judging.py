"""People who judge as fast as pages come: judgements a second, how long a submit takes, where processor time goes.

    python benchmarks/judging.py [--people 50] [--seconds 30] [--questions 900]

A judgement is an answer that was submitted and stored for good, and the next page shown. Between them a person checks
what they are about to submit, and sits down before the next debate after the last round of one (three judgements a
debate); all of that is within. 50 bots walk the real pages without a pause, each over one connection, from a process
of their own (`crowd.py`); web servers as `make up` runs them, PostgreSQL, which waits for the disk, Redis and the bots
share the machine. A submit is over when the server has acknowledged the answer.

Last it measures how long 2,000 seats for them take to be made (`seats.py`).

The floor is a bare view under the same servers, asked by as many: one indexed UPDATE that waits for the disk, and an
answer of two bytes (`floor.py`). `of_ideal` is the limit that Moot sets itself through the value, or the value through
that limit: 1 or more is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Any

os.environ.setdefault("MOOT_PORT", "8967")
os.environ.setdefault("MOOT_DB_POOL", "4")

import pages  # its scratch folder and settings are this benchmark's too
import psutil
from django.conf import settings
from django.db import connection

from debate import embedded, people, processes
from debate.commandline import migrate
from debate.embedded import places
from debate.models import Turn
from judges.bots import Account
from judges.bots.stored import stored

WANTED, SUBMIT_MS = 100, 200
WARMING, FLOOR_SECONDS = 10, 10
KINDS = {"submit": "a submit", "page": "a page", "check": "a check", "claim": "a claim"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--questions", type=int, default=900)
    chosen = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        pool = pages.spoken(questions=chosen.questions)
        links = [f"/join/{people.invite_bot(pool).token}/" for _ in range(chosen.people)]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        for figure in (*judged(links, chosen.seconds), *floor(chosen.people)):
            print(json.dumps({"benchmark": "judging", **figure}), flush=True)
    finally:
        connection.close()
        embedded.release()
    # In a data folder of its own.
    outside = {name: value for name, value in os.environ.items() if name != "MOOT_DATA"}
    subprocess.run([sys.executable, str(Path(__file__).with_name("seats.py"))], env=outside, check=True)


def line(name: str, value: float, unit: str, of_ideal: float | None = None, **more: object) -> dict[str, object]:
    figure = {"name": name, "value": round(value, 2), "unit": unit}
    return {**figure, **({} if of_ideal is None else {"of_ideal": round(of_ideal, 2)}), **more}


def judged(links: Sequence[str], seconds: int) -> Iterator[dict[str, object]]:
    with serving(processes.webs()) as web:
        counted, spent, told = crowded(plan(links, seconds), web)
    rate = counted["answered"] / counted["seconds"]
    yield line("judgements a second", rate, "judgements", rate / WANTED, people=len(links), load=os.getloadavg()[0])
    for what, name in KINDS.items():
        took = counted["took"].get(what, [])
        if len(took) > 1:
            p95 = quantiles(took, n=20)[-1]
            more = {"median": round(quantiles(took, n=2)[0], 1), "slowest": round(max(took)), "n": len(took)}
            yield line(f"{name}, p95", p95, "ms", SUBMIT_MS / p95 if what == "submit" else None, **more)
    requests = sum(map(len, counted["took"].values()))
    yield line("requests for a judgement", requests / counted["answered"], "requests")
    for name, time_of in {**spent, "bots": counted["cpu"]}.items():
        yield line(f"processor time for a judgement, {name}", 1000 * time_of / counted["answered"], "ms")
    yield accounted(told)


def plan(links: Sequence[str], seconds: int, *, floor: bool = False) -> dict[str, object]:
    return {"address": settings.PUBLIC_URL, "links": links, "warming": WARMING, "seconds": seconds, "floor": floor}


def floor(people: int) -> Iterator[dict[str, object]]:
    """The bare view, beside which a judgement is to be seen."""
    turns = list(Turn.objects.exclude(submission="").values_list("public_id", flat=True)[:people])
    command = (sys.executable, str(Path(__file__).with_name("floor.py")), "127.0.0.1")
    with serving([replace(program, command=command) for program in processes.webs()]) as web:
        counted, spent, _ = crowded(plan(turns, FLOOR_SECONDS, floor=True), web)
    rate = counted["answered"] / counted["seconds"]
    p95 = quantiles(counted["took"]["submit"], n=20)[-1]
    yield line("floor: bare updates a second", rate, "updates", p95=round(p95, 1))
    for name, time_of in {**spent, "bots": counted["cpu"]}.items():
        yield line(f"floor: processor time for an update, {name}", 1000 * time_of / counted["answered"], "ms")


def accounted(told: Mapping[str, Any]) -> dict[str, object]:
    """Whether the database has each answer that was acknowledged, once, and no other."""
    account = Account(answers=dict(told["answers"]), troubles=list(told["troubles"]))
    found = stored(account)
    kept = found.exact and not account.troubles
    more = {**vars(found), "errors": len(account.troubles), "first": account.troubles[:1]}
    return line("answers that were acknowledged and are stored once", found.stored, "answers", float(kept), **more)


@contextmanager
def serving(programs: Sequence[processes.Program]) -> Iterator[list[psutil.Process]]:
    """The web servers' processes, once they answer."""
    with processes.Supervisor(programs) as supervisor:
        while not processes.web_answers():
            assert supervisor.children[0].process.poll() is None, supervisor.log_of("web")
            time.sleep(0.1)
        yield [psutil.Process(child.process.pid) for child in supervisor.children]


def crowded(
    told: Mapping[str, object], web: Sequence[psutil.Process]
) -> tuple[dict[str, Any], dict[str, float], dict[str, Any]]:
    """What the bots counted, the processor time of each server meanwhile, and what was acknowledged to them."""
    command = [sys.executable, str(Path(__file__).with_name("crowd.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        crowd.stdin.write(json.dumps(told))
        crowd.stdin.close()
        crowd.stdout.readline()
        before = servers(web)
        counted = json.loads(crowd.stdout.readline())
        spent = {name: used - before[name] for name, used in servers(web).items()}
        acknowledged = json.loads(crowd.stdout.readline())
    return counted, spent, acknowledged


def servers(web: Sequence[psutil.Process]) -> dict[str, float]:
    """Seconds of processor time so far."""
    named = {"PostgreSQL": places.data_dir() / "postgres" / "postmaster.pid"}
    found = {name: used([psutil.Process(int(file.read_text().split()[0]))]) for name, file in named.items()}
    return {"web server": used(web), **found}


def used(running: Sequence[psutil.Process]) -> float:
    """That of these processes, of those that they started, and of those that have ended."""
    family = [one for process in running for one in (process, *process.children(recursive=True))]
    return sum(sum(one.cpu_times()[:4]) if one in running else sum(one.cpu_times()[:2]) for one in family)


if __name__ == "__main__":
    main()
