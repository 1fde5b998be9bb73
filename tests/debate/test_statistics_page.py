"""The page of statistics: what it counts, how it is split, and where its numbers lead."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate.models import Experiment, Pool, Question
from judges.models import Analysis
from tests.debate.stage import person
from tests.judges.stored import Stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Stored:
    """Two arms, three questions of which one is hard; two people and a model judge, the second arm's all wrong."""
    stored = Stored(questions=3)
    Question.objects.filter(external_id="q2").update(tags={"hard": True})
    pool = Pool.objects.create(name="people/volunteers")
    people = [person(pool, f"{name}@example.org") for name in ("ann", "bob")]
    for name, right in (("first", True), ("second", False)):
        arm = stored.arm(name=name)
        for number in range(3):
            debate = stored.debate(arm, stored.question(number))
            truth = [(9000, 1000), (1000, 9000), (9000, 1000)][number]
            belief = truth if right else truth[::-1]
            stored.judged(debate, (5000, 5000), belief)
            for player in people:
                stored.judged(debate, belief, judge=pool, player=player)
    Experiment.objects.update(launched_at="2026-01-01T00:00Z")
    return stored


@pytest.fixture
def researcher(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("researcher"))
    return client


def shown(client: Client, *query: tuple[str, str]) -> str:
    reply = client.get(reverse("statistics", args=["trial"]), query)
    assert reply.status_code == 200
    return unescape(reply.content.decode())


def table(page: str, label: str) -> list[list[str]]:
    """The words of a table's rows."""
    found = page.split(f'aria-label="{label}"')[1].split("</table>")[0]
    rows = re.findall(r"<tr.*?>(.*?)</tr>", found.split("<tbody>")[1], re.S)
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.split(r"</t[hd]>", row)] for row in rows]


def links(page: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="(/experiments/[^"]*debates/[^"]*)"', page)]


def test_parts_are_those_of_the_dimensions_that_are_ticked(made: Stored, researcher: Client) -> None:
    rows = table(shown(researcher, ("by", "kind"), ("by", "question.hard")), "Figures by part")
    assert [row[:4] for row in rows[:4]] == [
        ["first", "models", "none", "2"],
        ["first", "models", "true", "1"],
        ["first", "people", "none", "4"],
        ["first", "people", "true", "2"],
    ]


def test_every_number_leads_to_debates_that_are_judged_so(made: Stored, researcher: Client) -> None:
    page = shown(researcher, ("by", "kind"), ("where", "question.hard=true"), ("everything", "1"))
    found = {address: researcher.get(address) for address in set(links(page))}
    assert len(found) > 6
    for address, reply in found.items():
        assert reply.status_code == 200, address
        count = int(re.search(r'role="status">(\d+) debate', reply.content.decode())[1])  # type: ignore[index]
        assert count == expected(address), address


def expected(address: str) -> int:
    """One hard question, in each of two arms; nothing is missing, all of the first arm is right, none of the second."""
    wanted = dict(parse_qsl(urlsplit(address).query))
    if "arm" not in wanted:
        return 2
    never = {"first": ("wrong", "tie"), "second": ("right", "tie")}[wanted["arm"]]
    return int(wanted.get("outcome") not in never)


def test_a_filter_is_said_and_makes_nothing_count_as_planned(made: Stored, researcher: Client) -> None:
    page = shown(researcher, ("where", "kind=people"))
    assert table(page, "Accuracy by arm")[0][:2] == ["first", "100.0 %"]
    assert "kind isn't people (3)" in page
    assert '<input type="checkbox" name="where" value="kind=people" checked>' in page


def test_what_is_no_filter_is_said_and_the_plans_judgements_are_shown(made: Stored, researcher: Client) -> None:
    page = shown(researcher, ("where", "colour=red"))
    assert "Judgements can't be told apart by “colour”" in page
    assert table(page, "Accuracy by arm")[0][3] == "9 of 9"


def test_experiments_stand_beside_each_other(made: Stored, researcher: Client) -> None:
    other = Stored("later")
    other.judged(other.debate(other.arm(name="first"), other.question(0)), (9000, 1000))
    Experiment.objects.update(launched_at="2026-01-01T00:00Z")
    page = shown(researcher, ("also", "later"))
    assert [row[0] for row in table(page, "Accuracy by arm")] == ["trial · first", "trial · second", "later · first"]
    assert any(address.startswith("/experiments/later/debates/?arm=first") for address in links(page))


def test_nobody_sees_figures_of_an_experiment_beside_their_own_that_isnt_theirs(made: Stored, client: Client) -> None:
    from debate.models import Member, Study

    theirs = Stored("theirs")
    study = Study.objects.create(name="mine")
    Experiment.objects.filter(name="trial").update(study=study)
    Experiment.objects.filter(name="theirs").update(study=Study.objects.create(name="theirs"))
    theirs.judged(theirs.debate(theirs.arm(name="secret-arm"), theirs.question(0)), (9000, 1000))
    user = User.objects.create_user("member", is_staff=True)
    Member.objects.create(study=study, user=user, role=Member.Role.RESEARCHER)
    client.force_login(user)
    assert "secret-arm" not in shown(client, ("also", "theirs"))


def test_charts_and_files_count_what_the_page_counts(made: Stored, researcher: Client) -> None:
    query = urlencode([("where", "kind=models"), ("everything", "1")])
    csv = researcher.get(f"{reverse('chart', args=['trial', 'accuracy', 'csv'])}?{query}").content.decode()
    assert [line.split(",")[0] for line in csv.splitlines()[1:]] == ['"first"', '"second"']
    report = json.loads(researcher.get(f"{reverse('report', args=['trial'])}?{query}").content)
    assert [arm["n"] for arm in report["arms"]] == [3, 3]
    assert report["judging"]["agreement"]["choice"]["n"] == 0
    spec = json.loads(researcher.get(reverse("chart", args=["trial", "accuracy", "vl.json"])).content)
    assert spec["$schema"].endswith("/vega-lite/v6.json")


def test_how_many_judgements_a_difference_takes_is_asked_in_points(made: Stored, researcher: Client) -> None:
    assert "Needed for 5 points" in shown(researcher, ("points", "5"))
    assert "Needed for 10 points" in shown(researcher, ("points", "none"))


def test_slow_figures_are_asked_for_and_said_to_be_made(made: Stored, researcher: Client) -> None:
    assert "Make them</button>" in shown(researcher)
    reply = researcher.post(reverse("analyse", args=["trial"]))
    assert reply.headers["Location"] == f"{reverse('statistics', args=['trial'])}#on-demand"
    assert Analysis.objects.get().status == Analysis.Status.WAITING
    assert "They are being made" in shown(researcher)


def test_a_get_asks_for_nothing(made: Stored, researcher: Client) -> None:
    assert researcher.get(reverse("analyse", args=["trial"])).status_code == 405
    assert not Analysis.objects.exists()
