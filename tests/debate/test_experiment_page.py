"""What an experiment's page says first, how long is left, what can be done about its parts; and the launch page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from debate import desk, services
from debate.models import Debate, Endpoint, Experiment, Member, ModelCall, Pool, Question, QuestionSet, Study, Turn
from debate.services.preview import previews
from judges.models import Place
from judges.stats import Arm, Cell, Counts, Report, report
from tests.debate.stage import arm, endpoint, experiment, launched, person, question_set, work_off

NOWHERE = "http://127.0.0.1:9/v1"
CALLS = pytest.mark.django_db(transaction=True)


@pytest.fixture
def researcher(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada", is_staff=True))
    return client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def judged(**right_of_ten: int) -> Report:
    arms = [Arm(name=name, protocol=name, bound="floor" if name == "blind" else "") for name in right_of_ten]
    cells = [
        Cell(arm=name, judge="j", question=f"q{q}", right=int(q < right))
        for name, right in right_of_ten.items()
        for q in range(10)
    ]
    return report("x", [*arms, Arm(name="waiting", protocol="debate")], Counts(cells=cells))


def test_few_arms_are_told_one_by_one_with_what_bounds_them_said() -> None:
    said = desk.sentences(judged(debate=8, consultancy=6, blind=5))
    assert [one.lead for one in said] == [
        "With debate, judges were right in",
        "With consultancy, in",
        "With blind, knowing the question alone, in",
    ]
    assert [one.figure.value for one in said] == [0.8, 0.6, 0.5]


def test_many_arms_are_told_by_what_is_sure_of_them() -> None:
    found = {tuple(row.arm.name for row in group.arms): group.words for group in desk.groups(judged(a=10, b=0, c=5))}
    assert "right more often than wrong" in found["a",]
    assert "wrong more often than right" in found["b",]
    assert "can't be told" in found["c",]
    assert "no judgement yet" in found["waiting",]


@pytest.mark.django_db
def test_time_left_follows_the_pace_of_the_last_minutes_and_is_not_guessed() -> None:
    made = experiment(question_set(questions=20))
    arm(made, "blind", judge=endpoint(NOWHERE))
    services.launch(made)
    assert desk.time_left(made) is None
    places, now = list(Place.objects.filter(debate__experiment=made)), timezone.now()
    for n, place in enumerate(places[:10]):
        Place.objects.filter(pk=place.pk).update(finished_at=now - timedelta(seconds=100 - n))
    left = desk.time_left(made)
    assert left is not None
    assert timedelta(seconds=100) <= left < timedelta(seconds=110)
    Place.objects.filter(finished_at__isnull=False).update(finished_at=now - timedelta(hours=1))
    assert desk.time_left(made) is None
    Experiment.objects.update(status="paused")
    made.refresh_from_db()
    assert desk.time_left(made) is None


@CALLS
def test_a_retry_for_one_reason_leaves_the_others_as_they_are(provider: str, researcher: Client) -> None:
    made = launched(endpoint(NOWHERE, attempts=1))
    work_off()
    first, second = made.debates.all()
    assert (first.status, second.status) == ("failed", "failed")
    Debate.objects.filter(pk=second.pk).update(reason="something else")
    Endpoint.objects.update(base_url=provider)
    researcher.post(f"/experiments/{made.name}/retry/", {"reason": first.reason})
    work_off()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("finished", "failed")
    page = text(researcher, f"/experiments/{made.name}/")
    assert "1 debate something else" in page
    assert "1 debate test" not in page


@CALLS
def test_a_retry_for_a_readings_reason_reads_again(provider: str, researcher: Client) -> None:
    made = launched(endpoint(NOWHERE, attempts=1), "blind")
    work_off()
    failed = Turn.objects.filter(status="error")
    assert failed.count() == 4
    reason = failed[0].reason
    researcher.post(f"/experiments/{made.name}/retry/", {"reason": "no such reason"})
    assert failed.count() == 4
    Endpoint.objects.update(base_url=provider)
    researcher.post(f"/experiments/{made.name}/retry/", {"reason": reason})
    work_off()
    assert not failed.exists()


@pytest.mark.django_db
def test_who_judges_now_is_listed_by_pseudonym_and_can_be_released(researcher: Client) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    made = experiment(question_set())
    arm(made, "blind", judge=pool)
    services.launch(made)
    judge = person(pool, "ann")
    place = services.sit_down(judge)
    assert place is not None
    page = text(researcher, f"/experiments/{made.name}/")
    assert "People judging now" in page
    assert str(judge) in page
    assert "ann" not in re.findall(r"\w+", page)
    response = researcher.post(f"/experiments/{made.name}/release/", {"place": place.pk}, follow=True)
    assert "is free for somebody else" in response.content.decode()
    assert "People judging now" not in text(researcher, f"/experiments/{made.name}/")
    again = researcher.post(f"/experiments/{made.name}/release/", {"place": place.pk}, follow=True)
    assert "Nobody has that place any more." in again.content.decode()


@pytest.mark.django_db
def test_a_place_of_another_experiment_is_not_released(researcher: Client) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    made, other = experiment(question_set()), experiment(question_set("others"), name="other")
    arm(made, "blind", judge=pool)
    services.launch(made)
    place = services.sit_down(person(pool))
    assert place is not None
    Experiment.objects.filter(pk=other.pk).update(status="running")
    for number in (str(place.pk), "", "x", "-1"):
        researcher.post(f"/experiments/{other.name}/release/", {"place": number})
    place.refresh_from_db()
    assert place.left_at is None


@pytest.mark.django_db
def test_an_assistant_follows_progress_and_reads_no_figure() -> None:
    study = Study.objects.create(name="doors")
    made = experiment(question_set(), study=study)
    arm(made, "blind", judge=endpoint(NOWHERE))
    services.launch(made)
    client = Client()
    client.force_login(User.objects.create_user("kim"))
    Member.objects.create(study=study, user=User.objects.get(), role=Member.Role.ASSISTANT)
    page = text(client, f"/experiments/{made.name}/")
    assert "0 of 2" in page
    assert "What is known" not in page
    assert client.get(f"/experiments/{made.name}/statistics/").status_code == 403
    assert client.get(f"/experiments/{made.name}/accuracy.csv").status_code == 403


@pytest.mark.django_db
def test_the_launch_page_shows_what_each_seat_would_be_sent_and_whether_it_knows_the_truth(researcher: Client) -> None:
    made = experiment(question_set())
    model = endpoint(NOWHERE)
    arm(made, "debate", speaker=model, judge=model, params={"rounds": 1})
    arm(made, "expert", judge=Pool.objects.create(name="people/volunteers"))
    page = text(researcher, f"/experiments/{made.name}/launch/")
    assert "Make the case for your answer." in page
    assert "(Here stands what this seat has said, of at most 150 words.)" in page
    assert "isn’t told which answer is correct · reads the passage" in page
    assert "the last of its 2 asks · isn’t told which answer is correct · can’t read the passage" in page
    assert "A person sits here" in page
    assert page.count("The cook had the key in her apron.") == 2, "once an arm, however many read it"
    assert not ModelCall.objects.exists()


@CALLS
def test_what_was_shown_before_the_launch_is_what_is_sent_after_it(provider: str) -> None:
    model = endpoint(provider)
    made = experiment(question_set(questions=1))
    arm(made, "debate", speaker=model, judge=model, params={"rounds": 1})
    shown = {p.role.name: p.text for p in previews(made)[0].prompts if "last" not in p.when}
    services.launch(made)
    work_off()
    for role, words in shown.items():
        calls = ModelCall.objects.filter(turn__seat__role=role, number=0, turn__seat__reader__lte=1).order_by("pk")
        assert calls[0].request["messages"] == [{"role": "user", "content": words}]


@pytest.mark.django_db
def test_each_problem_leads_to_where_it_is_mended(researcher: Client) -> None:
    made = experiment(question_set(), budget_usd=5)
    free = endpoint(NOWHERE, price_in=None, price_out=None)
    wrong = arm(made, "debate", speaker=free, judge=free, params={"rounds": "many"})
    arm(made, "blind", judge=free)
    empty = experiment(QuestionSet.objects.create(name="empty"), name="other")
    Question.objects.filter(question_set__name="empty").delete()
    page = researcher.get(f"/experiments/{made.name}/launch/").content.decode()
    assert f'href="/admin/debate/protocolconfig/{wrong.config_id}/change/"' in page
    assert f'href="/admin/debate/endpoint/{free.pk}/change/"' in page
    page = researcher.get(f"/experiments/{empty.name}/launch/").content.decode()
    assert f'href="/admin/debate/experiment/{empty.pk}/change/"' in page
    assert f'href="/admin/debate/questionset/{empty.question_set_id}/change/"' in page
