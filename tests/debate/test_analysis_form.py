"""The analysis plan in the admin: a form in a draft, read with its hash after the launch."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from debate import services
from debate.analysis_plans import plan_of
from debate.models import Arm, Experiment
from debate.services.preregister import is_as_launched
from judges.stats.analysis_plan import AnalysisPlan
from judges.stats.sequential import Plan
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.planned import PLAN, draft, launched

pytestmark = pytest.mark.django_db


FILLED_IN = {
    "name": "trial",
    "seed": "7",
    "repeats": "1",
    "plan_first": "blind",
    "plan_second": "expert",
    "plan_secondary": "",
    "plan_figures": ["accuracy", "brier"],
    "plan_test": "McNemar",
    "plan_where": "kind = models",
    "plan_without": "question.disputed = true",
    "plan_rule": "brier",
    "plan_penalty": "0.05",
    "plan_looks": "50 %, 100 %",
    "plan_target": "8",
    "plan_spending": "obrien_fleming",
    "plan_alpha": "0.05",
    "plan_notes": "Agreed on Monday.\r\nBy all of us.",
}


def send(researcher: Client, made: Experiment, **changed: Any) -> str:
    fields = {**FILLED_IN, "question_set": made.question_set_id, **no_inlines("arms"), **changed}
    return said(researcher.post(f"{ADMIN}/experiment/{made.pk}/change/", fields, follow=True))


def test_the_plan_is_filled_in_on_the_experiments_page(researcher: Client) -> None:
    made = draft(None)
    send(researcher, made)
    made.refresh_from_db()
    assert plan_of(made) == PLAN
    page = said(researcher.get(f"{ADMIN}/experiment/{made.pk}/change/"))
    assert '<option value="blind" selected>blind</option>' in page
    assert 'value="50, 100"' in page
    assert "kind = models</textarea>" in page


def test_what_is_saved_as_it_comes_stays_as_it_is(researcher: Client) -> None:
    plan = replace(PLAN, stopping=Plan(looks=(1 / 3, 0.57, 1.0), target=90, spending="pocock", alpha=0.01))
    made = draft(replace(plan, where={"half": ("", "honest")}, without={}))
    form = researcher.get(f"{ADMIN}/experiment/{made.pk}/change/").context["adminform"].form
    filled_in = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    filled_in |= {name: form.fields[name].prepare_value(form[name].value()) for name in form.fields if "plan_" in name}
    before = plan_of(made)
    send(researcher, made, **{name: value for name, value in filled_in.items() if value is not None})
    made.refresh_from_db()
    assert plan_of(made) == before


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"plan_second": ""}, "plan_second", "Choose two arms to compare, or none."),
        ({"plan_second": "blind"}, "plan_first", "“blind” is compared with itself"),
        ({"plan_secondary": "blind, expert"}, "plan_secondary", "isn’t two arms, such as “debate against blind”"),
        ({"plan_secondary": "blind against oracle"}, "plan_secondary", "There is no arm “oracle”"),
        ({"plan_figures": []}, "plan_figures", "name one"),
        ({"plan_where": "people"}, "plan_where", "“people” isn’t a dimension and its value"),
        ({"plan_where": "colour = red"}, "plan_where", "Judgements can't be told apart by “colour”"),
        ({"plan_without": "kind = cats"}, "plan_without", "No judgement has kind = cats"),
        ({"plan_penalty": "-1"}, "plan_penalty", "It is -1, and must be from 0 to 10"),
        ({"plan_looks": "half"}, "plan_looks", "isn’t a list of percentages"),
        ({"plan_looks": "50"}, "plan_looks", "make the last of `looks` 1"),
        ({"plan_looks": "nan, 100"}, "plan_looks", "isn’t a list of percentages"),
        ({"plan_target": ""}, "plan_looks", "A stopping rule has both"),
        ({"plan_first": "", "plan_second": ""}, "plan_looks", "name its two arms"),
    ],
)
def test_a_form_with_errors_names_them_by_field_and_loses_nothing(
    researcher: Client, changed: dict[str, Any], field: str, problem: str
) -> None:
    made = draft(None)
    fields = {**FILLED_IN, "question_set": made.question_set_id, **no_inlines("arms"), **changed}
    response = researcher.post(f"{ADMIN}/experiment/{made.pk}/change/", fields)
    form = response.context["adminform"].form
    assert list(form.errors) == [field]
    assert problem in " ".join(form.errors[field])
    page = said(response)
    assert "Agreed on Monday." in page
    for text in changed.values():
        if isinstance(text, str) and text:
            assert text in page
    made.refresh_from_db()
    assert plan_of(made) == AnalysisPlan()


def test_an_arm_that_was_renamed_stays_to_be_seen_and_is_named_as_wrong(researcher: Client) -> None:
    made = draft()
    Arm.objects.filter(name="blind").update(name="no-passage")
    page = said(researcher.get(f"{ADMIN}/experiment/{made.pk}/change/"))
    assert '<option value="blind" selected>blind</option>' in page
    assert "There is no arm “blind”; there are: no-passage, expert." in send(researcher, made)


def test_after_the_launch_the_plan_is_read_with_its_hash_and_not_changed(researcher: Client) -> None:
    made = launched()
    page = said(researcher.get(f"{ADMIN}/experiment/{made.pk}/change/"))
    assert 'name="plan_first"' not in page
    assert "blind against expert" in page
    assert f"{made.analysis_hash} (of the plan with its design, as they stand here)" in page.replace("<wbr>", "")
    send(researcher, made, plan_figures=["accuracy"], plan_notes="Something else.", budget_usd="7")
    made.refresh_from_db()
    assert plan_of(made) == PLAN
    assert made.budget_usd == 7
    Experiment.objects.update(seed=99)
    assert "one of them was changed since" in said(researcher.get(f"{ADMIN}/experiment/{made.pk}/change/"))


@pytest.mark.django_db(transaction=True)
def test_a_form_that_comes_while_a_launch_is_under_way_changes_nothing(researcher: Client) -> None:
    made = draft()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            services.launch(made)
            sent = pool.submit(in_a_thread, lambda: send(researcher, made, plan_notes="Too late."))
            wait_until_somebody_waits_for_a_row()
        sent.result()
    made.refresh_from_db()
    assert (made.status, plan_of(made)) == ("running", PLAN)
    assert is_as_launched(made)


def in_a_thread(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connection.close()


def wait_until_somebody_waits_for_a_row() -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        while not cursor.execute(waiting).fetchone()[0]:
            sleep(0.01)
            cursor.execute("SELECT pg_stat_clear_snapshot()")


def test_the_page_that_asks_before_a_launch_says_what_is_planned(researcher: Client) -> None:
    made = draft()
    assert "blind against expert" in said(researcher.get(f"/experiments/{made.name}/launch/"))
    services.set_analysis(made, AnalysisPlan())
    assert "nothing planned" in said(researcher.get(f"/experiments/{made.name}/launch/"))
