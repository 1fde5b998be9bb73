"""When the time of an answer runs out, what was kept of it is the answer if it is a whole one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import services
from debate.models import Seat, Turn
from judges.deadlines import KEPT, submit_kept
from judges.models import Draft, Rating
from tests.judges import scene

pytestmark = pytest.mark.django_db


def late(client: Client, **values: object) -> Seat:
    """A judge who typed this, and whose time is over."""
    scene.launched("blind")
    seat = scene.seated(client)
    client.post(reverse("judge_draft", args=[seat.public_id]), scene.form(seat, **values))
    seat.turns.update(deadline=timezone.now() - timedelta(seconds=1))
    return seat


def test_a_whole_answer_counts_and_says_how_it_came(client: Client) -> None:
    seat = late(client)
    assert submit_kept() == 1
    services.sweep()
    turn = Turn.objects.get(seat=seat)
    assert (turn.status, sorted(turn.belief), turn.text, turn.reason) == ("ok", [3000, 7000], "Because.", KEPT)
    assert sorted(Rating.objects.get().belief) == [3000, 7000]
    assert not Draft.objects.exists()
    assert submit_kept() == 0


def test_half_an_answer_is_none(client: Client) -> None:
    seat = late(client, belief0_0="90", belief0_1="90")
    assert submit_kept() == 0
    services.sweep()
    assert Turn.objects.get(seat=seat).status == Turn.Status.TIMED_OUT
    assert not Draft.objects.exists()


def test_nothing_is_taken_before_its_time(client: Client) -> None:
    seat = late(client)
    seat.turns.update(deadline=timezone.now() + timedelta(minutes=1))
    assert submit_kept() == 0
    assert scene.open_turn(seat).status == Turn.Status.OPEN


def test_nothing_is_taken_of_what_was_cancelled(client: Client) -> None:
    seat = late(client)
    services.cancel(seat.debate.experiment)
    assert submit_kept() == 0
    assert not Rating.objects.exists()
