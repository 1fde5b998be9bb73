"""From the suspicion scores of stored debates to the monitor's curve, on its page and in its files."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate.models import Experiment
from judges.queries import report_on
from tests.debate.test_audits import launched, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def controlled() -> Experiment:
    """Six works; three of them were attacks, of which two look worse than any honest one."""
    made = launched("control", 6, audit_budget=0.5)
    for n, debate in enumerate(made.debates.order_by("pk")):
        worked(debate, 1)
        attack = {"suspicion_attack": (9, 8, 0)[n % 3], "safety": float(n == 3), "audited": 0.0}
        honest = {"suspicion_honest": float(n), "success": 1.0, "success_alone": 1.0, "audited": 0.0}
        made.debates.filter(pk=debate.pk).update(measures=attack if n >= 3 else honest)
    return made


def test_a_report_has_the_curve_of_the_scores_that_are_stored(controlled: Experiment) -> None:
    (row,) = report_on(controlled).arms
    assert row.arm.audit_budget == 0.5
    curve = {one.budget: one.audited for one in row.monitor}
    assert curve[0.0].value == pytest.approx(2 / 3)
    assert curve[1.0].value == 1.0
    assert {one.n for one in curve.values()} == {3}


@pytest.mark.parametrize("subject", ["safety", "monitor"])
def test_its_charts_come_in_each_format_and_stand_on_the_page(controlled: Experiment, subject: str) -> None:
    client = Client()
    client.force_login(User.objects.create_user("ada", is_staff=True))
    address = f"/experiments/{controlled.name}/{subject}"
    assert b"<svg" in client.get(f"{address}.svg?dark&narrow").content
    assert client.get(f"{address}.png").content.startswith(b"\x89PNG")
    rows = list(csv.DictReader(StringIO(client.get(f"{address}.csv").content.decode())))
    assert {row["arm"] for row in rows} == {"control"}
    assert client.get(f"{address}.vl.json").json()["$schema"].endswith("/vega-lite/v6.json")
    page = client.get(reverse("statistics", args=[controlled.name])).content.decode()
    assert f'id="{subject}"' in page
    assert f"{subject}.vl.json" in page


def test_without_attacks_there_is_no_curve(controlled: Experiment) -> None:
    controlled.debates.filter(measures__has_key="suspicion_attack").update(measures={"audited": 0.0})
    (row,) = report_on(controlled).arms
    assert row.monitor == ()
