"""The list of debates behind a figure: as long as the figure says, and cheap to ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Avg, Case, FloatField, When
from django.test import Client
from django.test.utils import CaptureQueriesContext

from debate.desk import Filter, lines, listing
from debate.desk.listing import SORTS
from debate.models import Debate, Experiment
from judges.models import Rating
from judges.queries import report_on

pytestmark = pytest.mark.django_db


def test_each_figure_leads_to_as_many_judgements_as_it_counts(played: Experiment) -> None:
    Rating.objects.filter(final=True, place__debate__arm__name="blind").update(right=None, missing="unparsed")
    debates = Debate.objects.filter(experiment=played)
    for row in report_on(played).arms:
        name, all_of = row.arm.name, row.overall
        wanted = {
            "judged": all_of.n,
            "right": all_of.right,
            "wrong": all_of.n - all_of.right - all_of.ties,
            "missing": sum(all_of.missing.values()),
            **all_of.missing,
        }
        assert {o: listing(debates, Filter(arm=name, outcome=o)).count() for o in wanted} == wanted
        for number, one in all_of.by_round.items():
            assert listing(debates, Filter(arm=name, round=number, outcome="right")).count() == one.tally.right
        for half, tally in all_of.halves.items():
            assert listing(debates, Filter(arm=name, half=half, outcome="judged")).count() == tally.n


def test_the_list_asks_as_few_queries_for_many_debates_as_for_one(played: Experiment) -> None:
    debates = list(played.debates.all())

    def queries(n: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(list(lines(debates[:n]))) == n
        return len(asked)

    assert queries(1) == queries(len(debates))


def test_a_list_is_sorted_either_way(played: Experiment) -> None:
    debates = Debate.objects.filter(experiment=played)
    share = {
        debate.pk: Rating.objects.filter(place__debate=debate, final=True).aggregate(
            share=Avg(Case(When(right=True, then=1.0), default=0.0, output_field=FloatField()))
        )["share"]
        for debate in debates
    }
    keys: dict[str, Callable[[Debate], Any]] = {
        "order": lambda debate: debate.place_in_order,
        "question": lambda debate: debate.question.text,
        "arm": lambda debate: debate.arm.name,
        "status": lambda debate: debate.status,
        "finished": lambda debate: debate.finished_at,
        "outcome": lambda debate: share[debate.pk],
    }
    assert keys.keys() == SORTS.keys()
    for name, key in keys.items():
        for sort in (name, f"-{name}"):
            found = [key(debate) for debate in listing(debates, Filter(sort=sort))]
            known = [value for value in found if value is not None]
            assert known == sorted(known, reverse=sort.startswith("-"))
            assert found[len(known) :] == [None] * (len(found) - len(known))


def test_a_click_on_a_column_sorts_by_it_and_a_second_click_turns_it_round(
    played: Experiment, researcher: Client
) -> None:
    address = f"/experiments/{played.name}/debates/"
    for asked, next_, way in (("arm", "-arm", "ascending"), ("-arm", "arm", "descending")):
        page = researcher.get(f"{address}?arm=consultancy&sort={asked}&page=1").content.decode()
        assert f'<th scope="col" aria-sort="{way}"><a href="?arm=consultancy&amp;sort={next_}">Arm' in page
        assert f'<option value="{asked}" selected>' in page
    assert researcher.get(f"{address}?sort=nonsense").status_code == 200


def test_debates_come_in_the_order_that_was_asked_for(played: Experiment) -> None:
    ordered = list(listing(Debate.objects.filter(experiment=played), Filter(sort="-order")))
    assert [line.debate for line in lines(ordered)] == ordered
    assert ordered[0].place_in_order > ordered[-1].place_in_order


def test_a_page_of_the_list_costs_as_many_queries_however_long_the_list_is(
    played: Experiment, researcher: Client
) -> None:
    address = f"/experiments/{played.name}/debates/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert researcher.get(address).status_code == 200
        return len(asked)

    before = queries()
    first = played.debates.all()[0]
    Debate.objects.bulk_create(
        Debate(experiment=played, arm=first.arm, question=first.question, seed=n, repeat=n, place_in_order=1000 + n)
        for n in range(1, 120)
    )
    assert queries() == before
