"""A second factor: demanded of who has one, and of everybody who works here where the operator wants it."""

from __future__ import annotations

import re
import secrets
import time
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from debate import people, second_factor
from tests.judges.scene import joined

pytestmark = pytest.mark.django_db
PASSWORD = "a good long one"


@pytest.fixture
def researcher() -> User:
    return User.objects.create_superuser(f"ann-{secrets.token_hex(4)}", password=PASSWORD)


def code_of(user: User, confirmed: bool, later: int = 0) -> str:
    """What the user's app shows now; `later` counts codes that it showed before (each is taken once)."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    made = TOTP(device.bin_key, device.step, device.t0, device.digits)
    made.time = time.time() + 30 * later
    return f"{made.token():06d}"


def with_password(client: Client, user: User, onward: str = "") -> str:
    """Where signing in leads to."""
    sent = {"username": user.username, "password": PASSWORD, "next": onward}
    return client.post(reverse("sign_in"), sent).headers["Location"]


def enrolled(user: User) -> list[str]:
    """Sets a second factor up as its user does; the spare codes that they were shown."""
    client = Client()
    client.force_login(user)
    client.get(reverse("second_factor_set_up"))
    page = client.post(reverse("second_factor_set_up"), {"code": code_of(user, confirmed=False)})
    return re.findall(r"<code>(\w+)</code>", page.content.decode())


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_without_one_the_password_is_enough(client: Client, researcher: User) -> None:
    assert with_password(client, researcher) == reverse("home")
    assert is_signed_in(client)


def test_the_password_alone_signs_nobody_in_who_has_one(client: Client, researcher: User) -> None:
    enrolled(researcher)
    assert with_password(client, researcher, "/admin/") == reverse("second_factor")
    assert not is_signed_in(client)
    wrong = client.post(reverse("second_factor"), {"code": "000000"})
    assert wrong.status_code == 422
    assert not is_signed_in(client)


def test_its_code_signs_in_and_leads_on(client: Client, researcher: User) -> None:
    enrolled(researcher)
    with_password(client, researcher, "/admin/")
    answer = client.post(reverse("second_factor"), {"code": code_of(researcher, confirmed=True, later=1)})
    assert answer.headers["Location"] == "/admin/"
    assert is_signed_in(client)


def test_a_code_works_once(client: Client, researcher: User) -> None:
    enrolled(researcher)
    code = code_of(researcher, confirmed=True, later=1)
    with_password(client, researcher)
    client.post(reverse("second_factor"), {"code": code})
    other = Client()
    with_password(other, researcher)
    assert other.post(reverse("second_factor"), {"code": code}).status_code == 422
    assert not is_signed_in(other)


def test_a_spare_code_works_once(client: Client, researcher: User) -> None:
    spare = enrolled(researcher)
    assert len(spare) == second_factor.SPARE
    with_password(client, researcher)
    client.post(reverse("second_factor"), {"code": spare[0]})
    assert is_signed_in(client)
    other = Client()
    with_password(other, researcher)
    assert other.post(reverse("second_factor"), {"code": spare[0]}).status_code == 422


def test_guesses_are_slowed_down_for_the_right_code_too(client: Client, researcher: User) -> None:
    enrolled(researcher)
    with_password(client, researcher)
    for _ in range(3):
        client.post(reverse("second_factor"), {"code": "000000"})
    answer = client.post(reverse("second_factor"), {"code": code_of(researcher, confirmed=True, later=1)})
    assert answer.status_code == 422


def test_a_sign_in_link_asks_for_it_too(client: Client, researcher: User) -> None:
    enrolled(researcher)
    parts = urlsplit(people.admin_link(researcher))
    assert client.post(f"{parts.path}?{parts.query}").headers["Location"] == reverse("second_factor")
    assert not is_signed_in(client)


def test_the_second_step_is_nobodys_without_the_first(client: Client, researcher: User) -> None:
    enrolled(researcher)
    assert client.get(reverse("second_factor")).headers["Location"] == reverse("sign_in")
    sent = {"code": code_of(researcher, confirmed=True, later=1)}
    assert client.post(reverse("second_factor"), sent).headers["Location"] == reverse("sign_in")


def test_the_second_step_waits_ten_minutes(client: Client, researcher: User) -> None:
    enrolled(researcher)
    with_password(client, researcher)
    session = client.session
    session["awaits_second_factor"] = {**session["awaits_second_factor"], "at": time.time() - 601}
    session.save()
    client.post(reverse("second_factor"), {"code": code_of(researcher, confirmed=True, later=1)})
    assert not is_signed_in(client)


def test_where_the_operator_wants_one_nobody_comes_in_without(
    client: Client, researcher: User, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    assert with_password(client, researcher, "/admin/") == reverse("second_factor_set_up")
    assert not is_signed_in(client)
    shown = client.get(reverse("second_factor_set_up")).content.decode()
    assert "data:image/svg+xml" in shown
    done = client.post(reverse("second_factor_set_up"), {"code": code_of(researcher, confirmed=False)})
    assert 'href="/admin/"' in done.content.decode()
    assert is_signed_in(client)


def test_who_has_one_cannot_set_up_another_with_the_password_alone(client: Client, researcher: User) -> None:
    enrolled(researcher)
    with_password(client, researcher)
    assert client.get(reverse("second_factor_set_up")).headers["Location"] == reverse("second_factor")


def test_removing_it_takes_a_code(client: Client, researcher: User) -> None:
    spare = enrolled(researcher)
    client.force_login(researcher)
    assert client.post(reverse("second_factor_set_up"), {"remove": "1", "code": "000000"}).status_code == 422
    assert second_factor.demanded(researcher)
    time.sleep(1.1)  # Both wait a second after a wrong one.
    client.post(reverse("second_factor_set_up"), {"remove": "1", "code": spare[1]})
    assert not second_factor.demanded(researcher)


def test_who_judges_by_invitation_has_nothing_to_set_up(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    joined(client)
    assert is_signed_in(client)
    assert client.get(reverse("second_factor_set_up")).status_code == 404


def test_the_admin_shows_nobody_the_secrets(researcher: User) -> None:
    client = Client()
    client.force_login(researcher)
    enrolled(researcher)
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


def test_an_operator_removes_it_for_who_has_lost_everything_and_that_is_kept(researcher: User) -> None:
    enrolled(researcher)
    operator = User.objects.create_superuser(f"bob-{secrets.token_hex(4)}")
    client = Client()
    client.force_login(operator)
    asked = {"action": "remove_second_factor", "_selected_action": [researcher.pk, operator.pk]}
    client.post(reverse("admin:auth_user_changelist"), asked)
    assert not second_factor.demanded(researcher)
    told = LogEntry.objects.get(user=operator)
    assert (told.object_id, told.change_message) == (str(researcher.pk), "Removed the second factor.")
