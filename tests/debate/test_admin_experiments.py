"""What is run, in the admin: configurations of protocols, and experiments with their arms, before and after launch."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.forms import ModelMultipleChoiceField
from django.test import Client

from debate import services
from debate.admin.arm_form import ArmForm
from debate.admin.prompt_variables import EVERYWHERE
from debate.admin.protocol_form import form_for
from debate.core.prompts import scene, variables
from debate.core.types import Ask, Case, Question
from debate.models import Arm, ArmSeat, Endpoint, Experiment, ProtocolConfig
from debate.protocols import PROTOCOLS
from debate.protocols.blind import Blind
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = pytest.mark.django_db


def defaults(slug: str, **changed: Any) -> dict[str, Any]:
    """What a browser would send of a protocol's form as it comes."""
    form = form_for(slug)()
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {
        "name": f"my-{slug}",
        **{name: value for name, value in given.items() if value is not None and value is not False},
    }
    return {**given, **changed}


def test_adding_a_configuration_begins_with_the_choice_of_a_protocol(researcher: Client) -> None:
    page = said(researcher.get(f"{ADMIN}/protocolconfig/add/"))
    for slug, cls in PROTOCOLS.items():
        assert f'href="?protocol={slug}"' in page
        assert cls.title in page


@pytest.mark.parametrize("slug", sorted(PROTOCOLS))
def test_every_protocols_form_saves_as_it_comes(researcher: Client, slug: str) -> None:
    response = researcher.post(f"{ADMIN}/protocolconfig/add/?protocol={slug}", defaults(slug))
    assert response.status_code == 302, said(response)
    made = ProtocolConfig.objects.get()
    assert made.protocol == slug
    assert made.prompts == {}
    assert researcher.get(f"{ADMIN}/protocolconfig/{made.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"parameter_rounds": "99"}, "less than or equal to 12"),
        ({"parameter_rounds": "many"}, "Enter a whole number"),
        ({"parameter_least_rounds": "5"}, "least_rounds (5) is more than rounds (3)"),
        (
            {"prompt_opening": "You defend $mine against $thiers."},
            "There is no variable $thiers. There are: $candidate, ",
        ),
        ({"prompt_opening": "It costs 5 $."}, "For the sign itself write $$"),
    ],
)
def test_a_configuration_refuses_what_its_protocol_cannot_take(
    researcher: Client, changed: dict[str, str], problem: str
) -> None:
    page = said(researcher.post(f"{ADMIN}/protocolconfig/add/?protocol=debate", defaults("debate", **changed)))
    assert problem in page
    assert "From 1 to 12." in page
    assert not ProtocolConfig.objects.exists()


def test_parameters_and_own_prompts_are_stored_as_the_protocol_takes_them(researcher: Client) -> None:
    changed = {"parameter_rounds": "2", "parameter_open": "on", "prompt_opening": "Speak for $mine, on $question."}
    researcher.post(f"{ADMIN}/protocolconfig/add/?protocol=debate", defaults("debate", **changed))
    made = ProtocolConfig.objects.get()
    assert made.params["rounds"] == 2
    assert made.params["open"] is True
    assert made.params["least_rounds"] is None
    assert made.prompts == {"opening": "Speak for $mine, on $question."}


def test_the_variables_that_prompts_are_offered_are_those_they_get() -> None:
    case = Case(question=Question(text="", options=("a", "b")))
    shown = scene(Blind(), case, Ask(role="judge", prompt="judge", after=0), ())
    assert variables(shown, "").keys() == EVERYWHERE.keys()


def arms(*given: dict[str, str], judge: Endpoint) -> dict[str, str]:
    """What a browser would send of the arms: each with one speaker for all seats, where named, and one judge."""
    sent = {"arms-TOTAL_FORMS": str(len(given)), "arms-INITIAL_FORMS": "0"}
    for n, one in enumerate(given):
        start = f"arms-{n}"
        sent |= {f"{start}-name": one["name"], f"{start}-config": one["config"], f"{start}-judgements_per_debate": "1"}
        sent |= {f"{start}-judges-TOTAL_FORMS": "1", f"{start}-judges-INITIAL_FORMS": "0"}
        sent |= {f"{start}-judges-0-who": f"endpoint:{judge.pk}"}
        speakers = "speaker" in one
        sent |= {f"{start}-speakers-TOTAL_FORMS": str(int(speakers)), f"{start}-speakers-INITIAL_FORMS": "0"}
        if speakers:
            who = {"role": "", "who": one["speaker"], "best_of": "1", "refine": "0", "selector": ""}
            sent |= {f"{start}-speakers-0-{name}": value for name, value in who.items()}
    return sent


def test_an_experiment_is_made_with_its_arms_and_seats_and_launched(researcher: Client) -> None:
    model = endpoint("http://127.0.0.1:9/v1")
    debate = ProtocolConfig.objects.create(name="debate", protocol="debate")
    blind = ProtocolConfig.objects.create(name="blind", protocol="blind")
    given = {"name": "trial", "question_set": question_set().pk, "seed": "7", "repeats": "1", "budget_usd": "5"}
    wanted = (
        {"name": "debate", "config": str(debate.pk), "speaker": f"endpoint:{model.pk}"},
        {"name": "blind", "config": str(blind.pk)},
    )
    response = researcher.post(f"{ADMIN}/experiment/add/", {**given, **arms(*wanted, judge=model)})
    assert response.status_code == 302, said(response)
    made = Experiment.objects.get()
    assert [str(seat) for seat in ArmSeat.objects.all()] == [
        "speaker: test/plain",
        "judge: test/plain",
        "judge: test/plain",
    ]
    leads = researcher.get(f"{ADMIN}/experiment/{made.pk}/launch/")
    assert leads["Location"] == "/experiments/trial/launch/"
    assert "Launched: 4 debates." in said(researcher.post(leads["Location"], follow=True))


def test_a_seat_needs_somebody(researcher: Client) -> None:
    model = endpoint("http://127.0.0.1:9/v1")
    config = ProtocolConfig.objects.create(name="debate", protocol="debate")
    given = {"name": "trial", "question_set": question_set().pk, "seed": "7", "repeats": "1"}
    wanted = {"name": "debate", "config": str(config.pk), "speaker": ""}
    sent = {**given, **arms(wanted, judge=model), "arms-0-speakers-0-role": "debater_a"}
    page = said(researcher.post(f"{ADMIN}/experiment/add/", sent))
    assert "This field is required" in page
    assert not Arm.objects.exists()


@pytest.fixture
def launched() -> Experiment:
    made = experiment(question_set(), budget_usd=5)
    arm(made, "blind", judge=endpoint("http://127.0.0.1:9/v1"))
    services.launch(made)
    return made


def test_after_launch_only_the_budget_can_be_changed(researcher: Client, launched: Experiment) -> None:
    Experiment.objects.update(spent_usd=Decimal(3), reserved_usd=Decimal(1))
    page = said(researcher.get(f"{ADMIN}/experiment/{launched.pk}/change/"))
    assert 'name="budget_usd"' in page
    for field in ("name", "seed", "question_set", "arms-0-name", "arms-0-judges-0-who"):
        assert f'name="{field}"' not in page
    assert "test/plain" in page
    change = {"budget_usd": "9", "name": "renamed", "seed": "1", **no_inlines("arms")}
    researcher.post(f"{ADMIN}/experiment/{launched.pk}/change/", change)
    launched.refresh_from_db()
    assert (launched.budget_usd, launched.name, launched.seed) == (Decimal(9), "trial", 7)
    assert (launched.spent_usd, launched.reserved_usd) == (Decimal(3), Decimal(1))
    lower = said(
        researcher.post(f"{ADMIN}/experiment/{launched.pk}/change/", {"budget_usd": "2", **no_inlines("arms")})
    )
    assert "are spent already" in lower


def test_a_launched_experiment_is_a_record_that_cannot_be_deleted(researcher: Client, launched: Experiment) -> None:
    assert researcher.get(f"{ADMIN}/experiment/{launched.pk}/delete/").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [launched.pk], "post": "yes"}
    researcher.post(f"{ADMIN}/experiment/", chosen)
    assert Experiment.objects.filter(pk=launched.pk).exists()


def test_the_buttons_of_an_experiment_follow_its_status(researcher: Client, launched: Experiment) -> None:
    address = f"{ADMIN}/experiment/{launched.pk}"
    page = said(researcher.get(f"{address}/change/"))
    assert f'href="{address}/pause/"' in page
    assert f'href="{address}/launch/"' not in page
    assert researcher.get(f"{address}/pause/")["Location"] == "/experiments/trial/pause/"


def test_plants_are_written_a_line_each_and_shown_as_they_are_stored(researcher: Client) -> None:
    model = endpoint("http://127.0.0.1:9/v1")
    config = ProtocolConfig.objects.create(name="debate", protocol="debate")
    given = {"name": "trial", "question_set": question_set().pk, "seed": "7", "repeats": "1"}
    wanted = {"name": "debate", "config": str(config.pk), "speaker": f"endpoint:{model.pk}"}
    sent = {
        **given,
        **arms(wanted, judge=model),
        "arms-0-plants": "debater_a: stall, 50 %, free\n\ndebater_b = concede",
    }
    response = researcher.post(f"{ADMIN}/experiment/add/", sent)
    assert response.status_code == 302, said(response)
    made = Arm.objects.get()
    assert made.plants == {
        "debater_a": {"plant": "stall", "share": 0.5, "free": True},
        "debater_b": {"plant": "concede", "share": 1.0, "free": False},
    }
    page = said(researcher.get(f"{ADMIN}/experiment/{made.experiment_id}/change/"))
    assert "debater_a: stall, 50 %, free\ndebater_b: concede, 100 %" in page


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("debater_a: sulk", "There is no plant “sulk”. There are: fabricate-quote"),
        ("debater_a", "“debater_a” isn’t a seat with its plant"),
        ("debater_a: stall, 0 %", "isn’t a seat with its plant"),
    ],
)
def test_a_line_that_is_no_plant_is_refused(line: str, problem: str) -> None:
    form = ArmForm({"name": "one", "plants": line})
    assert problem in form.errors["plants"][0]


def test_an_arm_learns_from_other_arms_of_its_experiment_alone() -> None:
    model = endpoint("http://127.0.0.1:9/v1")
    made, other = experiment(question_set()), experiment(question_set("others"), name="other")
    own, sibling = arm(made, "blind", judge=model), arm(made, "expert", judge=model)
    arm(other, "blind", judge=model)
    field = ArmForm(instance=own).fields["after"]
    assert isinstance(field, ModelMultipleChoiceField)
    assert field.queryset is not None
    assert list(field.queryset) == [sibling]
