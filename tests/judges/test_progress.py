"""How far a judge has come: “Debate 3 of 8, about 9 min left”, from what they have judged, begun and could judge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import access, services
from debate.access import Progress, Viewer
from debate.models import Player, Seat, Turn
from judges.models import Place
from tests.judges import scene
from tests.judges.scene import address

pytestmark = pytest.mark.django_db


def judge_next(client: Client, player: Player, minutes: float) -> Seat:
    """Judge one more debate, sitting over it for so long."""
    client.post(reverse("queue"))
    seat = Seat.objects.filter(player=player).latest("pk")
    client.get(address(seat))
    turn = scene.open_turn(seat)
    client.post(address(seat), scene.form(seat))
    turn.refresh_from_db()
    assert turn.answered_at is not None
    Turn.objects.filter(pk=turn.pk).update(seen_at=turn.answered_at - timedelta(minutes=minutes))
    return seat


def progress(player: Player, seat: Seat | None = None) -> Progress | None:
    return access.progress(Viewer(user=player.user, player=player), seat.public_id if seat else "")


def test_the_minutes_are_by_ones_own_median_time(client: Client) -> None:
    scene.launched("blind", questions=6)
    player = scene.joined(client)
    for minutes in (2, 30, 3):
        seat = judge_next(client, player, minutes)
    assert progress(player) == Progress(number=4, most=6, minutes=9)
    assert progress(player, seat) == Progress(number=3, most=6, minutes=9)
    assert "Debate 4 of 6, about 9 min left" in client.get(reverse("queue")).content.decode()
    client.post(reverse("queue"))
    begun = Seat.objects.filter(player=player).latest("pk")
    assert progress(player, begun) == Progress(number=4, most=6, minutes=9)
    assert progress(player) == Progress(number=5, most=6, minutes=9)
    assert "Debate 4 of 6, about 9 min left" in client.get(address(begun)).content.decode()


def test_by_that_of_others_before_one_has_judged(client: Client) -> None:
    experiment = scene.launched("blind", questions=2)
    for seat in experiment.debates.all():
        Place.objects.create(debate=seat, number=9, pool=scene.volunteers(), experiment=experiment)
    judge_next(client, scene.joined(client), 4)
    player = scene.joined(Client())
    now = progress(player)
    assert now is not None
    assert now.minutes == 4 * now.most


def test_without_anybodys_time_none_is_said(client: Client) -> None:
    scene.launched("blind", questions=2)
    player = scene.joined(client)
    assert progress(player) == Progress(number=1, most=2, minutes=None)
    shown = client.get(reverse("queue")).content.decode()
    assert "Debate 1 of 2" in shown
    assert "min left" not in shown


def test_what_was_cancelled_or_left_is_not_counted(client: Client) -> None:
    experiment = scene.launched("blind", questions=3)
    player = scene.joined(client)
    judge_next(client, player, 1)
    client.post(reverse("queue"))
    begun = Place.objects.get(player=player, finished_at=None)
    before = progress(player)
    assert before is not None
    Place.objects.filter(pk=begun.pk).update(left_at=timezone.now())
    after = progress(player)
    assert after is not None
    assert after.most == before.most - 1
    services.cancel(experiment)
    assert progress(player) is None


def test_nothing_is_said_when_nothing_is_left(client: Client) -> None:
    scene.launched("blind")
    player = scene.joined(client)
    seat = judge_next(client, player, 1)
    assert progress(player) is None
    assert progress(player, seat) == Progress(number=1, most=1, minutes=0)
    assert "min left" not in client.get(address(seat)).content.decode()


def test_somebody_who_judges_nothing_has_no_progress(admin_client: Client) -> None:
    assert access.progress(Viewer()) is None
    assert admin_client.get(reverse("queue")).status_code == 200


def test_it_is_cheap(client: Client, django_assert_max_num_queries: object) -> None:
    scene.launched("blind", questions=4)
    player = scene.joined(client)
    judge_next(client, player, 1)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        progress(player)
