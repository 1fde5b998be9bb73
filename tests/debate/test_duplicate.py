"""A copy of an experiment: the same in everything but its name, and nothing of what has happened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from debate import services
from debate.core.parameters import BadParameters
from debate.models import Experiment, Member, Pool, ProtocolConfig, Study
from debate.services.duplicate import duplicate, name_of_copy
from debate.services.setup import plan_of
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/v1"


def whole() -> Experiment:
    """With everything that a plan can hold: crafts, a plant, a pool, an arm that learns from another."""
    made = experiment(question_set(), budget_usd=3, repeats=2, most_questions=1)
    model = endpoint(NOWHERE)
    debate = arm(made, "debate", speaker=model, judge=model, params={"rounds": 2}, best_of=2, selector=model)
    debate.plants = {"debater_a": {"plant": "stall", "share": 0.5}}
    debate.judgements_per_debate = 3
    debate.save()
    arm(made, "blind", judge=Pool.objects.create(name="people/volunteers"))
    learner = arm(made, "weak-to-strong", judge=model, speaker=model)
    learner.seats.filter(kind="judge").delete()
    learner.after.add(made.arms.get(name="blind"))
    return made


def signed_in(name: str = "ada", is_staff: bool = True) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(name, is_staff=is_staff))
    return client


def test_a_copy_is_a_draft_with_the_same_plan_under_another_name() -> None:
    made = whole()
    copy = duplicate(made, "again")
    assert copy.status == "draft"
    assert plan_of(copy) == replace(plan_of(made), name="again")
    assert not copy.debates.exists()


def test_of_a_launched_experiment_it_is_as_launched_and_can_be_launched_too() -> None:
    made = experiment(question_set())
    launched = arm(made, "debate", speaker=endpoint(NOWHERE), judge=endpoint(NOWHERE, "judge"), params={"rounds": 2})
    services.launch(made)
    ProtocolConfig.objects.filter(pk=launched.config_id).update(params={"rounds": 5})
    copy = duplicate(made, "again")
    assert copy.arms.get().config.params == {"rounds": 2}
    assert services.launch(copy) == made.debates.count()


def test_changing_a_copy_changes_nothing_else() -> None:
    made = whole()
    duplicate(made, "again").arms.get(name="debate").seats.all().delete()
    ProtocolConfig.objects.filter(arms__experiment__name="again").update(params={"rounds": 1})
    assert made.arms.get(name="debate").seats.count() == 2
    assert made.arms.get(name="debate").config.params == {"rounds": 2}


def test_a_copy_belongs_to_the_same_study_with_its_configurations() -> None:
    made = whole()
    study = Study.objects.create(name="doors")
    made.study = study
    made.save()
    copy = duplicate(made, "again")
    assert copy.study == study
    assert {each.config.study for each in copy.arms.select_related("config__study")} == {study}


def test_the_name_that_is_offered_is_the_first_that_is_free() -> None:
    made = experiment(question_set())
    assert name_of_copy(made) == "trial-2"
    copy = duplicate(made, "trial-2")
    assert name_of_copy(copy) == name_of_copy(made) == "trial-3"


@pytest.mark.parametrize("name", ["trial", "two words", "a/b", "x" * 101])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_made(name: str) -> None:
    made = whole()
    with pytest.raises(ValidationError):
        duplicate(made, name)
    assert Experiment.objects.count() == 1


def test_parameters_that_the_protocol_does_not_take_are_refused_in_words() -> None:
    made = whole()
    ProtocolConfig.objects.filter(arms__name="debate").update(params={"rounds": "many"})
    with pytest.raises(BadParameters):
        duplicate(made, "again")
    client = signed_in()
    page = client.post(f"/experiments/{made.name}/duplicate/", {"name": "again"}, follow=True)
    assert "rounds" in page.content.decode()
    assert Experiment.objects.count() == 1


@pytest.mark.parametrize("status", [*Experiment.Status.values, "closed"])
def test_the_button_asks_for_a_name_and_leads_to_the_copy_whatever_the_status(status: str) -> None:
    made = whole()
    Experiment.objects.update(status="finished" if status == "closed" else status, closed=status == "closed")
    client = signed_in()
    assert f"/experiments/{made.name}/duplicate/" in client.get(f"/experiments/{made.name}/").content.decode()
    assert 'value="trial-2"' in client.get(f"/experiments/{made.name}/duplicate/").content.decode()
    assert Experiment.objects.count() == 1
    response = client.post(f"/experiments/{made.name}/duplicate/", {"name": "again"})
    assert response["Location"] == "/experiments/again/"
    assert client.post(f"/experiments/{made.name}/duplicate/")["Location"] == "/experiments/trial-2/"


def test_a_taken_name_is_said_on_the_page_that_asked() -> None:
    made = whole()
    page = signed_in().post(f"/experiments/{made.name}/duplicate/", {"name": "trial"}, follow=True)
    assert page.redirect_chain[-1][0] == "/experiments/trial/duplicate/"
    assert "There is an experiment “trial” already" in page.content.decode()


def test_an_assistant_sees_no_button_and_can_make_no_copy() -> None:
    made = whole()
    made.study = Study.objects.create(name="doors")
    made.save()
    client = signed_in("kim", is_staff=False)
    Member.objects.create(study=made.study, user=User.objects.get(username="kim"), role=Member.Role.ASSISTANT)
    assert "duplicate" not in client.get(f"/experiments/{made.name}/").content.decode()
    assert client.post(f"/experiments/{made.name}/duplicate/", {"name": "again"}).status_code == 403
    assert Experiment.objects.count() == 1
