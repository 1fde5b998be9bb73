"""Launching a large experiment: how long it takes, the memory it needs, the wake-ups it sends; one JSON line a figure.

    python benchmarks/launch.py [models] [people] [--debates 10000 40000]

models: two arms of debates, each read by a model in both display orders.
people: the same debates, each to be judged by three people of a pool.

Each launch is made in a process of its own, so that its peak memory is its alone. Ten questions share a passage of
5,000 words. Everything runs on a scratch data folder, with its own PostgreSQL, which waits for the disk as in use.
`of_ideal` is the limit that Moot sets itself through the value: 1 or more is kept.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

SCRATCH = tempfile.TemporaryDirectory(prefix="moot-launch-")
os.environ.setdefault("MOOT_DATA", SCRATCH.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from redis import Redis

from debate import embedded, services
from debate.commandline import migrate
from debate.models import (
    Arm,
    ArmSeat,
    Debate,
    Endpoint,
    Experiment,
    Passage,
    Pool,
    ProtocolConfig,
    Question,
    QuestionSet,
    Turn,
)
from debate.services.estimate import estimate
from judges.models import Place

ARMS, PEOPLE, SHARE_A_PASSAGE = ("simultaneous", "sequential"), 3, 10
PASSAGE = " ".join(["Nobody asked the cook who had the key."] * 625)
DEBATES_A_SECOND, SECONDS_TO_PLAN, MB_OF_GROWTH, BYTES_A_DEBATE = 1_000, 5, 150, 2_000
Figure = dict[str, object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wanted", nargs="*", default=["models", "people"])
    parser.add_argument("--debates", type=int, nargs="+", default=[10_000, 40_000])
    arguments = parser.parse_args()
    embedded.ensure()
    try:
        alone(migrate)
        for judges in arguments.wanted:
            for figure in launches(judges, arguments.debates):
                print(json.dumps({"benchmark": "launch", **figure}), flush=True)
    finally:
        connection.close()
        embedded.release()


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of this process's own work, and bytes by which its peak memory grew."""

    seconds: float
    processor: float
    grown: int


def launches(judges: str, sizes: list[int]) -> Iterator[Figure]:
    grown = {}
    for debates in sizes:
        name, what = f"{judges}-{debates}", f"{debates:,} debates, judged by {judges}"
        alone(draft, name, debates // len(ARMS), judges)
        planned = alone(plan, name)
        yield figure(f"estimating {what}", planned.seconds, "s", SECONDS_TO_PLAN, planned)
        launched = alone(launch, name)
        yield figure(f"launching {what}", launched.seconds, "s", debates / DEBATES_A_SECOND, launched, **rows(name))
        grown[debates] = launched.grown
        yield figure(f"memory that launching takes, {what}", launched.grown / 2**20, "MB", MB_OF_GROWTH)
        yield figure(f"wake-ups that it sends, {what}", wake_ups(), "messages", places())
    for fewer, more in pairwise(sizes):
        each = (grown[more] - grown[fewer]) / (more - fewer)
        yield figure(f"memory for each debate more, judged by {judges}", each, "bytes", BYTES_A_DEBATE)


def figure(name: str, value: float, unit: str, limit: float, cost: Cost | None = None, **more: object) -> Figure:
    if cost:
        more |= {"processor_s": round(cost.processor, 2), "load": round(os.getloadavg()[0], 1)}
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "of_ideal": round(limit / max(value, 0.01), 2),
        **more,
    }


def draft(name: str, questions: int, judges: str) -> None:
    """An experiment of two arms that is ready to launch."""
    made = Experiment.objects.create(name=name, question_set=question_set(name, questions), seed=7)
    speaker, reader = (
        Endpoint.objects.get_or_create(name=f"test/{who}", base_url="http://127.0.0.1:9/v1", model=who)[0]
        for who in ("speaker", "judge")
    )
    judge = {"endpoint": reader} if judges == "models" else {"pool": Pool.objects.create(name=f"people/{name}")}
    for arm_name in ARMS:
        params = {"simultaneous": arm_name == "simultaneous"}
        config = ProtocolConfig.objects.create(name=f"{name}/{arm_name}", protocol="debate", params=params)
        each = 1 if judges == "models" else PEOPLE
        arm = Arm.objects.create(experiment=made, name=arm_name, config=config, judgements_per_debate=each)
        ArmSeat.objects.create(arm=arm, endpoint=speaker)
        ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, **judge)


def question_set(name: str, questions: int) -> QuestionSet:
    made = QuestionSet.objects.create(name=name)
    passages = Passage.objects.bulk_create(
        (Passage(question_set=made, external_id=f"p{n}", text=PASSAGE) for n in range(1 + questions // 10)),
        batch_size=100,
    )
    asked = {"question_set": made, "text": "Who had the key?", "options": ["the porter", "the cook", "the maid"]}
    Question.objects.bulk_create(
        (
            Question(external_id=f"q{n}", passage=passages[n // SHARE_A_PASSAGE], answer=n % 3, **asked)
            for n in range(questions)
        ),
        batch_size=1000,
    )
    return made


def alone(work: Callable[..., object], *arguments: object) -> Cost:
    """What this work costs in a fresh process. Its parent stays small: a child's peak begins at its parent's size."""
    connection.close()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(measured, work, *arguments).result()


def measured(work: Callable[..., object], *arguments: object) -> Cost:
    connection.ensure_connection()
    grown, processor, seconds = peak(), time.process_time(), time.perf_counter()
    work(*arguments)
    cost = Cost(time.perf_counter() - seconds, time.process_time() - processor, peak() - grown)
    connection.close()
    return cost


def peak() -> int:
    """The most memory that this process ever had, in bytes."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def plan(name: str) -> None:
    """What the page before a launch shows: every problem looked for, and what the run would cost."""
    estimate(Experiment.objects.get(name=name))


def launch(name: str) -> None:
    services.launch(Experiment.objects.get(name=name))


def rows(name: str) -> Figure:
    """What a launch stored."""
    of = {"debate__experiment__name": name}
    return {
        "debates": Debate.objects.filter(experiment__name=name).count(),
        "places": Place.objects.filter(**of).count(),
        "turns": Turn.objects.filter(**of).count(),
    }


def wake_ups() -> int:
    """How many messages wait for workers, of which there are none here; they are taken away."""
    broker = Redis.from_url(settings.REDIS_URL)
    waiting = broker.llen("celery")
    broker.delete("celery")
    return int(waiting)


def places() -> int:
    """How many calls may be in flight at all endpoints together: as many wake-ups can be used."""
    return sum(Endpoint.objects.values_list("most_in_flight", flat=True))


if __name__ == "__main__":
    main()
