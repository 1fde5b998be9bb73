"""The admin: what is set up in it, what it refuses, and that it keeps to its own policy and its own people."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from debate import services
from debate.admin.protocol_form import VARIABLES, form_for
from debate.core.prompts import scene, variables
from debate.core.types import Ask, Case, Question
from debate.models import Arm, ArmSeat, Endpoint, Experiment, Invitation, Pool, ProtocolConfig, QuestionSet
from debate.protocols import PROTOCOLS
from debate.protocols.blind import Blind
from tests.debate.stage import arm, endpoint, experiment, person, question_set

pytestmark = pytest.mark.django_db

ADMIN = "/admin/debate"
LISTS = ("questionset", "question", "passage", "endpoint", "protocolconfig", "experiment", "pool")


@pytest.fixture
def researcher() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def upload(name: str, *rows: dict[str, Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(json.dumps(row) for row in rows).encode())


ROW = {"id": "q1", "question": "Who had the key?", "options": ["the porter", "the cook"], "answer": 1}


def no_inlines(prefix: str) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}


def said(response: Any) -> str:
    """The page that followed a form, as text without entities for quotes."""
    return str(response.content.decode()).replace("&#x27;", "'").replace("&quot;", '"')


def test_strangers_sign_in_on_moots_own_page_and_judges_find_nothing() -> None:
    response = Client().get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/sign-in/?next=/admin/")
    judge = Client()
    judge.force_login(person(Pool.objects.create(name="people/volunteers")).user)  # type: ignore[arg-type]
    for model in LISTS:
        assert judge.get(f"{ADMIN}/{model}/", follow=True).status_code == 404


def test_only_the_admin_relaxes_the_policy_and_it_loads_nothing_from_outside(researcher: Client) -> None:
    assert "'unsafe-eval'" in researcher.get("/admin/")["Content-Security-Policy"]
    assert "unsafe" not in researcher.get("/")["Content-Security-Policy"]
    for page in ("/admin/", *(f"{ADMIN}/{model}/" for model in LISTS), f"{ADMIN}/endpoint/add/"):
        response = researcher.get(page)
        assert response.status_code == 200
        for attribute in (' src="', '<link href="'):
            found = [part.split('"')[0] for part in response.content.decode().split(attribute)[1:]]
            assert all(address.startswith(("/", "data:")) for address in found), found


def test_a_question_set_comes_in_with_its_files(researcher: Client) -> None:
    given = {
        "name": "keys",
        "notes": "Our own.",
        "questions": upload("questions.jsonl", {**ROW, "passage_id": "p1"}),
        "passages": upload("passages.jsonl", {"id": "p1", "title": "Keys", "text": "The cook had the key."}),
    }
    response = researcher.post(f"{ADMIN}/questionset/add/", given, follow=True)
    assert "questions: 1" in said(response)
    made = QuestionSet.objects.get(name="keys")
    assert made.notes == "Our own."
    assert made.questions.get().passage == made.passages.get()


def test_a_broken_file_is_refused_with_file_line_and_field_and_nothing_is_loaded(researcher: Client) -> None:
    broken = upload("questions.jsonl", ROW, {**ROW, "id": "q2", "answer": 7})
    response = researcher.post(f"{ADMIN}/questionset/add/", {"name": "keys", "questions": broken})
    assert "questions.jsonl, line 2, answer" in said(response)
    assert not QuestionSet.objects.exists()


def test_a_set_needs_a_file_and_a_name_of_its_own(researcher: Client) -> None:
    assert "This field is required" in said(researcher.post(f"{ADMIN}/questionset/add/", {"name": "keys"}))
    question_set("keys")
    given = {"name": "keys", "questions": upload("more.jsonl", {**ROW, "id": "new"})}
    assert "open it to add to it" in said(researcher.post(f"{ADMIN}/questionset/add/", given))
    assert QuestionSet.objects.get().questions.count() == 2


def test_questions_can_be_added_to_a_set_and_are_not_edited(researcher: Client) -> None:
    made = question_set("keys")
    given = {"questions": upload("more.jsonl", {**ROW, "id": "new"}), "notes": "", **no_inlines("questions")}
    researcher.post(f"{ADMIN}/questionset/{made.pk}/change/", given)
    assert made.questions.count() == 3
    page = said(researcher.get(f"{ADMIN}/question/{made.questions.all()[0].pk}/change/"))
    assert "Who had key 0?" in page
    assert 'name="answer"' not in page


ENDPOINT = {
    "name": "local/small",
    "base_url": "http://127.0.0.1:9/v1",
    "model": "plain",
    "max_tokens": "100",
    "most_in_flight": "4",
    "timeout_seconds": "5",
    "attempts": "1",
    "tags": "{}",
}


def test_a_check_shows_answer_time_and_model_of_one_real_call(researcher: Client, provider: str) -> None:
    given = {**ENDPOINT, "base_url": provider, "debate_endpoint_save_and_check": "1"}
    page = said(researcher.post(f"{ADMIN}/endpoint/add/", given, follow=True))
    made = Endpoint.objects.get()
    change = {**given, "name": "local/renamed", "price_in": "1", "price_out": "2"}
    page += said(researcher.post(f"{ADMIN}/endpoint/{made.pk}/change/", change, follow=True))
    assert "local/renamed answered in 0." in page
    assert "as m-1" in page
    assert "This call cost $0.0001" in page


def test_a_check_of_a_dead_endpoint_says_so_in_words(researcher: Client) -> None:
    made = Endpoint.objects.create(name="dead", base_url="http://127.0.0.1:9/v1", model="x")
    chosen = {"action": "check_chosen", "_selected_action": [made.pk]}
    page = said(researcher.post(f"{ADMIN}/endpoint/", chosen, follow=True))
    assert "dead can't be reached at http://127.0.0.1:9/v1" in page


def test_a_key_is_named_and_never_shown(researcher: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOOT_KEY_TEST", "sk-very-secret")
    made = Endpoint.objects.create(name="a", base_url="http://127.0.0.1:9/v1", model="x", key_variable="MOOT_KEY_TEST")
    page = said(researcher.get(f"{ADMIN}/endpoint/{made.pk}/change/"))
    assert "MOOT_KEY_TEST is set here" in page
    assert "sk-very-secret" not in page


def defaults(slug: str, **changed: Any) -> dict[str, Any]:
    """What a browser would send of a protocol's form as it comes."""
    form = form_for(slug)()
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {"name": f"my-{slug}", **{name: value for name, value in given.items() if value not in (None, False)}}
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
        ({"prompt_opening": "You defend $mine against $thiers."}, "There is no variable $thiers. There are: $mine, "),
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
    assert set(variables(shown, "")) == VARIABLES


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


def test_an_invitation_is_made_shown_as_a_link_and_withdrawn(researcher: Client) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    address = f"{ADMIN}/pool/{pool.pk}/change/"
    new = {
        "name": pool.name,
        "invitations-TOTAL_FORMS": "1",
        "invitations-INITIAL_FORMS": "0",
        "invitations-0-note": "for Ann",
    }
    researcher.post(address, new)
    made = Invitation.objects.get()
    page = said(researcher.get(address))
    assert f"/join/{made.token}/" in page
    assert "not used yet" in page
    researcher.post(
        address,
        {
            **new,
            "invitations-INITIAL_FORMS": "1",
            "invitations-0-id": made.pk,
            "invitations-0-pool": pool.pk,
            "invitations-0-revoked": "on",
        },
    )
    assert Client().get(f"/join/{made.token}/").status_code == 410
