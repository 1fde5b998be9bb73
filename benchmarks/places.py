"""Places to judge, claimed by many at once: exact, quick in a large study, and quick for a crowd.

    python benchmarks/places.py [races] [claims] [crowd] [--runs 100]

races: 20 people, each with a connection and in 4 processes, judge 60 debates x 3 places till nothing is left; the
figure counts the runs in which every debate ends with exactly 3 judgements by 3 people.
claims: one person after the other, with 100,000 open places (2 arms, 3 places a debate).
crowd: 200 people who are signed in press “Judge the next debate” within one second, at a real web server.

Everything runs on a scratch data folder, with its own PostgreSQL, which waits for the disk as in use; the clients
share the machine with the servers. `of_ideal` is the limit that Moot sets itself through the value: 1 or more is kept.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from statistics import quantiles

SCRATCH = tempfile.TemporaryDirectory(prefix="moot-places-")
os.environ.setdefault("MOOT_DATA", SCRATCH.name)
os.environ.setdefault("MOOT_PORT", "8963")
# The web server must read the sessions that are made here.
os.environ.setdefault("MOOT_SECRET_KEY", "of a benchmark")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django
import psutil

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from debate import embedded, processes, services
from debate.commandline import migrate
from debate.core.types import Turn as Reply
from debate.models import Arm, ArmSeat, Experiment, Player, Pool, ProtocolConfig, Question, QuestionSet, Turn
from debate.models.player import public_id
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges import services as judging
from judges.models import Place

PEOPLE, QUESTIONS, EACH, PROCESSES = 20, 30, 3, 4
OPEN, CLAIMS, CLAIMANTS = 100_000, 2_000, 200
CROWD, WITHIN = 200, 1.0
CLAIM_MS, CROWD_MS = 20, 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wanted", nargs="*", default=["races", "claims", "crowd"])
    parser.add_argument("--runs", type=int, default=100)
    arguments = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        for name in arguments.wanted:
            for figure in BENCHMARKS[name](arguments.runs):
                print(json.dumps(figure), flush=True)
    finally:
        connection.close()
        embedded.release()


def line(name: str, value: float, unit: str, of_ideal: float, **more: object) -> dict[str, object]:
    figure = {"name": name, "value": round(value, 3), "unit": unit, "of_ideal": round(of_ideal, 2)}
    return {"benchmark": "places", **figure, **more}


def within(limit: float, name: str, took: Sequence[float]) -> dict[str, object]:
    """The 95th percentile of these milliseconds, and how it stands to its limit."""
    p95 = quantiles(took, n=20)[-1]
    return line(f"{name}, p95", p95, "ms", limit / p95, slowest=round(max(took)), load=os.getloadavg()[0])


def study(name: str, questions: int) -> tuple[Experiment, Pool]:
    """A running experiment of two arms in which nobody speaks: 2 x questions debates, EACH places of each."""
    items = QuestionSet.objects.create(name=name)
    asked = {"question_set": items, "text": "Who had the key?", "options": ["the porter", "the cook"], "answer": 0}
    Question.objects.bulk_create(Question(external_id=f"q{n}", **asked) for n in range(questions))
    pool = Pool.objects.create(name=f"people/{name}")
    experiment = Experiment.objects.create(name=name, question_set=items, seed=7)
    for arm in ("first", "second"):
        config = ProtocolConfig.objects.create(name=f"{name}/{arm}", protocol="blind")
        made = Arm.objects.create(experiment=experiment, name=arm, config=config, judgements_per_debate=EACH)
        ArmSeat.objects.create(arm=made, kind=ArmSeat.Kind.JUDGE, pool=pool)
    services.launch(experiment)
    return experiment, pool


def people(pool: Pool, number: int) -> list[Player]:
    users = User.objects.bulk_create(User(username=public_id()) for _ in range(number))
    players = Player.objects.bulk_create(Player(user=user) for user in users)
    pool.players.add(*players)
    return players


def races(runs: int) -> Iterator[dict[str, object]]:
    exact = 0
    # Fresh processes: a forked one would share its parent's connections.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as workers:
        for run in range(runs):
            experiment, pool = study(f"race-{run}", QUESTIONS)
            ids = [player.pk for player in people(pool, PEOPLE)]
            list(workers.map(judge_together, [ids[n::PROCESSES] for n in range(PROCESSES)]))
            exact += is_exact(experiment)
    yield line("runs with exactly 3 judgements of each of 60 debates", exact, "runs", exact / runs, of=runs)


def judge_together(players: list[int]) -> None:
    """These people, each in a thread of its own."""
    with ThreadPoolExecutor(len(players)) as threads:
        list(threads.map(judge_all, players))


def judge_all(player: int) -> None:
    """Sit down and answer until nothing is left."""
    person = Player.objects.get(pk=player)
    while place := services.sit_down(person):
        for turn in Turn.objects.filter(seat__sitting__place=place, status=Turn.Status.OPEN):
            reply = Reply(ask=ask_from_json(turn.ask), text="Because.", belief=(7000, 3000))
            services.answer_by_person(turn, Answer(reply=reply))
    connection.close()


def is_exact(experiment: Experiment) -> bool:
    judged = Place.objects.filter(experiment=experiment, ratings__final=True, finished_at__isnull=False)
    counts = judged.order_by().values("debate").annotate(n=Count("pk"), people=Count("player", distinct=True))
    found = [(row["n"], row["people"]) for row in counts]
    return found == [(EACH, EACH)] * (2 * QUESTIONS) and Place.objects.filter(experiment=experiment).count() == sum(
        n for n, _ in found
    )


def claims(_: int) -> Iterator[dict[str, object]]:
    pool = study("large", OPEN // (2 * EACH) + 1)[1]
    crowd = people(pool, CLAIMANTS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    name = f"{OPEN:,} places open"
    yield within(CLAIM_MS, f"counting what a person could judge, {name}", [timed(count, one) for one in crowd])
    in_turn = [crowd[n % CLAIMANTS] for n in range(CLAIMS)]
    yield within(CLAIM_MS, f"a claim, {name}", [timed(claim, one) for one in in_turn])
    yield within(CLAIM_MS, f"sitting down, {name}", [timed(sit_down, one) for one in people(pool, CLAIMANTS)])


def timed(what: Callable[[Player], None], player: Player) -> float:
    began = time.perf_counter()
    what(player)
    return 1000 * (time.perf_counter() - began)


def count(player: Player) -> None:
    assert judging.how_many_free_for(player) == judging.MOST_COUNTED


@transaction.atomic
def claim(player: Player) -> None:
    """What `sit_down` does before it makes a seat and opens an ask."""
    Player.objects.select_for_update().get(pk=player.pk)
    assert judging.take_place(player) is not None


def sit_down(player: Player) -> None:
    assert services.sit_down(player) is not None


def crowd(_: int) -> Iterator[dict[str, object]]:
    experiment, pool = study("crowd", CROWD)
    requests = [pressed(player) for player in people(pool, CROWD)]
    with processes.Supervisor([processes.web()]) as supervisor:
        while not processes.web_answers():
            assert supervisor.children[0].process.poll() is None, supervisor.log_of("web")
            time.sleep(0.1)
        asyncio.run(press(requests[:1]))
        web = psutil.Process(supervisor.children[0].process.pid)
        before = web.cpu_times()
        took = asyncio.run(press(requests))
        spent = sum(web.cpu_times()[:2]) - sum(before[:2])
    assert Place.objects.filter(experiment=experiment, player__isnull=False).count() == CROWD
    each = 1000 * spent / CROWD
    yield within(CROWD_MS, f"{CROWD} claims within a second over HTTP", took)
    yield line("processor time of the web server for one of them", each, "ms", 1000 * WITHIN / CROWD / each)


def pressed(player: Player) -> bytes:
    """The request of somebody who is signed in and presses the queue's button."""
    client = Client()
    client.force_login(User.objects.get(player=player))
    session, token = client.cookies[settings.SESSION_COOKIE_NAME].value, "a" * 32
    body = f"csrfmiddlewaretoken={token}"
    headers = [
        "POST /judge/ HTTP/1.1",
        f"Host: 127.0.0.1:{settings.PORT}",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return ("\r\n".join(headers) + "\r\n\r\n" + body).encode()


async def press(requests: list[bytes]) -> list[float]:
    """All of these within a second, whether the earlier ones are answered or not; milliseconds until each was."""
    return await asyncio.gather(*(answered(request, n * WITHIN / len(requests)) for n, request in enumerate(requests)))


async def answered(request: bytes, wait: float) -> float:
    await asyncio.sleep(wait)
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.PORT)
    writer.write(request)
    reply = await reader.read()
    writer.close()
    assert b"\r\nlocation: /judge/" in reply, reply[:500]
    return 1000 * (time.perf_counter() - began)


BENCHMARKS = {"races": races, "claims": claims, "crowd": crowd}

if __name__ == "__main__":
    main()
