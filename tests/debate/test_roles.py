"""Who may do what: a table, one test a cell, over pages, files, sockets and the admin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from debate import access, services
from debate.consumers import ExperimentWatcher, SeatWatcher, Watcher
from debate.models import Endpoint, Experiment, Member, Pool, Question, Seat, Study
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off
from tests.provider import providing

# What comes back: the page (or a redirect to the next one), "not for your role", "no such thing", "sign in first".
YES, NO, NONE, SIGN_IN = "yes", "not for this role", "no such thing", "sign in"

# `closed` is the assistant once the experiment is closed; `other` owns another study; `staff` has no study.
WHO = ("operator", "owner", "researcher", "assistant", "closed", "other", "staff", "judge", "guest")
OUTSIDE = (NONE, NONE, NONE, SIGN_IN)
FOLLOW = (YES, YES, YES, YES, YES, *OUTSIDE)
KNOW = (YES, YES, YES, NO, YES, *OUTSIDE)
CHANGE = (YES, YES, YES, NO, NO, *OUTSIDE)
CLOSE = (YES, YES, NO, NO, NO, *OUTSIDE)
SET_UP = (YES, YES, YES, NONE, NONE, *OUTSIDE)
MEMBERS = (YES, YES, NO, NONE, NONE, NONE, NO, NONE, SIGN_IN)
OWN_SEAT = (NONE, NONE, NONE, NONE, NONE, NONE, NONE, YES, SIGN_IN)
ADMIN = (YES, YES, YES, NONE, NONE, YES, YES, NONE, SIGN_IN)

TABLE: dict[str, tuple[str, ...]] = {
    "GET experiment": FOLLOW,
    "GET news": FOLLOW,
    "GET people": FOLLOW,
    "GET people_news": FOLLOW,
    "POST people_deed": FOLLOW,
    "GET report": KNOW,
    "GET statistics": KNOW,
    "GET comparison": KNOW,
    "GET compare": ADMIN,
    "POST compare": ADMIN,
    "GET chart": KNOW,
    "GET download": KNOW,
    "GET debates": KNOW,
    "GET debate": KNOW,
    "GET pay": FOLLOW,
    "POST pay": CHANGE,
    "POST pause": FOLLOW,
    "POST resume": FOLLOW,
    "POST retry": FOLLOW,
    "POST release": FOLLOW,
    "GET duplicate": CHANGE,
    "POST duplicate": CHANGE,
    "GET launch": CHANGE,
    "POST launch": CHANGE,
    "GET budget": CHANGE,
    "POST budget": CHANGE,
    "POST cancel": CHANGE,
    "POST close": CLOSE,
    "GET judge": OWN_SEAT,
    "GET judge_news": OWN_SEAT,
    "POST judge": OWN_SEAT,
    "GET admin:index": ADMIN,
    "GET admin:debate_experiment_change": SET_UP,
    "GET admin:debate_questionset_change": SET_UP,
    "GET admin:debate_question_change": SET_UP,
    "GET admin:debate_endpoint_change": SET_UP,
    "GET admin:debate_protocolconfig_change": SET_UP,
    "GET admin:debate_pool_change": SET_UP,
    "GET admin:debate_study_change": MEMBERS,
    "GET admin:auth_user_changelist": (YES, NO, NO, NONE, NONE, NO, NO, NONE, SIGN_IN),
}
CELLS = [(what, who, outcome) for what, row in TABLE.items() for who, outcome in zip(WHO, row, strict=True)]
OPERATIONS = ("pause", "resume", "retry", "release", "launch", "duplicate", "budget", "cancel", "close")


@dataclass(frozen=True)
class World:
    """A study with an experiment that has run, and everybody who might look at it."""

    experiment: Experiment
    users: dict[str, User]
    seat: Seat


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        with providing() as address:
            yield _world(address)
        call_command("flush", interactive=False, verbosity=0)


def _world(address: str) -> World:
    study = Study.objects.create(name="Keys")
    users = {"operator": User.objects.create_superuser("operator"), "staff": User.objects.create_user("staff")}
    User.objects.filter(pk=users["staff"].pk).update(is_staff=True)
    for role in Member.Role.values:
        users[role] = User.objects.create_user(role)
        Member.objects.create(study=study, user=users[role], role=role)
    users["other"] = User.objects.create_user("other")
    Member.objects.create(study=Study.objects.create(name="Locks"), user=users["other"], role=Member.Role.OWNER)
    pool = Pool.objects.create(name="people/keys", study=study)
    trial = experiment(question_set(), study=study)
    arm(trial, "debate", speaker=endpoint(address), judge=pool, params={"rounds": 1})
    Endpoint.objects.update(study=study)
    trial.question_set.study = study
    trial.question_set.save()
    for config in (made.config for made in trial.arms.all()):
        config.study = study
        config.save()
    services.launch(trial)
    judge = person(pool, "judge")
    services.sit_down(judge)
    work_off()
    return World(trial, {**users, "judge": cast(User, judge.user)}, Seat.objects.get(player=judge))


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def client_of(world: World, who: str) -> Client:
    client = Client()
    if who != "guest":
        client.force_login(world.users[{"closed": "assistant"}.get(who, who)])
    return client


def address(world: World, name: str) -> str:
    trial = world.experiment
    debate = world.seat.debate
    if name in OPERATIONS:
        return reverse("operate", args=[trial.name, name])
    found = {
        "chart": lambda: reverse("chart", args=[trial.name, "accuracy", "csv"]),
        "people_deed": lambda: reverse("people_deed", args=[trial.name, "announce"]),
        "download": lambda: reverse("download", args=[trial.name, "jsonl"]),
        "debate": lambda: reverse("debate", args=[debate.public_id]),
        "judge": lambda: reverse("judge", args=[world.seat.public_id]),
        "judge_news": lambda: reverse("judge_news", args=[world.seat.public_id]),
        "admin:index": lambda: reverse(name),
        "compare": lambda: reverse(name),
        "admin:auth_user_changelist": lambda: reverse(name),
        "admin:debate_experiment_change": lambda: reverse(name, args=[trial.pk]),
        "admin:debate_questionset_change": lambda: reverse(name, args=[trial.question_set_id]),
        "admin:debate_question_change": lambda: reverse(name, args=[Question.objects.values_list("pk")[0][0]]),
        "admin:debate_endpoint_change": lambda: reverse(name, args=[Endpoint.objects.get().pk]),
        "admin:debate_protocolconfig_change": lambda: reverse(name, args=[debate.arm.config_id]),
        "admin:debate_pool_change": lambda: reverse(name, args=[Pool.objects.get().pk]),
        "admin:debate_study_change": lambda: reverse(name, args=[trial.study_id]),
    }
    return found[name]() if name in found else reverse(name, args=[trial.name])


def outcome_of(client: Client, method: str, address: str) -> str:
    response = getattr(client, method.lower())(address)
    if response.status_code == 302 and response["Location"].startswith(reverse("admin:login")):
        response = client.get(response["Location"])
    if response.status_code == 302 and response["Location"].startswith(reverse("sign_in")):
        return SIGN_IN
    return {200: YES, 302: YES, 403: NO, 404: NONE}[response.status_code]


@pytest.mark.parametrize(("what", "who", "outcome"), CELLS)
def test_who_may_do_what(world: World, what: str, who: str, outcome: str) -> None:
    if who == "closed":
        Experiment.objects.update(closed=True)
    method, name = what.split()
    assert outcome_of(client_of(world, who), method, address(world, name)) == outcome


WATCHES = {
    ExperimentWatcher: ("operator", "owner", "researcher", "assistant"),
    SeatWatcher: ("judge",),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("socket", WATCHES, ids=lambda socket: socket.__name__)
def test_who_may_watch_what(world: World, socket: type[Watcher], who: str) -> None:
    if who == "closed":
        return
    name = world.experiment.name if socket is ExperimentWatcher else world.seat.public_id
    watcher = socket()
    cookies = {name: morsel.value for name, morsel in client_of(world, who).cookies.items()}
    watcher.scope = {"cookies": cookies, "url_route": {"kwargs": {"name": name}}}  # type: ignore[typeddict-item]
    assert (watcher.admitted() is not None) == (who in WATCHES[socket])


LISTS = ("experiment", "questionset", "question", "passage", "endpoint", "protocolconfig", "pool")


@pytest.mark.parametrize("model", LISTS)
def test_no_list_of_the_admin_names_another_studys_things(world: World, model: str) -> None:
    address = reverse(f"admin:debate_{model}_changelist")
    for who, named in (("researcher", True), ("other", False), ("staff", False)):
        page = client_of(world, who).get(address)
        assert bool(page.context["cl"].result_count) == named, who


def test_an_assistants_page_shows_how_it_goes_and_no_figure(world: World) -> None:
    page = client_of(world, "assistant").get(reverse("experiment", args=[world.experiment.name])).content.decode()
    assert "Judgements" in page
    assert "accuracy" not in page.casefold()
    assert reverse("debates", args=[world.experiment.name]) not in page


def test_the_home_page_lists_only_ones_own_experiments(world: World) -> None:
    for who in ("owner", "researcher", "assistant", "other", "staff"):
        shown = world.experiment.name in client_of(world, who).get("/").content.decode()
        assert shown == (who not in ("other", "staff")), who


def test_nobody_seats_or_chooses_another_studys_things(world: World) -> None:
    page = client_of(world, "other").get(reverse("admin:debate_experiment_add")).content.decode()
    for name in ("test/plain", "people/keys", ">keys<", "trial/debate", "Keys"):
        assert name not in page
    assert "Locks" in page


def test_what_another_study_owns_stops_a_launch_in_words(world: World) -> None:
    trial = world.experiment
    Experiment.objects.filter(pk=trial.pk).update(status="draft", study=None)
    page = client_of(world, "operator").get(reverse("operate", args=[trial.name, "launch"])).content.decode()
    for thing in ("keys", "test/plain", "people/keys", "trial/debate"):
        assert f"“{thing}” belongs to the study “Keys”" in page


def test_what_belongs_to_no_study_is_the_staffs(world: World) -> None:
    Experiment.objects.update(study=None)
    address = reverse("experiment", args=[world.experiment.name])
    for who, outcome in (("staff", YES), ("operator", YES), ("owner", NONE), ("judge", NONE)):
        assert outcome_of(client_of(world, who), "GET", address) == outcome


def test_a_member_who_is_no_longer_active_sees_nothing(world: World) -> None:
    User.objects.filter(pk=world.users["owner"].pk).update(is_active=False)
    owner = User.objects.get(username="owner")
    assert not access.experiments(access.viewer_of(owner)).exists()


@pytest.mark.parametrize("verb", ["pause", "cancel", "close"])
def test_what_is_done_to_an_experiment_is_kept_with_who_did_it(world: World, verb: str) -> None:
    client_of(world, "owner").post(reverse("operate", args=[world.experiment.name, verb]))
    entry = LogEntry.objects.latest("action_time")
    assert entry.user == world.users["owner"]
    assert entry.object_repr == world.experiment.name
    assert entry.change_message


def test_owners_choose_the_members_of_their_own_study_alone(world: World) -> None:
    page = client_of(world, "owner").get(reverse("admin:debate_study_changelist")).content.decode()
    assert "Keys" in page
    assert "Locks" not in page
    assert client_of(world, "researcher").get(reverse("admin:debate_study_changelist")).status_code == 403


def test_the_steps_of_setting_up_count_ones_own_things_alone(world: World) -> None:
    counts = {who: _counts(client_of(world, who)) for who in ("researcher", "other")}
    assert counts["researcher"]["Endpoints"] == 1
    assert set(counts["other"].values()) == {0}


def _counts(client: Client) -> dict[str, int]:
    return {step["name"]: step["count"] for step in client.get(reverse("admin:index")).context["steps"]}
