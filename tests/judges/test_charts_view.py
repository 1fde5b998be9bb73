"""Charts as they come down: as pictures, as numbers, and as Vega-Lite."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from debate import services
from debate.models import Experiment
from judges.queries import planned_scope
from judges.queries.judging import judging_of
from judges.stats import Figure
from judges.stats.ensembles import Ensemble
from judges.stats.judging import Slow, to_json
from judges.stats.mixed import Mixed
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off
from tests.provider import providing

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada", is_staff=True))
    return client


@pytest.fixture(scope="module")
def once_played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A finished experiment of debates and consultancies, played once for all tests."""
    with django_db_blocker.unblock(), providing() as provider:
        made = experiment(question_set(), budget_usd=50)
        model = endpoint(provider)
        arm(made, "debate", speaker=model, judge=model, params={"rounds": 2})
        arm(made, "consultancy", speaker=model, judge=model, params={"rounds": 1})
        services.launch(made)
        work_off()
        yield made.name
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def played(once_played: str, db: None) -> Experiment:
    return Experiment.objects.get(name=once_played)


@pytest.mark.parametrize("subject", ["accuracy", "differences", "rounds", "belief", "reliability", "judges", "cost"])
def test_a_chart_comes_in_each_format(subject: str, played: Experiment, researcher: Client) -> None:
    address = f"/experiments/{played.name}/{subject}"
    assert b"<svg" in researcher.get(f"{address}.svg?dark&narrow").content
    assert researcher.get(f"{address}.png").content.startswith(b"\x89PNG")
    assert list(csv.DictReader(StringIO(researcher.get(f"{address}.csv").content.decode())))
    whole = researcher.get(f"{address}.vl.json")
    assert whole["Content-Disposition"] == f'attachment; filename="trial-{subject}.vl.json"'
    values = json.loads(whole.content)
    assert values["$schema"].endswith("/vega-lite/v6.json")
    assert values["config"]["background"] == "#ffffff"
    assert values["data"]["values"]


def test_charts_of_debaters_and_judges_are_made_from_single_judgements(played: Experiment, researcher: Client) -> None:
    """One model judges all, so that no two judges agree; it meets itself, and each seat wins some debates."""
    rows = list(csv.DictReader(StringIO(researcher.get(f"/experiments/{played.name}/debaters.csv").content.decode())))
    found = judging_of(planned_scope((played,))).ratings
    assert len(rows) == 2
    assert [(row["debater"], row["seat"]) for row in rows] == [(one.debater, one.seat) for one in found]
    assert researcher.get(f"/experiments/{played.name}/agreement.svg").status_code == 404


def test_a_chart_of_ensembles_is_there_once_they_have_been_made(played: Experiment, researcher: Client) -> None:
    address = f"/experiments/{played.name}/ensembles.csv"
    assert researcher.get(address).status_code == 404
    analysis = services.ask_for_analysis(planned_scope((played,)))
    assert researcher.get(address).status_code == 404
    made = tuple(Ensemble("mean", k, Figure(0.5, 4, method="how")) for k in (1, 2))
    analysis.result = to_json(Slow(mixed=Mixed("debate", 8), skills=(), ensembles=made))
    analysis.save()
    rows = list(csv.DictReader(StringIO(researcher.get(address).content.decode())))
    assert [(row["rule"], row["k"], row["value"], row["low"]) for row in rows] == [
        ("mean", "1", "0.5", ""),
        ("mean", "2", "0.5", ""),
    ]
