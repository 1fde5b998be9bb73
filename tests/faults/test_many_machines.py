"""Two web servers and three workers, each with a folder of its own, share one database and one Redis, and some die."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx2
import pytest
from django.conf import settings

from debate import people, processes, services
from debate.models import Experiment, ModelCall, Pool, Turn
from debate.processes import Program
from judges.models import Place, Rating
from tests.conftest import environment
from tests.debate.stage import arm, endpoint, experiment, question_set
from tests.faults.up import free_port, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

# 135 questions that models debate and judge, with and without speeches; 30 whose debates people judge, and how many.
BY_MODELS, BY_PEOPLE, VOLUNTEERS = 135, 30, 4


@dataclass(frozen=True)
class Machine:
    """One process, which shares nothing with another but the two addresses and the secret key."""

    process: subprocess.Popen[bytes]
    url: str = ""

    def answers(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx2.TransportError:
            return False


class Machines:
    """Starts them, each in a new folder; all are gone when the block ends."""

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        self.folder, self.ends, self.numbers = folder, ends, count()

    def start(self, program: Program, url: str = "") -> Machine:
        own = self.folder / f"machine-{next(self.numbers)}"
        (own / "static").mkdir(parents=True)
        env = {**os.environ, **environment(), **program.env, "MOOT_DATA": str(own), "MOOT_DB_POOL": "4"}
        with open(own / "log", "wb") as log:
            process = subprocess.Popen(program.command, env=env, stdout=log, stderr=log)
        self.ends.callback(process.wait)
        self.ends.callback(process.kill)
        return Machine(process, url)

    def worker(self, number: int) -> Machine:
        return self.start(processes.worker(number, threads=32))

    def web(self) -> Machine:
        port = str(free_port())
        program = processes.web()
        command = tuple(port if word == str(settings.PORT) else word for word in program.command)
        return self.start(Program("web", command), f"http://127.0.0.1:{port}")


@pytest.fixture
def machines(tmp_path: Path, transactional_db: None) -> Iterator[Machines]:
    with ExitStack() as ends:
        yield Machines(tmp_path, ends)


class Volunteer:
    """A person's browser, whose requests go to one web server after the other, and to the next where one is gone."""

    def __init__(self, webs: list[Machine], invitation: str) -> None:
        self.webs, self.turn = webs, count()
        self.browser = httpx2.Client(timeout=60, trust_env=False)
        self.ask("GET", f"/join/{invitation}/")
        self.post(f"/join/{invitation}/")

    def judge_until(self, done: threading.Event) -> None:
        while not done.is_set():
            page = self.post("/judge/")
            while form := self.form(page.text):
                page = self.post(page.url.path, form)
            time.sleep(0.2)

    def form(self, page: str) -> dict[str, str]:
        """The answer to what the page asks; empty where it asks nothing."""
        asked = re.search(r'name="turn" value="([^"]+)"', page)
        said = {"belief0_0": "70", "belief0_1": "30", "speech1_": "Because."}
        return {"turn": asked[1], "step": "submit", **said} if asked else {}

    def post(self, path: str, form: dict[str, str] | None = None) -> httpx2.Response:
        """The page that it leads to, asked again elsewhere until a server has answered."""
        token = self.browser.cookies["csrftoken"]
        answer = self.ask("POST", path, {"csrfmiddlewaretoken": token, **(form or {})})
        assert answer.status_code == 302, answer.text
        return self.ask("GET", answer.headers["location"].partition("#")[0])

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx2.Response:
        for _ in range(20):
            web = self.webs[next(self.turn) % len(self.webs)]
            try:
                return self.browser.request(method, f"{web.url}{path}", data=form)
            except httpx2.TransportError:
                time.sleep(0.1)
        raise AssertionError("no web server answers")


@contextmanager
def judging(webs: list[Machine], pool: Pool) -> Iterator[Callable[[], bool]]:
    """People who judge all that there is, while the block lasts; a function that fails as soon as one of them does."""
    done = threading.Event()
    invitations = [people.invite(pool).token for _ in range(VOLUNTEERS)]
    with ThreadPoolExecutor(VOLUNTEERS) as threads:
        at_it = [threads.submit(Volunteer(webs, token).judge_until, done) for token in invitations]
        try:
            yield lambda: all(one.result() is None for one in at_it if one.done())
        finally:
            done.set()
    for one in at_it:
        one.result()


def launched(provider: str, pool: Pool) -> list[Experiment]:
    slow = endpoint(provider, "slow", timeout_seconds=4, most_in_flight=96, attempts=6, cache=False)
    by_models = experiment(question_set("machines", BY_MODELS), name="by-models", budget_usd=500)
    arm(by_models, "debate", speaker=slow, judge=slow, params={"rounds": 1})
    arm(by_models, "blind", judge=slow)
    by_people = experiment(question_set("humans", BY_PEOPLE), name="by-people", budget_usd=500)
    arm(by_people, "debate", speaker=slow, judge=pool, params={"rounds": 1})
    for made in (by_models, by_people):
        services.launch(made)
    return [by_models, by_people]


def test_nothing_is_lost_when_machines_die_and_others_take_their_place(machines: Machines, provider: str) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    webs, workers = [machines.web(), machines.web()], [machines.worker(n) for n in (1, 2, 3)]
    machines.start(processes.sweep())
    wait_until(lambda: all(web.answers() for web in webs))
    made = launched(provider, pool)
    with judging(webs, pool) as all_is_well:
        wait_until(lambda: all_is_well() and well_begun())
        workers[0].process.kill()
        webs[0].process.kill()
        webs[0] = machines.web()
        machines.worker(4)
        wait_until(lambda: all_is_well() and ended())
    check_whole(*made)


def well_begun() -> bool:
    judged = Rating.objects.filter(place__experiment__name="by-people").exists()
    return judged and ModelCall.objects.filter(status="ok").count() > 200


def ended() -> bool:
    """Finished, and the sweep has counted what the killed worker left in flight."""
    running = Experiment.objects.exclude(status=Experiment.Status.FINISHED).exists()
    return not running and not ModelCall.objects.filter(status="in_flight").exists()


def check_whole(by_models: Experiment, by_people: Experiment) -> None:
    """Every debate is finished and judged as often as wanted; every turn was said once; the books are square."""
    debates = {made.name: Counter(made.debates.values_list("status", flat=True)) for made in (by_models, by_people)}
    assert debates == {"by-models": {"finished": 2 * BY_MODELS}, "by-people": {"finished": BY_PEOPLE}}
    assert set(Turn.objects.values_list("status", flat=True)) == {"ok"}
    for made in (by_models, by_people):
        ratings = Rating.objects.filter(final=True, place__debate__experiment=made)
        judged = Counter(ratings.values_list("place__debate", flat=True))
        assert len(judged) == made.debates.count()
        assert set(judged.values()) == set(made.arms.values_list("judgements_per_debate", flat=True)) == {1}
        assert Place.objects.filter(debate__experiment=made).count() == len(judged)
        made.refresh_from_db()
        costs = ModelCall.objects.filter(turn__debate__experiment=made).values_list("cost_usd", flat=True)
        assert made.spent_usd == sum(costs)
        assert made.reserved_usd == 0
    calls = Counter(ModelCall.objects.filter(status="ok").values_list("turn", flat=True))
    assert set(calls.values()) == {1}
    assert len(calls) == Turn.objects.filter(endpoint__isnull=False).count()
    assert ModelCall.objects.filter(status="lost").exists()
