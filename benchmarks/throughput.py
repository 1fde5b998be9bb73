"""How near model calls come to the ideal of calls x delay / concurrency, and what one costs.

    python benchmarks/throughput.py [--delay 2 1] [--debates 200] [--in-flight 200]

Debates of two debaters and two rounds, with a judge who reads in both orders before and after each: 10 calls, of about
1,000 words in and 160 out. The provider answers after a fixed delay; it, PostgreSQL, Redis, the workers and the sweep
share the machine, on a scratch data folder, as in `make up`. Processor time is that of the workers, PostgreSQL and
Redis. `of_ideal` is the share of the ideal, or the limit that Moot sets itself through the value.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SCRATCH = tempfile.TemporaryDirectory(prefix="moot-throughput-")
os.environ.setdefault("MOOT_DATA", SCRATCH.name)
os.environ.setdefault("MOOT_PORT", "8964")
os.environ.setdefault("MOOT_PRIVATE_HOSTS", "127.0.0.1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django
import psutil

django.setup()

from delayed import QUOTED, delayed
from django.db import connection

from debate import embedded, processes, services
from debate.commandline import migrate
from debate.models import Arm, ArmSeat, Endpoint, Experiment, ModelCall, Passage, ProtocolConfig, Question, QuestionSet

ROUNDS, CALLS_A_DEBATE, QUESTIONS = 2, 10, 50
CPU_LIMIT, MEMORY_LIMIT, CONNECTIONS_LIMIT = 12.0, 350.0, 25
WORDS = (
    "archive",
    "clerk",
    "key",
    "rain",
    "porter",
    "letter",
    "door",
    "night",
    "lamp",
    "under",
    "before",
    "the",
    "was",
)


def passage(number: int) -> str:
    """About 700 words, told apart by their order; all begin with the sentence that the provider quotes."""
    words = (WORDS[(number * 7 + n * n) % len(WORDS)] for n in range(690))
    return f"{QUOTED}. {' '.join(words)}."


def question_set() -> QuestionSet:
    made, _ = QuestionSet.objects.get_or_create(name="throughput")
    if made.questions.exists():
        return made
    passages = Passage.objects.bulk_create(
        Passage(question_set=made, external_id=f"p{n}", title=f"Archive {n}", text=passage(n)) for n in range(QUESTIONS)
    )
    Question.objects.bulk_create(
        Question(
            question_set=made,
            external_id=f"q{n}",
            text=f"Who locked archive {n}?",
            options=["The clerk, before the rain began.", "The porter, after the rain had ended."],
            answer=n % 2,
            passage=text,
        )
        for n, text in enumerate(passages)
    )
    return made


def experiment(name: str, address: str, debates: int, in_flight: int) -> Experiment:
    """One arm; each question is debated as often as makes up the number of debates."""
    model, _ = Endpoint.objects.get_or_create(
        name=f"delayed-{name}",
        defaults={
            "base_url": address,
            "model": "m",
            "price_in": 1,
            "price_out": 4,
            "most_in_flight": in_flight,
            "max_tokens": 400,
        },
    )
    made = Experiment.objects.create(
        name=name, question_set=question_set(), repeats=max(1, debates // QUESTIONS), budget_usd=100_000
    )
    config = ProtocolConfig.objects.create(name=name, protocol="debate", params={"rounds": ROUNDS, "speech_words": 200})
    arm = Arm.objects.create(experiment=made, name="debate", config=config)
    ArmSeat.objects.create(arm=arm, endpoint=model)
    ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, endpoint=model)
    return made


@dataclass
class Watched:
    """What the programs took: seconds of processor by program, and the highest counts seen."""

    workers: list[psutil.Process]
    servers: list[psutil.Process]
    began: dict[str, float] = field(default_factory=dict)
    connections: int = 0
    in_flight: int = 0

    def cpu(self) -> dict[str, float]:
        postgres = next(p for p in self.servers if "redis" not in p.name())
        redis = next(p for p in self.servers if "redis" in p.name())
        whole = [postgres, *postgres.children()]
        # A backend that has ended counts among its parent's children.
        ended = postgres.cpu_times()
        return {
            "worker": sum(map(seconds, self.workers)),
            "postgresql": sum(map(seconds, whole)) + ended.children_user + ended.children_system,
            "redis": seconds(redis),
        }

    def memory(self) -> float:
        """The most that any worker ever held, in MB."""
        return max(peak(process) for process in self.workers)


def seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def peak(process: psutil.Process) -> float:
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def servers() -> list[psutil.Process]:
    """The scratch folder's PostgreSQL and Redis."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if str(embedded.data_dir()) in line and ("redis-server" in line or "/postgres" in line.split()[0]):
            found.append(process)
    return found


def ended(made: Experiment) -> bool:
    made.refresh_from_db()
    return made.status == Experiment.Status.FINISHED or not (
        made.debates.filter(status="running").exists() or made.debates.filter(places__finished_at=None).exists()
    )


@contextmanager
def counting(watched: Watched) -> Iterator[None]:
    """Look at the database's connections every quarter of a second."""
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.25):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
                watched.connections = max(watched.connections, cursor.fetchone()[0] - 2)
            now = ModelCall.objects.filter(status="in_flight").count()
            watched.in_flight = max(watched.in_flight, now)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def run(name: str, delay: float, debates: int, in_flight: int) -> None:
    with delayed(delay) as address:
        made = experiment(name, address, debates, in_flight)
        programs = [*processes.workers(), processes.sweep()]
        with processes.Supervisor(programs) as supervisor:
            wait_for_workers(len(programs) - 1)
            workers = [psutil.Process(c.process.pid) for c in supervisor.children if "worker" in c.program.name]
            watched = Watched(workers, servers())
            with counting(watched):
                before, began = watched.cpu(), time.monotonic()
                services.launch(made)
                while not ended(made):
                    time.sleep(0.05)
                took, after = time.monotonic() - began, watched.cpu()
            figures(name, made, delay, in_flight, took, {part: after[part] - before[part] for part in after}, watched)


def wait_for_workers(wanted: int) -> None:
    from debate.celery import app

    deadline = time.monotonic() + 60
    while len(app.control.ping(timeout=1) or []) < wanted:
        assert time.monotonic() < deadline, f"the workers do not answer: {embedded.data_dir() / 'logs'}"


def figures(
    name: str, made: Experiment, delay: float, in_flight: int, took: float, cpu: dict[str, float], watched: Watched
) -> None:
    calls = ModelCall.objects.filter(turn__debate__experiment=made, status="ok").count()
    wanted = made.debates.count() * CALLS_A_DEBATE
    assert calls == wanted, f"{calls} calls, not {wanted}"
    ideal = calls * delay / in_flight
    a_call = {part: 1_000 * spent / calls for part, spent in cpu.items()}
    say(f"{name}_seconds", took, "s", ideal / took)
    say(f"{name}_cpu_a_call", sum(a_call.values()), "ms", CPU_LIMIT / sum(a_call.values()))
    for part, value in a_call.items():
        say(f"{name}_cpu_a_call_{part}", value, "ms")
    say(f"{name}_peak_memory_of_a_worker", watched.memory(), "MB", MEMORY_LIMIT / watched.memory())
    say(f"{name}_connections", watched.connections, "connections", CONNECTIONS_LIMIT / watched.connections)
    say(f"{name}_most_in_flight", watched.in_flight, "calls", watched.in_flight / in_flight)


def say(name: str, value: float, unit: str, of_ideal: float | None = None) -> None:
    figure = {"name": name, "value": round(value, 3), "unit": unit}
    print(json.dumps(figure if of_ideal is None else {**figure, "of_ideal": round(of_ideal, 3)}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, nargs="+", default=[2.0, 1.0])
    parser.add_argument("--debates", type=int, default=200)
    parser.add_argument("--in-flight", type=int, default=200)
    chosen = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        for delay in chosen.delay:
            run(f"delay-{delay:g}".replace(".", "-"), delay, chosen.debates, chosen.in_flight)
    finally:
        connection.close()
        embedded.release()


if __name__ == "__main__":
    main()
