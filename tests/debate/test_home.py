"""The list of experiments: found by name and status, and quick however many there are."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from debate import desk, services
from debate.models import Experiment, Member, Study
from tests.debate.stage import arm, endpoint, experiment, launched, question_set, work_off

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def researcher() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada", is_staff=True))
    return client


def names(client: Client, query: str = "") -> set[str]:
    page = client.get(f"/{query}").content.decode()
    return {name for name in Experiment.objects.values_list("name", flat=True) if f'/experiments/{name}/"' in page}


def test_experiments_are_found_by_a_part_of_their_name_and_by_status(researcher: Client) -> None:
    questions = question_set()
    for name, status in (("keys-pilot", "draft"), ("keys-main", "running"), ("doors", "finished")):
        experiment(questions, name=name, status=status)
    assert names(researcher) == {"keys-pilot", "keys-main", "doors"}
    assert names(researcher, "?q=KEYS") == {"keys-pilot", "keys-main"}
    assert names(researcher, "?q=keys&status=running") == {"keys-main"}
    assert names(researcher, "?status=nonsense") == {"keys-pilot", "keys-main", "doors"}
    assert "No experiment fits." in researcher.get("/?q=unicorn").content.decode()


def test_where_there_is_nothing_it_says_what_to_do_first(researcher: Client) -> None:
    assert "Nothing has been run yet" in researcher.get("/").content.decode()


def test_more_experiments_take_no_more_queries(researcher: Client) -> None:
    questions = question_set()
    model = endpoint(NOWHERE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert researcher.get("/").status_code == 200
        return len(asked)

    def add(name: str) -> None:
        made = experiment(questions, name=name)
        config = arm(made, "blind", judge=model).config
        config.name = name
        config.save()
        services.launch(made)

    add("one")
    few = queries()
    for name in ("two", "three", "four"):
        add(name)
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_a_line_says_how_far_it_is_and_what_came_of_it(provider: str, researcher: Client) -> None:
    made = launched(endpoint(provider), "blind")
    work_off()
    page = researcher.get("/").content.decode()
    figure = desk.report_of(made).arms[0].overall.accuracy
    assert figure.value is not None
    assert "2 of 2 judgements" in page
    assert f"{100 * figure.value:.0f} %" in page


@pytest.mark.django_db(transaction=True)
def test_an_assistants_list_holds_no_figures(provider: str) -> None:
    made = launched(endpoint(provider), "blind")
    work_off()
    study = Study.objects.create(name="doors")
    Experiment.objects.update(study=study)
    client = Client()
    client.force_login(User.objects.create_user("kim"))
    Member.objects.create(study=study, user=User.objects.get(), role=Member.Role.ASSISTANT)
    page = client.get("/").content.decode()
    assert f"/experiments/{made.name}/" in page
    assert "<dt>blind</dt>" not in page
