"""`moot report`: the figures as a table, and as JSON."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from debate.models import Experiment
from judges.queries import report_on
from judges.stats import to_json

pytestmark = pytest.mark.django_db


def test_json_is_the_report_and_nothing_else(played: Experiment, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("report", "trial", as_json=True)
    shown = json.loads(capsys.readouterr().out)
    report = json.loads(json.dumps(to_json(report_on(played))))
    assert {name: shown[name] for name in report} == report
    assert shown.keys() - report.keys() == {"judging", "stopping", "generating", "drift"}


def test_what_takes_long_is_in_the_json_when_it_is_asked_for(
    played: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("report", "trial", as_json=True, slow=True)
    assert json.loads(capsys.readouterr().out)["slow"].keys() == {"mixed", "skills", "ensembles"}


def test_the_table_has_a_row_for_each_arm_and_says_what_is_missing(
    played: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("report", "trial")
    shown = capsys.readouterr().out
    (consultancy,) = [line for line in shown.splitlines() if line.startswith("  consultancy")]
    assert "0.000 [0.000, " in consultancy
    assert "2 unparsed" in shown
    assert "people/volunteers" in shown


def test_an_unknown_name_is_answered_with_those_that_exist(played: Experiment) -> None:
    with pytest.raises(CommandError, match=r"There is no experiment “tril”. There are: trial\."):
        call_command("report", "tril")
