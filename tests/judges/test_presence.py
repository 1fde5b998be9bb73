"""How long somebody sat before a page: the server adds up what its heartbeats tell, and no idle time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate.models import Player, Seat
from judges.models import Attendance, Place
from judges.services import attending
from judges.services.presence import LONGEST, heard
from tests.judges import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def player(client: Client) -> Player:
    scene.launched("blind")
    seat = scene.seated(client)
    assert seat.player is not None
    return seat.player


@pytest.fixture
def attendance(player: Player) -> Attendance:
    return attending.arrive(player, scene.volunteers())


def place() -> Place:
    return Place.objects.get(player__isnull=False)


def passed(seconds: float) -> None:
    """So long ago they were heard of last."""
    Attendance.objects.update(heard_at=timezone.now() - timedelta(seconds=seconds))


def active() -> tuple[float, float]:
    attendance = Attendance.objects.get()
    return round(attendance.active_seconds), round(place().active_seconds)


def test_the_time_between_two_signs_of_life_counts_here_and_for_the_whole(
    player: Player, attendance: Attendance
) -> None:
    heard(player, place())
    assert active() == (0, 0)
    passed(15)
    heard(player, place())
    passed(20)
    heard(player, place())
    assert active() == (35, 35)


def test_a_long_silence_counts_as_a_minute(player: Player, attendance: Attendance) -> None:
    passed(3600)
    heard(player, place())
    assert active() == (LONGEST, LONGEST)


def test_a_hidden_page_counts_nothing_and_neither_does_what_went_before(player: Player, attendance: Attendance) -> None:
    passed(15)
    heard(player, place(), active=False)
    passed(15)
    heard(player, place())
    assert active() == (15, 15)


def test_who_is_away_counts_nothing_until_they_are_back(player: Player, attendance: Attendance) -> None:
    passed(30)
    heard(player, place(), away=True)
    assert (active(), Attendance.objects.get().away) == ((0, 0), True)
    passed(50)
    heard(player, place())
    assert (active(), Attendance.objects.get().away) == ((0, 0), False)
    passed(10)
    heard(player, place())
    assert active() == (10, 10)


def test_the_same_time_in_two_tabs_counts_once(player: Player, attendance: Attendance) -> None:
    passed(20)
    heard(player, place())
    heard(player, place())
    assert active() == (20, 20)


def test_nothing_is_added_to_anothers_place_or_after_the_end(client: Client, player: Player) -> None:
    attendance = attending.arrive(player, scene.volunteers())
    stranger = scene.joined(Client())
    attending.arrive(stranger, scene.volunteers())
    passed(20)
    heard(stranger, place())
    assert place().active_seconds == 0
    Attendance.objects.filter(pk=attendance.pk).update(ended_at=timezone.now())
    heard(player, place())
    assert place().active_seconds == 0


def test_the_pages_heartbeat_tells_it(client: Client, player: Player, attendance: Attendance) -> None:
    news = reverse("judge_news", args=[Seat.objects.get(player=player).public_id])
    passed(15)
    client.get(f"{news}?here=active")
    assert active() == (15, 15)
    passed(15)
    client.get(news)
    client.get(f"{news}?here=hidden")
    assert active() == (15, 15)
    Place.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    before = place().lease_until
    client.get(f"{news}?here=away")
    assert Attendance.objects.get().away
    assert place().lease_until == before, "who is away keeps no place"
    client.get(f"{news}?here=active")
    assert place().lease_until != before


def test_a_pool_without_courses_goes_on_as_ever(client: Client, player: Player) -> None:
    Attendance.objects.all().delete()
    news = reverse("judge_news", args=[Seat.objects.get(player=player).public_id])
    assert client.get(f"{news}?here=active").status_code == 200
    assert not Attendance.objects.exists()
