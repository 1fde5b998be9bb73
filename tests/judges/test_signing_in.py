"""Signing in: throttled by password, once by link, out by POST."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate import people

pytestmark = pytest.mark.django_db
PASSWORD = "a good long one"


@pytest.fixture
def researcher() -> User:
    """A name of its own for each test: tries are counted in Redis, which outlives a test."""
    return User.objects.create_superuser(f"ann-{secrets.token_hex(4)}", password=PASSWORD)


def attempt(client: Client, name: str, password: str, **extra: str) -> int:
    return client.post(reverse("sign_in"), {"username": name, "password": password}, **extra).status_code  # type: ignore[arg-type]


def test_a_password_signs_in(client: Client, researcher: User) -> None:
    assert attempt(client, researcher.username, PASSWORD) == 302
    assert client.get(reverse("home")).status_code == 200


def test_it_stops_guesses_and_then_the_right_password_too(client: Client, researcher: User) -> None:
    assert [attempt(client, researcher.username, "wrong") for _ in range(5)] == [200] * 5
    assert attempt(client, researcher.username, PASSWORD) == 429
    response = client.post(reverse("sign_in"), {"username": researcher.username, "password": PASSWORD})
    assert "Too many tries" in response.content.decode()


@pytest.mark.parametrize("written", [" {} ", "{}\u00a0", "\uff41{}"])
def test_another_way_of_writing_the_name_is_the_same_name(client: Client, researcher: User, written: str) -> None:
    name = researcher.username
    other = written.format(name[1:] if written.startswith("\uff41") else name)
    assert [attempt(client, name, "wrong") for _ in range(5)] == [200] * 5
    assert attempt(client, other, PASSWORD) == 429


def test_others_are_not_locked_out(client: Client, researcher: User) -> None:
    for _ in range(6):
        attempt(client, researcher.username, "wrong")
    assert attempt(client, researcher.username, PASSWORD, REMOTE_ADDR="10.0.0.2") == 302


def test_many_addresses_together_are_stopped_too(client: Client, researcher: User) -> None:
    tries = [attempt(client, researcher.username, "wrong", REMOTE_ADDR=f"10.1.0.{n}") for n in range(60)]
    assert tries.count(200) == 50
    assert tries[-1] == 429


def test_success_forgets_the_tries(client: Client, researcher: User) -> None:
    for _ in range(3):
        assert [attempt(client, researcher.username, "wrong") for _ in range(4)] == [200] * 4
        assert attempt(client, researcher.username, PASSWORD) == 302


def test_the_admin_has_no_door_of_its_own(client: Client, researcher: User) -> None:
    response = client.post("/admin/login/?next=/admin/", {"username": researcher.username, "password": PASSWORD})
    assert response.headers["Location"] == f"{reverse('sign_in')}?next=/admin/"
    assert "sessionid" not in client.cookies


def test_it_sends_nobody_to_another_site(client: Client, researcher: User) -> None:
    sent = {"username": researcher.username, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(reverse("sign_in"), sent).headers["Location"] == reverse("home")


def test_a_link_works_once_and_only_by_its_button(client: Client, researcher: User) -> None:
    parts = urlsplit(people.admin_link(researcher))
    link = f"{parts.path}?{parts.query}"
    for _ in range(2):
        assert client.get(link).status_code == 200
    assert "sessionid" not in client.cookies
    assert client.post(link).headers["Location"] == reverse("home")
    elsewhere = Client()
    assert elsewhere.get(link).status_code == 410
    assert elsewhere.post(link).status_code == 410
    assert "sessionid" not in elsewhere.cookies


def test_a_forged_link_signs_nobody_in(client: Client, researcher: User) -> None:
    for link in ("", "?sesame=", "?sesame=AAAAAgz1iFNvA76rvCD7IvQn"):
        assert client.post(reverse("sign_in_link") + link).status_code == 410


def test_signing_out_takes_a_post(client: Client, researcher: User) -> None:
    client.force_login(researcher)
    assert client.get(reverse("sign_out")).status_code == 405
    client.post(reverse("sign_out"))
    assert "_auth_user_id" not in client.session


def test_forms_are_refused_without_their_token(researcher: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert attempt(strict, researcher.username, PASSWORD) == 403
