"""People who have come to a pool, and the board of whoever watches over them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import access, desk
from debate.models import Experiment, Pool
from judges.models import Attendance, Place
from tests.debate.pages import flat, parsed
from tests.debate.stage import person


def attends(pool: Pool, name: str, heard: timedelta = timedelta(0), **values: Any) -> Attendance:
    """Somebody who came to the pool, of whom was heard so long ago."""
    came = Attendance.objects.create(player=person(pool, name), pool=pool, **values)
    at = timezone.now() - heard
    Attendance.objects.filter(pk=came.pk).update(began_at=at, heard_at=at, step_at=at)
    Place.objects.filter(player=came.player).update(heard_at=at)
    came.refresh_from_db()
    return came


def shown(client: Client, made: Experiment, query: str = "") -> str:
    response = client.get(reverse("people", args=[made.name]) + query)
    assert response.status_code == 200
    return flat(parsed(response.content.decode()))


def board(made: Experiment, **asked: Any) -> desk.Board:
    viewer = access.Viewer(user=User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("root"))
    return desk.board_of(made, viewer, **{"knows": True, "all_of_them": False, "whole": False, **asked})


def do(client: Client, made: Experiment, deed: str, **given: object) -> str:
    """What the board says after it."""
    response = client.post(reverse("people_deed", args=[made.name, deed]), given, follow=True)
    assert response.status_code == 200
    return flat(parsed(response.content.decode()))
