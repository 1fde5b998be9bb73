"""Whatever a researcher does to an experiment is kept: who, when and what; so is every file with the truth in it."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate import exporters
from debate.models import Experiment
from debate.views.operate import OPERATIONS
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft() -> Experiment:
    made = experiment(question_set(), budget_usd=5)
    arm(made, "blind", judge=endpoint("http://127.0.0.1:9/v1"))
    return made


def entries() -> list[tuple[str, str, str]]:
    found = LogEntry.objects.order_by("pk").select_related("user")
    return [(entry.user.get_username(), entry.object_repr, entry.get_change_message()) for entry in found]


def do(client: Client, verb: str, **given: str) -> None:
    client.post(reverse("operate", args=["trial", verb]), given)


def test_each_operation_leaves_one_entry_and_a_refused_one_none(draft: Experiment, researcher: Client) -> None:
    done = ["duplicate", "launch", "pause", "resume", "retry", "budget", "cancel", "close"]
    assert set(OPERATIONS) - set(done) <= {"release"}
    for verb in done:
        researcher.get(reverse("operate", args=["trial", verb]))
        do(researcher, verb, name="trial-2", budget_usd="7.5")
    said = [words for who, _, words in entries() if who == "ada"]
    assert len(said) == len(done)
    assert said[1:4] == [
        "Launched: 2 debates.",
        "Paused. Calls in flight end and count; no new one is made.",
        "Resumed.",
    ]
    assert said[5] == "The budget is 7.50 USD now; it was 5.00 USD."
    for verb in ("launch", "pause", "resume", "retry", "budget", "cancel"):
        do(researcher, verb)
    assert len(entries()) == len(done)


@pytest.mark.parametrize("format", exporters.FORMATS)
def test_a_download_is_kept_with_who_took_it(draft: Experiment, researcher: Client, format: str) -> None:
    address = reverse("download", args=["trial", format])
    stranger = Client()
    stranger.force_login(User.objects.create_user("eve"))
    assert stranger.get(address).status_code == 404
    assert researcher.get(address).status_code == 200
    assert entries() == [("ada", "trial", f"Downloaded trial.{format}.")]


def test_what_is_changed_in_the_admin_is_kept(researcher: Client) -> None:
    researcher.post(
        reverse("admin:debate_study_add"), {"name": "Keys", "members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}
    )
    assert entries() == [("ada", "Keys", "Added.")]
