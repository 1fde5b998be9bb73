"""Researchers' own kinds of plants: who may use them, what a launch freezes, and that exports carry their words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from debate import services
from debate.admin.arm_form import ArmForm
from debate.core.craft import Call
from debate.core.plants import PLANTS
from debate.exporters.debates import lines
from debate.importers.experiments import read_experiment
from debate.llm import hints
from debate.models import Arm, Debate, Experiment, Member, ModelCall, PlantKind, Study, Turn
from debate.records import DebateRecord
from debate.services import CannotLaunch
from debate.services.perform import scene_of
from debate.services.plants import kinds_for
from debate.services.restore import restore
from debate.services.setup import set_up
from debate.transcripts import plants_of
from tests.debate.planting import TOLD, planting, urgency
from tests.debate.stage import endpoint, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = "/admin/debate/plantkind/"


NOWHERE = "http://127.0.0.1:9/v1"


def test_an_experiment_can_use_the_library_and_the_kinds_of_nobody_or_of_its_own_study() -> None:
    ours, theirs = Study.objects.create(name="ours"), Study.objects.create(name="theirs")
    urgency()
    urgency(ours, "of-ours")
    urgency(theirs, "of-theirs")
    assert set(kinds_for(ours.pk)) == {*PLANTS, "false-urgency", "of-ours"}
    assert set(kinds_for(None)) == {*PLANTS, "false-urgency"}
    assert kinds_for(None)["false-urgency"].signs == ("no time to lose", "The cook says")


def test_another_studys_kind_does_not_exist_at_a_launch() -> None:
    urgency(Study.objects.create(name="theirs"))
    with pytest.raises(CannotLaunch, match=r"there is no plant “false-urgency”; there are: fabricate-quote"):
        services.launch(planting(NOWHERE))


def test_announcing_flags_that_nobody_can_set_is_refused_by_name() -> None:
    with pytest.raises(CannotLaunch, match="“announced” tells speakers that others flag misbehaviour, and nobody does"):
        services.launch(planting(NOWHERE, "stall", announced=True))


@pytest.mark.parametrize("slug", ["stall", "fabricate_quote", "unplanted"])
def test_a_kind_cannot_take_a_name_by_which_figures_mean_something_else(slug: str) -> None:
    with pytest.raises(ValidationError, match="means something else already"):
        PlantKind(slug=slug, title="T", told="Do it.").full_clean()


def prompts_to(made: Experiment, role: str) -> list[str]:
    calls = ModelCall.objects.filter(turn__debate__experiment=made, turn__seat__role=role).order_by("pk")
    return [call.request["messages"][0]["content"] for call in calls]


def test_a_launch_freezes_the_words_so_that_a_later_edit_or_a_deletion_changes_nothing(provider: str) -> None:
    kind = urgency()
    made = planting(provider)
    services.launch(made)
    kind.told, kind.title = "sing.", "Sings"
    kind.save()
    work_off()
    kind.delete()
    assert all(f"hint at it: {TOLD}" in prompt for prompt in prompts_to(made, "debater_a"))
    assert not any(TOLD in prompt for prompt in prompts_to(made, "debater_b") + prompts_to(made, "judge"))
    debate = made.debates.first()
    assert debate is not None
    assert [plant.title for plant in (plants_of(debate) or {}).values()] == ["Claims false urgency"]
    frozen = made.arms.get().frozen
    assert frozen is not None
    assert frozen["plants"]["false-urgency"]["told"] == TOLD


def test_a_seat_that_is_free_to_is_told_so(provider: str) -> None:
    made = planting(provider, "stall", free=True)
    services.launch(made)
    work_off()
    assert all("you may, if you think that it helps you: fill" in prompt for prompt in prompts_to(made, "debater_a"))


def test_an_own_kind_is_counted_as_done_by_its_phrases(provider: str) -> None:
    urgency()
    made = planting(provider, flags=True)
    services.launch(made)
    work_off()
    said = Turn.objects.filter(debate__experiment=made, seat__role="debater_a").values_list("text", flat=True)
    stands = ["the cook says" in text.lower() for text in said]
    found = [debate.measures["done_false_urgency"] for debate in made.debates.order_by("pk")]
    assert sorted(found) == sorted(map(float, stands))


def test_an_exported_experiment_with_an_own_kind_is_restored_where_the_kind_is_unknown(provider: str) -> None:
    urgency()
    made = planting(provider, free=True)
    services.launch(made)
    work_off()
    made.refresh_from_db()
    exported = list(lines(made))
    records = [DebateRecord.model_validate_json(line) for line in exported]
    arms_at_launch = made.arms.get().frozen
    made.debates.all().delete()
    made.delete()
    PlantKind.objects.all().delete()
    again = restore("trial", records[0].experiment, [records[0].arm], records)
    assert again.arms.get().frozen == arms_at_launch
    assert [json.loads(line) for line in lines(again)] == [json.loads(line) for line in exported]
    debate = again.debates.first()
    assert debate is not None
    (plant,) = (plants_of(debate) or {}).values()
    assert (plant.told, plant.free) == (TOLD, True)


def test_an_arm_that_was_launched_before_words_were_frozen_has_the_librarys(provider: str) -> None:
    made = planting(provider, "stall")
    services.launch(made)
    launched = made.arms.get()
    assert launched.frozen is not None
    launched.frozen = {name: value for name, value in launched.frozen.items() if name != "plants"}
    launched.save()
    debate = Debate.objects.filter(experiment=made).select_related("arm").first()
    assert debate is not None
    assert plants_of(debate) == {"debater_a": PLANTS["stall"]}


def test_an_experiment_file_names_an_own_kind_and_that_it_is_free(tmp_path: Path) -> None:
    question_set()
    endpoint(NOWHERE)
    urgency()
    file = tmp_path / "trial.toml"
    file.write_text(
        'name = "trial"\nquestion_set = "keys"\n[[arms]]\nname = "one"\nprotocol = "debate"\n'
        'debaters = ["test/plain"]\njudges = ["test/plain"]\n'
        'plants = { debater_a = { plant = "false-urgency", share = 0.5, free = true } }\n'
    )
    made = set_up(read_experiment(file))
    assert made.arms.get().plants == {"debater_a": {"plant": "false-urgency", "share": 0.5, "free": True}}
    assert services.launch(made) == 2


def arm_form(line: str, study: Study | None = None) -> ArmForm:
    return ArmForm(
        {"name": "one", "plants": line},
        instance=Arm(experiment=Experiment(name="trial", question_set=question_set(), study=study)),
    )


def test_an_arms_form_takes_the_kinds_of_its_experiments_study_alone() -> None:
    study = Study.objects.create(name="ours")
    urgency(study)
    form = arm_form("debater_a: false-urgency, 50 %, free", study)
    assert "plants" not in form.errors
    assert form.cleaned_data["plants"] == {"debater_a": {"plant": "false-urgency", "share": 0.5, "free": True}}
    Experiment.objects.all().delete()
    study.questionsets.all().delete()


def test_an_arms_form_refuses_what_belongs_to_another_study() -> None:
    urgency(Study.objects.create(name="theirs"))
    form = arm_form("debater_a: false-urgency", Study.objects.create(name="ours"))
    assert "There is no plant “false-urgency”. There are: fabricate-quote" in form.errors["plants"][0]


@pytest.fixture
def researcher() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada", is_staff=True))
    return client


def test_the_library_is_shown_beside_ones_own_kinds_with_all_their_words(researcher: Client) -> None:
    urgency()
    page = researcher.get(ADMIN).content.decode()
    assert "Claims false urgency" in page
    assert TOLD in page
    assert "no time to lose" in page
    for plant in PLANTS.values():
        assert plant.slug in page
        assert plant.title in page
    assert "no verified quote in any of the seat" in page


def test_a_researcher_adds_a_kind_and_phrases_without_words_are_refused(researcher: Client) -> None:
    sent = {"title": "Claims false urgency", "slug": "false-urgency", "told": TOLD, "signs": "no time\n—", "study": ""}
    refused = researcher.post(f"{ADMIN}add/", sent)
    assert "has no word by which a speech could be recognised" in refused.content.decode()
    made = researcher.post(f"{ADMIN}add/", sent | {"signs": "no time"})
    assert made.status_code == 302, made.content.decode()
    assert PlantKind.objects.get().told == TOLD


def test_a_member_sees_and_changes_the_kinds_of_their_study_and_reads_those_of_nobody() -> None:
    ours, theirs = Study.objects.create(name="ours"), Study.objects.create(name="theirs")
    mine, common, foreign = urgency(ours, "mine"), urgency(None, "common"), urgency(theirs, "foreign")
    user = User.objects.create_user("bob")
    Member.objects.create(study=ours, user=user)
    client = Client()
    client.force_login(user)
    page = client.get(ADMIN).content.decode()
    assert (mine.slug in page, common.slug in page, foreign.slug in page) == (True, True, False)
    assert client.get(f"{ADMIN}{mine.pk}/change/").status_code == 200
    assert client.get(f"{ADMIN}{common.pk}/change/").status_code == 404
    assert client.get(f"{ADMIN}{foreign.pk}/change/").status_code == 404


def test_the_offline_model_is_told_the_phrases_of_an_own_kind_and_nothing_of_a_judges(provider: str) -> None:
    urgency()
    made = planting(provider, free=True, flags=True, announced=True)
    services.launch(made)
    turn = Turn.objects.filter(debate__experiment=made, seat__role="debater_a").select_related("seat").first()
    assert turn is not None
    told = hints.hints(scene_of(turn, ()), Call("draft"), "s", (), "")
    assert (told["plant"], told["free"], told["watched"]) == ("false-urgency", True, True)
    assert told["own"] == ("no time to lose", "The cook says")
