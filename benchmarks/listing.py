"""How long the list of an experiment's debates takes on the server: 20,000 debates with two judgements each.

    python benchmarks/listing.py [--debates 20000]

The debates are made in a scratch database beside the real one, which is dropped at the end. Each line is the median
of `RUNS` requests as Django's test client makes them: middleware, queries, template; `of_ideal` is 150 ms through it.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import get_runner, override_settings
from django.utils import timezone

from debate import embedded
from debate.models import (
    Arm,
    ArmSeat,
    Debate,
    Endpoint,
    Experiment,
    Passage,
    ProtocolConfig,
    Question,
    QuestionSet,
)
from judges.models import Place, Rating

IDEAL_MS, RUNS, ARMS, JUDGES = 150, 9, 4, 2
WORDS = "Why did the ferry sail early on the evening of the storm, and who knew of it beforehand"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--debates", type=int, default=20_000)
    debates = arguments.parse_args().debates
    embedded.ensure()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    before = runner.setup_databases()
    try:
        fill(debates)
        for line in measured(debates):
            print(json.dumps(line), flush=True)
    finally:
        runner.teardown_databases(before)
        embedded.release()


def fill(debates: int) -> None:
    """Rows as launches and judgements leave them, but for turns: the list reads none of a finished debate."""
    experiment = Experiment.objects.create(name="many", question_set=_questions(debates // ARMS), seed=7)
    judges = [
        Endpoint.objects.create(name=f"test/{n}", base_url="http://127.0.0.1:9/v1", model="m") for n in range(JUDGES)
    ]
    arms = [_arm(experiment, f"arm-{n}", judges) for n in range(ARMS)]
    questions = list(experiment.question_set.questions.all())
    rows = (
        Debate(
            experiment=experiment,
            arm=arms[n % ARMS],
            question=questions[n // ARMS],
            place_in_order=n,
            seed=n,
            status=("finished", "finished", "finished", "running", "failed")[n * 7 % 5],
            reason="The endpoint can't be reached." if n * 7 % 5 == 4 else "",
            finished_at=timezone.now() if n * 7 % 5 < 3 else None,
        )
        for n in range(debates)
    )
    made = Debate.objects.bulk_create(rows, batch_size=2000)
    _judge(made, judges)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _questions(count: int) -> QuestionSet:
    made = QuestionSet.objects.create(name="many")
    passage = Passage.objects.create(question_set=made, external_id="p", text="words " * 5000)
    Question.objects.bulk_create(
        Question(
            question_set=made,
            external_id=f"q{n}",
            text=f"{WORDS} {n}?",
            options=["one", "two"],
            answer=n % 2,
            passage=passage,
        )
        for n in range(count)
    )
    return made


def _arm(experiment: Experiment, name: str, judges: list[Endpoint]) -> Arm:
    config = ProtocolConfig.objects.create(name=name, protocol="debate", params={})
    arm = Arm.objects.create(
        experiment=experiment, name=name, config=config, frozen={"protocol": "debate", "params": {}}
    )
    ArmSeat.objects.bulk_create(ArmSeat(arm=arm, kind=ArmSeat.Kind.JUDGE, endpoint=judge) for judge in judges)
    return arm


def _judge(debates: list[Debate], judges: list[Endpoint]) -> None:
    """Each judge's belief after each of three rounds, of which the last is the rating."""
    places = Place.objects.bulk_create(
        (Place(debate=debate, number=n, endpoint=judge) for debate in debates for n, judge in enumerate(judges)),
        batch_size=5000,
    )
    Rating.objects.bulk_create(
        (
            Rating(
                place=place,
                round=round,
                final=round == 2,
                belief=[6000 + place.pk % 7 * 500, 4000 - place.pk % 7 * 500],
                right=place.pk % 3 > 0,
                tie=False,
            )
            for place in places
            for round in range(3)
        ),
        batch_size=5000,
    )


def measured(debates: int) -> Iterator[dict[str, object]]:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    pages = {
        "first page": "",
        "a filtered page": "?arm=arm-2&judge=test/1&outcome=wrong",
        "a search": "?question=storm",
        "sorted by question": "?sort=question",
        "sorted by outcome": "?sort=outcome",
        "sorted by finish, last first": "?sort=-finished",
        "the last page": f"?page={debates // 50}",
    }
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        for name, query in pages.items():
            ms = _median_ms(client, f"/experiments/many/debates/{query}")
            yield {"name": f"listing: {name}", "value": round(ms, 1), "unit": "ms", "of_ideal": round(IDEAL_MS / ms, 2)}


def _median_ms(client: Client, address: str) -> float:
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken[1:])


if __name__ == "__main__":
    main()
