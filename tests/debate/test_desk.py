"""The researchers' pages: who may open them, what they show, what their buttons do."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from debate import services
from debate.desk import Filter, listing
from debate.models import Debate, Endpoint, Experiment, Pool, Turn
from judges.models import Place
from judges.queries import report_on
from judges.stats import to_json
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off
from tests.provider import providing

pytestmark = pytest.mark.django_db
# For tests in which calls are made: a call gives its connection back, which would end a test's own transaction.
CALLS = pytest.mark.django_db(transaction=True)
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def researcher() -> Client:
    """Staff alone: these pages ask for none of the admin's rights."""
    client = Client()
    client.force_login(User.objects.create_user("ada", is_staff=True))
    return client


@pytest.fixture(scope="module")
def once_played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A finished experiment of two debates, four consultancies and two blind judgements, played once for all tests."""
    with django_db_blocker.unblock(), providing() as provider:
        made = experiment(question_set(), budget_usd=50)
        model = endpoint(provider)
        arm(made, "debate", speaker=model, judge=model, params={"rounds": 2})
        arm(made, "consultancy", speaker=model, judge=model, params={"rounds": 1})
        arm(made, "blind", judge=model)
        services.launch(made)
        work_off()
        yield made.name
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def played(once_played: str, db: None) -> Experiment:
    made = Experiment.objects.get(name=once_played)
    assert made.status == "finished"
    return made


def pages_of(made: Experiment) -> list[str]:
    start = f"/experiments/{made.name}/"
    debate = made.debates.all()[0].public_id
    within = ["", "news/", "statistics/", "debates/", "report.json", "pause/", "duplicate/", "files/jsonl"]
    within += ["accuracy.svg", "rounds.svg", "judges.png", "halves.csv", "measures.csv"]
    return [*(start + page for page in within), f"/debates/{debate}/"]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_stranger_is_sent_to_sign_in_from_every_page(played: Experiment) -> None:
    for address in pages_of(played):
        response = Client().get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/"), address


def test_for_a_judge_no_page_of_an_experiment_exists(played: Experiment) -> None:
    client = Client()
    client.force_login(person(Pool.objects.create(name="people/volunteers")).user)  # type: ignore[arg-type]
    for address in pages_of(played):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/experiments/{played.name}/close/").status_code == 404
    played.refresh_from_db()
    assert not played.closed


def test_home_leads_each_to_their_own_place(played: Experiment, researcher: Client) -> None:
    assert "Sign in" in Client().get("/").content.decode()
    judge = Client()
    judge.force_login(person(Pool.objects.create(name="people/volunteers")).user)  # type: ignore[arg-type]
    assert judge.get("/")["Location"] == "/judge/"
    assert played.name in text(researcher, "/")


def test_the_page_shows_the_figures_of_the_report(played: Experiment, researcher: Client) -> None:
    page, statistics = (text(researcher, f"/experiments/{played.name}/{end}") for end in ("", "statistics/"))
    for row in report_on(played).arms:
        figure = row.overall.accuracy
        assert figure.value is not None
        for shown, digits in ((page, 0), (statistics, 1)):
            low, high = (f"{100 * (end or 0):.{digits}f}" for end in (figure.low, figure.high))
            assert f"{100 * figure.value:.{digits}f} %" in shown
            assert figure.low is None or f"{low} to {high}" in shown
        assert re.search(rf'>{row.overall.right}(</a>)? <span class="soft">of {row.overall.n}<', statistics)
        for one in (*row.overall.figures.values(), *row.measures.values()):
            assert one.method in statistics


def test_the_report_as_json_is_the_reports_own(played: Experiment, researcher: Client) -> None:
    shown = json.loads(text(researcher, f"/experiments/{played.name}/report.json"))
    report = json.loads(json.dumps(to_json(report_on(played))))
    assert {name: shown[name] for name in report} == report
    assert shown.keys() - report.keys() == {"judging", "stopping", "generating", "drift"}


def test_charts_are_pictures_that_hold_no_script(played: Experiment, researcher: Client) -> None:
    for chart in ("accuracy", "rounds", "judges", "halves", "measures"):
        response = researcher.get(f"/experiments/{played.name}/{chart}.svg?dark&narrow")
        assert response["Content-Type"] == "image/svg+xml"
        assert b"<svg" in response.content
        assert b"<script" not in response.content


def test_a_charts_numbers_come_as_a_file_and_its_picture_for_papers(played: Experiment, researcher: Client) -> None:
    response = researcher.get(f"/experiments/{played.name}/accuracy.csv")
    assert response["Content-Disposition"] == 'attachment; filename="trial-accuracy.csv"'
    rows = {row["arm"]: row for row in csv.DictReader(StringIO(response.content.decode()))}
    for arm_report in report_on(played).arms:
        figure, row = arm_report.overall.accuracy, rows[arm_report.arm.name]
        assert (float(row["value"]), int(row["n"]), row["method"]) == (figure.value, figure.n, figure.method)
    picture = researcher.get(f"/experiments/{played.name}/accuracy.png")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")


def test_a_chart_of_rounds_is_not_there_where_nothing_has_rounds(researcher: Client) -> None:
    made = experiment(question_set("others"), name="other")
    arm(made, "blind", judge=endpoint(NOWHERE, "other"))
    services.launch(made)
    assert researcher.get(f"/experiments/{made.name}/rounds.svg").status_code == 404


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning")
def test_files_come_down_in_each_format(played: Experiment, researcher: Client) -> None:
    for format, lines_wanted in (("jsonl", 8), ("ratings.csv", None), ("turns.csv", None)):
        response = researcher.get(f"/experiments/{played.name}/files/{format}")
        assert isinstance(response, StreamingHttpResponse)
        assert response["Content-Disposition"] == f'attachment; filename="trial.{format}"'
        found = b"".join(response).decode().splitlines()
        assert len(found) == lines_wanted if lines_wanted else len(found) > 8
    assert researcher.get(f"/experiments/{played.name}/files/docx").status_code == 404


def test_the_list_is_narrowed_by_its_form_and_says_when_nothing_fits(played: Experiment, researcher: Client) -> None:
    address = f"/experiments/{played.name}/debates/"
    assert "8 debates" in text(researcher, address)
    assert "4 debates" in text(researcher, f"{address}?arm=consultancy")
    assert "2 debates" in text(researcher, f"{address}?half=honest&judge=test/plain")
    assert "No debate fits." in text(researcher, f"{address}?question=unicorn")
    assert "8 debates" in text(researcher, f"{address}?arm=nonsense&round=x")


def test_a_debate_page_holds_everything_behind_its_figures(played: Experiment, researcher: Client) -> None:
    debate = played.debates.filter(arm__name="debate")[0]
    page = text(researcher, f"/debates/{debate.public_id}/")
    assert debate.question.text in page
    assert re.search(r'<q class="verified" id="[^"]+"><a href="#passage-[^"]+">The cook had the key</a></q>', page)
    assert "m-1" in page
    assert "Make the case for your answer." in page
    assert page.count("<strong>draft</strong>") == 4 + 2 * 3
    option = page.index(debate.question.options[debate.question.answer or 0])
    assert "correct</span>" in page[page.rindex("<li", 0, option) : option]


def test_a_quote_that_the_passage_lacks_is_flagged(played: Experiment, researcher: Client) -> None:
    turn = Turn.objects.filter(seat__role="debater_a", debate__experiment=played)[0]
    turn.quotes = [{**turn.quotes[0], "found": None}]
    turn.save()
    assert '<span class="found not-found">✗ not found</span>' in text(researcher, f"/debates/{turn.debate.public_id}/")


def test_what_a_model_says_is_never_taken_for_markup(played: Experiment, researcher: Client) -> None:
    turn = Turn.objects.filter(seat__role="debater_a", debate__experiment=played)[0]
    Turn.objects.filter(pk=turn.pk).update(text="<script>alert(1)</script>", quotes=[])
    page = text(researcher, f"/debates/{turn.debate.public_id}/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@CALLS
def test_failures_stand_with_their_reason_until_a_retry_finishes_them(provider: str, researcher: Client) -> None:
    made = experiment(question_set("others"), name="other")
    dead = endpoint(NOWHERE, "dead", attempts=1)
    arm(made, "debate", speaker=dead, judge=endpoint(provider, "other"), params={"rounds": 1})
    services.launch(made)
    work_off()
    page = text(researcher, f"/experiments/{made.name}/")
    debate = made.debates.all()[0]
    assert f"can&#x27;t be reached at {NOWHERE}" in page
    assert f'action="/experiments/{made.name}/retry/"' in page
    assert listing(Debate.objects.all(), Filter(reason=debate.reason)).count() == 2
    assert "It failed." in text(researcher, f"/debates/{debate.public_id}/")
    Endpoint.objects.filter(pk=dead.pk).update(base_url=provider)
    response = researcher.post(f"/experiments/{made.name}/retry/", follow=True)
    assert "2 debates and readings are taken up again" in response.content.decode()
    work_off()
    made.refresh_from_db()
    assert made.status == "finished"
    assert "retry/" not in text(researcher, f"/experiments/{made.name}/")


def test_what_can_be_done_follows_the_status(played: Experiment, researcher: Client) -> None:
    Experiment.objects.update(status="running")
    address = f"/experiments/{played.name}/"
    assert "pause/" in text(researcher, address)
    assert "resume/" not in text(researcher, address)
    assert "Paused." in researcher.post(f"{address}pause/", follow=True).content.decode()
    assert "resume/" in text(researcher, address)
    assert "can&#x27;t be paused" in researcher.post(f"{address}pause/", follow=True).content.decode()
    researcher.post(f"{address}resume/")
    assert Experiment.objects.get().status == "running"


def test_a_get_asks_and_changes_nothing(played: Experiment, researcher: Client) -> None:
    page = text(researcher, f"/experiments/{played.name}/close/")
    assert "those who judged may see" in page
    assert not Experiment.objects.get().closed
    researcher.post(f"/experiments/{played.name}/close/")
    assert Experiment.objects.get().closed
    assert "can't be done now" in text(researcher, f"/experiments/{played.name}/close/")
    assert researcher.get(f"/experiments/{played.name}/explode/").status_code == 404


def test_a_launch_is_shown_before_it_is_done(researcher: Client) -> None:
    made = experiment(question_set("others"), name="other", budget_usd=50)
    model = endpoint(NOWHERE, "other")
    arm(made, "debate", speaker=model, judge=model, params={"rounds": 2})
    page = text(researcher, f"/experiments/{made.name}/launch/")
    assert "<dt>debates</dt><dd>2</dd>" in page
    assert "hard cap $50.00" in page
    assert not made.debates.exists()
    assert "Launched: 2 debates." in researcher.post(f"/experiments/{made.name}/launch/", follow=True).content.decode()


def test_a_launch_that_cannot_be_says_why(researcher: Client) -> None:
    made = experiment(question_set("others"), name="other")
    assert "It has no arms" in text(researcher, f"/experiments/{made.name}/launch/")
    assert "It has no arms" in researcher.post(f"/experiments/{made.name}/launch/", follow=True).content.decode()


def test_a_page_of_a_draft_or_of_something_just_launched_has_no_holes(researcher: Client) -> None:
    made = experiment(question_set("others"), name="other")
    assert "Not launched yet" in text(researcher, f"/experiments/{made.name}/")
    model = endpoint(NOWHERE, "other")
    arm(made, "debate", speaker=model, judge=model)
    services.launch(made)
    assert "Nothing has been judged yet" in text(researcher, f"/experiments/{made.name}/")
    assert "not answered yet" in text(researcher, f"/debates/{made.debates.all()[0].public_id}/")


@CALLS
def test_a_question_without_a_passage_or_an_answer_has_its_page(provider: str, researcher: Client) -> None:
    questions = question_set("others")
    questions.questions.update(answer=None, passage=None)
    made = experiment(questions, name="other")
    arm(made, "blind", judge=endpoint(provider, "other"))
    services.launch(made)
    work_off()
    assert Place.objects.filter(debate__experiment=made, ratings__final=True).count() == 2
    assert "no answer key" in text(researcher, f"/debates/{made.debates.all()[0].public_id}/")
    assert "No judgement can be counted" in text(researcher, f"/experiments/{made.name}/")
    assert "no answer key" in text(researcher, f"/experiments/{made.name}/statistics/")


def test_these_pages_allow_no_inline_code(played: Experiment, researcher: Client) -> None:
    for address in ("/", *pages_of(played)[:3]):
        policy = researcher.get(address)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_the_health_page_needs_no_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/healthz").content == b"ok\n"
    assert len(asked) == 0
