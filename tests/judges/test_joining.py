"""Invitations: a GET starts nothing, the button does, and the same link leads back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import people
from debate.models import Invitation, Player
from tests.judges import scene

pytestmark = pytest.mark.django_db


def address(invitation: Invitation) -> str:
    return reverse("join", args=[invitation.token])


def test_opening_the_link_starts_nothing(client: Client) -> None:
    scene.launched()
    invitation = people.invite(scene.volunteers())
    for _ in range(3):
        assert client.get(address(invitation)).status_code == 200
    invitation.refresh_from_db()
    assert invitation.player is None
    assert not User.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_button_makes_one_person_without_a_password_however_often_it_is_pressed(client: Client) -> None:
    invitation = people.invite(scene.volunteers())
    for browser in (client, client, Client()):
        browser.post(address(invitation))
    player = Player.objects.get(user__isnull=False)
    assert player.user is not None
    assert not player.user.has_usable_password()
    assert list(player.pools.all()) == [scene.volunteers()]


def test_the_same_link_leads_back_to_where_one_stopped_in_any_browser(client: Client) -> None:
    scene.launched()
    invitation = people.invite(scene.volunteers())
    assert client.post(address(invitation)).headers["Location"] == reverse("queue")
    seat_page = client.post(reverse("queue")).headers["Location"]
    elsewhere = Client()
    assert "Welcome back" in elsewhere.get(address(invitation)).content.decode()
    assert elsewhere.post(address(invitation)).headers["Location"] == seat_page
    assert elsewhere.get(address(invitation)).headers["Location"] == seat_page


@pytest.mark.parametrize(
    ("change", "status"),
    [({"revoked": True}, 410), ({"expires_at": timezone.now() - timedelta(hours=1)}, 410), ({"token": "gone"}, 404)],
)
def test_it_explains_a_link_that_is_not_open(client: Client, change: dict[str, object], status: int) -> None:
    invitation = people.invite(scene.volunteers())
    Invitation.objects.update(**change)
    for response in (client.get(address(invitation)), client.post(address(invitation))):
        assert response.status_code == status
        assert "Ask whoever sent it" in response.content.decode()
    assert not User.objects.exists()


def test_a_revoked_link_ends_nothing_that_was_begun(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    Invitation.objects.update(revoked=True)
    assert client.get(reverse("judge", args=[seat.public_id])).status_code == 200


def test_an_invitation_never_opens_a_researchers_account(client: Client) -> None:
    player = scene.joined(Client())
    User.objects.filter(player=player).update(is_staff=True)
    invitation = Invitation.objects.get()
    assert client.post(address(invitation)).status_code == 410
    assert "sessionid" not in client.cookies


def test_it_warns_a_researcher_that_beginning_signs_them_out(admin_client: Client) -> None:
    invitation = people.invite(scene.volunteers())
    assert "signs you out" in admin_client.get(address(invitation)).content.decode()


def test_the_welcome_text_is_markdown_and_carries_no_script(client: Client) -> None:
    pool = scene.volunteers()
    pool.welcome = "**Thanks** <script>alert(1)</script> [x](javascript:alert(2))"
    pool.save()
    page = client.get(address(people.invite(pool))).content.decode()
    assert "<strong>Thanks</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_links_are_absolute(admin_user: User) -> None:
    assert people.invitation_url(people.invite(scene.volunteers())).startswith("http://127.0.0.1:")
    assert "/sign-in/link/?sesame=" in people.admin_link(admin_user)
