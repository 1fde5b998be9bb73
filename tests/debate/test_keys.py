"""A provider's key stays in the environment: not in the database, on a page, in a file, a log or an error."""

from __future__ import annotations

import logging
import traceback

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from debate import services
from debate.llm.check import check
from debate.llm.client import CallFailed
from debate.models import ArmSeat, Experiment, ModelCall, Pool
from tests.debate.filled_in import said
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off
from tests.debate.test_leaks import addresses, content

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "sk-planted-5f3c"
ECHOES = ("echoes", "echoes-refusing", "echoes-in-passing", "echoes-politely")


@pytest.fixture(autouse=True)
def _key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOOT_KEY_PLANTED", KEY)
    settings.KEY_HOSTS = {"MOOT_KEY_PLANTED": "127.0.0.1"}


@pytest.fixture
def made(provider: str) -> Experiment:
    """An experiment whose models say the key back in every way that a provider can."""
    made = experiment(question_set(), budget_usd=50)
    judges = [endpoint(provider, model, key_variable="MOOT_KEY_PLANTED") for model in ECHOES]
    blind = arm(made, "blind", judge=judges[0])
    for judge in judges[1:]:
        ArmSeat.objects.create(arm=blind, kind=ArmSeat.Kind.JUDGE, endpoint=judge)
    services.launch(made)
    return made


def everything_stored() -> str:
    """All rows of all tables."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_what_a_provider_says_back_is_stored_shown_and_logged_without_the_key(
    made: Experiment, researcher: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    work_off()
    assert set(ModelCall.objects.values_list("status", flat=True)) == {"ok", "error"}
    assert "Bearer (the key)" in ModelCall.objects.filter(status="ok")[0].text
    assert "Incorrect API key provided: Bearer (the key)." in everything_stored()
    assert KEY not in everything_stored()
    # Charts are drawn of numbers alone, and slowly.
    for address in addresses(made, Pool.objects.create(name="people/volunteers")):
        if address.endswith((".png", ".svg")):
            continue
        assert KEY.encode() not in content(researcher, address), address
    assert KEY not in caplog.text


@pytest.mark.parametrize("model", ECHOES)
def test_a_check_says_what_came_back_without_the_key(
    model: str, provider: str, researcher: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = endpoint(provider, model, key_variable="MOOT_KEY_PLANTED")
    chosen = {"action": "check_chosen", "_selected_action": [made.pk]}
    response = researcher.post(reverse("admin:debate_endpoint_changelist"), chosen, follow=True)
    assert "(the key)" in said(response)
    assert KEY not in response.content.decode() + everything_stored() + caplog.text


def test_an_error_that_is_raised_leads_to_no_key(provider: str) -> None:
    made = endpoint(provider, "echoes-refusing", key_variable="MOOT_KEY_PLANTED")
    with pytest.raises(CallFailed) as failed:
        check(made)
    told = "".join(traceback.format_exception(failed.value))
    assert "Bearer (the key)" in told
    assert KEY not in told
