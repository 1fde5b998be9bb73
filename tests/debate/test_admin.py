"""The admin: what is set up in it, what it refuses, and that it keeps to its own policy and its own people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from debate.models import Endpoint, Invitation, Pool, QuestionSet
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.stage import person, question_set

pytestmark = pytest.mark.django_db

LISTS = ("questionset", "question", "passage", "endpoint", "protocolconfig", "experiment", "pool")


def upload(name: str, *rows: dict[str, Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(json.dumps(row) for row in rows).encode())


ROW = {"id": "q1", "question": "Who had the key?", "options": ["the porter", "the cook"], "answer": 1}


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
