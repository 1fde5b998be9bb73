"""The admin: what is set up in it, what it refuses, and that it keeps to its own policy and its own people."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from debate.models import Endpoint, Invitation, Pool
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.stage import person

pytestmark = pytest.mark.django_db

LISTS = ("questionset", "question", "passage", "endpoint", "protocolconfig", "experiment", "pool")


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


def test_an_invitation_needs_no_note_and_saving_leads_to_its_link(researcher: Client) -> None:
    form = {"name": "people/friends", "invitations-TOTAL_FORMS": "2", "invitations-INITIAL_FORMS": "0"}
    page = said(researcher.post(f"{ADMIN}/pool/add/", {**form, "invitations-0-note": ""}, follow=True))
    assert Invitation.objects.count() == 2
    for made in Invitation.objects.all():
        assert f"/join/{made.token}/" in page


def test_an_invitation_is_made_shown_as_a_link_and_withdrawn(researcher: Client) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    address = f"{ADMIN}/pool/{pool.pk}/change/"
    new = {
        "name": pool.name,
        **no_inlines("form_items"),
        **no_inlines("rules"),
        **no_inlines("doors"),
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
