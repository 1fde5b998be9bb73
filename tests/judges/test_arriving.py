"""A room: opening its link starts nothing, each Begin is a person, as many as it has places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import arrivals
from debate.arrivals import DoorClosed
from debate.models import Invitation, Player
from judges.models import Attendance, Contact, Door, Event
from tests.judges import arriving

pytestmark = pytest.mark.django_db


def test_opening_a_room_stores_nothing_and_signs_nobody_in(client: Client) -> None:
    door = arriving.room(quota=3)
    for _ in range(3):
        assert client.get(arriving.address(door)).status_code == 200
    assert not Player.objects.exists()
    assert not Attendance.objects.exists()
    assert not Event.objects.exists()
    assert "sessionid" not in client.cookies


def test_every_begin_is_a_person_of_their_own_without_any_contact() -> None:
    door = arriving.room()
    people = {arriving.begun(Client(), arriving.address(door)) for _ in range(3)}
    assert len(people) == 3
    assert all(list(player.pools.all()) == [arriving.pool()] for player in people)
    assert not Contact.objects.exists()


def test_a_reload_and_a_second_begin_in_the_same_browser_go_on(client: Client) -> None:
    arriving.offered_debates()
    door = arriving.room()
    first = arriving.begun(client, arriving.address(door))
    assert client.get(arriving.address(door)).headers["Location"] == reverse("queue")
    assert arriving.begun(client, arriving.address(door)) == first
    assert Attendance.objects.count() == 1


def test_a_doubled_click_on_one_page_makes_one_person() -> None:
    door = arriving.room(quota=1)
    page = Client().get(arriving.address(door)).content.decode()
    visit = page.split('name="visit" value="')[1].split('"')[0]
    for client in (Client(), Client()):
        assert client.post(arriving.address(door), {"visit": visit}).status_code == 302
    assert Player.objects.count() == 1


def test_who_has_begun_comes_back_by_a_link_of_their_own_in_any_browser(client: Client) -> None:
    arriving.offered_debates()
    door = arriving.room()
    mine = arriving.begun(client, arriving.address(door))
    link = Invitation.objects.get(player=mine)
    assert link.token in arriving.shown(client, reverse("queue"))
    elsewhere = Client()
    elsewhere.post(reverse("join", args=[link.token]))
    assert arriving.attendance(elsewhere) == arriving.attendance(client)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quota": 1}, "All places"),
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, "nobody in any more"),
        ({"stopped": True}, "stopped"),
    ],
)
def test_nobody_begins_in_a_room_that_is_full_or_over_but_who_is_in_comes_back(
    client: Client, change: dict[str, object], why: str
) -> None:
    arriving.offered_debates()
    door = arriving.room()
    arriving.begun(client, arriving.address(door))
    Door.objects.update(**change)
    for response in (Client().get(arriving.address(door)), Client().post(arriving.address(door))):
        assert response.status_code == 410
        assert why in response.content.decode()
    assert client.get(arriving.address(door)).status_code == 302
    assert Player.objects.count() == 1


def test_a_stopped_room_gives_out_nothing_more_and_lets_finish_what_was_begun(client: Client) -> None:
    arriving.offered_debates()
    door = arriving.room()
    arriving.begun(client, arriving.address(door))
    seat = client.post(reverse("queue")).headers["Location"]
    Door.objects.update(stopped=True)
    assert client.get(seat).status_code == 200
    assert seat in arriving.shown(client, reverse("queue"))
    other = Client()
    Door.objects.update(stopped=False)
    arriving.begun(other, arriving.address(door))
    Door.objects.update(stopped=True)
    assert other.post(reverse("queue")).headers["Location"] == reverse("course")
    assert "gives out no new debates" in arriving.shown(other)


def test_a_link_that_leads_nowhere_says_so(client: Client) -> None:
    for token in ("gone", "%00"):
        assert client.get(f"/room/{token}/").status_code == 404


def test_a_researcher_is_warned_that_beginning_signs_them_out(admin_client: Client) -> None:
    assert "signs you out" in admin_client.get(arriving.address(arriving.room())).content.decode()


def test_a_page_of_a_room_never_opens_a_researchers_account(client: Client) -> None:
    door = arriving.room()
    client.post(arriving.address(door), {"visit": "a" * 32})
    User.objects.update(is_staff=True)
    again = Client()
    assert again.post(arriving.address(door), {"visit": "a" * 32}).status_code == 410
    assert "sessionid" not in again.cookies


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_begin_at_once_as_many_come_in_as_there_are_places() -> None:
    door = arriving.room(quota=5)

    def begin(number: int) -> bool:
        try:
            arrivals.come_into_room(door, f"visit {number}")
        except DoorClosed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as threads:
        let_in = list(threads.map(begin, range(20)))
    assert let_in.count(True) == 5
    assert Attendance.objects.count() == Player.objects.count() == 5
