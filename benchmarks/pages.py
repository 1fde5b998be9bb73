"""What people wait for who judge: the page, its piece with the news, a draft that is kept, an answer.

    python benchmarks/pages.py [--people 200] [--every 5] [--seconds 60] [--beside]

People with a socket each judge debates of two rounds, each doing something about every five seconds; `visitors.py`,
in a process of its own, is their browsers. --beside: meanwhile 200 model calls of two seconds are in flight. The web
server, PostgreSQL, Redis, the browsers and, beside, workers and provider share the machine.

`of_ideal` is the limit that Moot sets itself through the value: 1 or more is kept.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

SCRATCH = tempfile.TemporaryDirectory(prefix="moot-pages-")
os.environ.setdefault("MOOT_DATA", SCRATCH.name)
os.environ.setdefault("MOOT_PORT", "8965")
os.environ.setdefault("MOOT_PRIVATE_HOSTS", "127.0.0.1")
# The web server must read the sessions that are made here.
os.environ.setdefault("MOOT_SECRET_KEY", "of a benchmark")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django
import psutil

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from debate import embedded, processes, services
from debate.access import seat_of
from debate.commandline import migrate
from debate.core.types import Turn as Reply
from debate.models import (
    Arm,
    ArmSeat,
    Endpoint,
    Experiment,
    ModelCall,
    Passage,
    Player,
    Pool,
    ProtocolConfig,
    Question,
    QuestionSet,
    Turn,
)
from debate.models.player import public_id
from debate.services import Answer
from debate.transcripts import ask_from_json

ROUNDS, EACH = 2, 2
ALONE_MS, BESIDE_MS = 50, 200
IN_FLIGHT, DELAY = 200, 2.0
WORDS = (
    "the",
    "of",
    "ledger",
    "clerk",
    "key",
    "rain",
    "porter",
    "letter",
    "night",
    "lamp",
    "who",
    "before",
    "had",
    "was",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--beside", action="store_true")
    chosen = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        people = seated(spoken(questions=chosen.people * 6 // 5), chosen.people)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        for figure in judged(people, chosen.every, chosen.seconds, chosen.beside):
            print(json.dumps(figure), flush=True)
    finally:
        connection.close()
        embedded.release()


def line(name: str, value: float, unit: str, limit: float | None = None, **more: object) -> dict[str, object]:
    figure = {"benchmark": "pages", "name": name, "value": round(value, 2), "unit": unit}
    return {**figure, **({"of_ideal": round(limit / value, 2)} if limit else {}), **more}


def text(draw: random.Random, words: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(words)) + "."


def spoken(questions: int) -> Pool:
    """The pool of a running experiment whose debates have been spoken, each with a passage and quotes from it."""
    draw = random.Random(7)
    items = QuestionSet.objects.create(name="pages")
    asked = {"question_set": items, "options": ["It was the porter, at night.", "It was the clerk, in the rain."]}
    passages = [Passage(question_set=items, external_id=f"p{n}", text=text(draw, 700)) for n in range(questions)]
    Question.objects.bulk_create(
        Question(external_id=f"q{n}", text=f"Who took ledger {n}?", answer=n % 2, passage=passage, **asked)
        for n, passage in enumerate(Passage.objects.bulk_create(passages))
    )
    pool = Pool.objects.create(name="people/pages")
    nowhere = {"base_url": "http://127.0.0.1:9/v1", "model": "m", "price_in": 0, "price_out": 0}
    nobody = Endpoint.objects.create(name="nobody", **nowhere)
    made = Experiment.objects.create(name="pages", question_set=items, seed=7)
    config = ProtocolConfig.objects.create(name="pages", protocol="debate", params={"rounds": ROUNDS})
    arm = Arm.objects.create(experiment=made, name="debate", config=config, judgements_per_debate=EACH)
    ArmSeat.objects.create(arm=arm, endpoint=nobody)
    ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, pool=pool)
    services.launch(made)
    while turns := list(Turn.objects.filter(status=Turn.Status.OPEN).select_related("debate__question__passage")):
        for turn in turns:
            speak(turn, draw)
    return pool


def speak(turn: Turn, draw: random.Random) -> None:
    """160 words, two quotes among them: one from the passage, one that stands nowhere in it."""
    assert turn.debate.question.passage is not None
    quoted = " ".join(turn.debate.question.passage.text.split()[100:118])
    said = f"{text(draw, 60)}\n\n<quote>{quoted}</quote> {text(draw, 60)} <quote>nobody was there at all</quote>"
    services.answer(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), text=f"{said} {text(draw, 18)}")))


def seated(pool: Pool, number: int) -> list[dict[str, str]]:
    """People who are signed in and have sat down before their first debate."""
    users = User.objects.bulk_create(User(username=public_id()) for _ in range(number))
    players = Player.objects.bulk_create(Player(user=user) for user in users)
    pool.players.add(*players)
    return [visitor(player) for player in players]


def visitor(player: Player) -> dict[str, str]:
    client = Client()
    client.force_login(User.objects.get(player=player))
    place = services.sit_down(player)
    seat = seat_of(place) if place else None
    assert seat is not None, "there are fewer places than people"
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "page": reverse("judge", args=[seat.public_id])}


def judged(
    people: Sequence[Mapping[str, str]], every: float, seconds: int, beside: bool
) -> Iterator[dict[str, object]]:
    with ExitStack() as stack:
        web = stack.enter_context(serving())
        if beside:
            stack.enter_context(calling(seconds))
        plan = {"address": settings.PUBLIC_URL, "seconds": seconds, "every": every, "people": people}
        before, began = cpu(web), time.monotonic()
        took = visited(plan)
        spent, passed = cpu(web) - before, time.monotonic() - began
    took["all of them"] = [one for of_a_kind in took.values() for one in of_a_kind]
    requests = len(took["all of them"])
    told = f"{len(people)} people{f', beside {IN_FLIGHT} model calls' if beside else ''}"
    for what, each in took.items():
        p95, limit = quantiles(each, n=20)[-1], BESIDE_MS if beside else ALONE_MS
        more = {"median": round(quantiles(each, n=2)[0], 1), "slowest": round(max(each)), "n": len(each)}
        yield line(f"{what}, p95, {told}", p95, "ms", limit, **more)
    # Of the whole time, over the requests that are counted: those of the beginning make it too high by a third.
    yield line("processor time of the web server for a request, at most", 1000 * spent / requests, "ms")
    yield line("requests a second", requests / (seconds - 20), "requests", load=os.getloadavg()[0])
    if beside:
        calls = ModelCall.objects.filter(status="ok").count()
        share = round(calls / passed / (IN_FLIGHT / DELAY), 2)
        yield line("model calls a second beside", calls / passed, "calls", of_ideal=share)


@contextmanager
def serving() -> Iterator[list[psutil.Process]]:
    """The web server's processes, once they answer."""
    with processes.Supervisor([processes.web()]) as supervisor:
        while not processes.web_answers():
            assert supervisor.children[0].process.poll() is None, supervisor.log_of("web")
            time.sleep(0.1)
        yield [psutil.Process(child.process.pid) for child in supervisor.children]


def cpu(running: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in running)


@contextmanager
def calling(seconds: int) -> Iterator[None]:
    """Model calls of another experiment, more than can be answered meanwhile."""
    import throughput
    from delayed import delayed

    with delayed(DELAY) as address, processes.Supervisor([*processes.workers(), processes.sweep()]):
        throughput.wait_for_workers(len(processes.workers()))
        calls = int(1.2 * (seconds + 20) * IN_FLIGHT / DELAY)
        services.launch(throughput.experiment("beside", address, calls // throughput.CALLS_A_DEBATE, IN_FLIGHT))
        while ModelCall.objects.filter(status="ok").count() < IN_FLIGHT:
            time.sleep(0.2)
        yield


def visited(plan: Mapping[str, object]) -> dict[str, list[float]]:
    """How many milliseconds each request took, by what it was."""
    command = [sys.executable, str(Path(__file__).with_name("visitors.py"))]
    done = subprocess.run(command, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True)
    took = defaultdict(list)
    for what, milliseconds in map(json.loads, done.stdout.splitlines()):
        took[what].append(milliseconds)
    return dict(took)


if __name__ == "__main__":
    main()
