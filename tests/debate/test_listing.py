"""The list of debates behind a figure: as long as the figure says, and cheap to ask for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debate.desk import Filter, lines, listing
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
        for number, tally in all_of.by_round.items():
            assert listing(debates, Filter(arm=name, round=number, outcome="right")).count() == tally.right
        for half, tally in all_of.halves.items():
            assert listing(debates, Filter(arm=name, half=half, outcome="judged")).count() == tally.n


def test_the_list_asks_as_few_queries_for_many_debates_as_for_one(played: Experiment) -> None:
    debates = list(played.debates.all())

    def queries(n: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(list(lines(debates[:n]))) == n
        return len(asked)

    assert queries(1) == queries(len(debates))
