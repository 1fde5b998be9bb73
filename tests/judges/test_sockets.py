"""Sockets of the real web server: they let in whom the pages let in, and say only that something is new."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from debate import live as notices
from debate.models import Seat
from tests.conftest import Live
from tests.judges import scene

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("live")]


def dial(live: Live, path: str, client: Client | None = None, origin: str = "") -> ClientConnection:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) if client else ""
    address = live.url.replace("http://", "ws://") + path
    whence = Origin(origin or live.url)
    return connect(address, origin=whence, additional_headers={"Cookie": cookies}, proxy=None, legacy=True)


def refuses(live: Live, path: str, client: Client | None = None, origin: str = "") -> bool:
    with pytest.raises(InvalidStatus) as refusal:
        dial(live, path, client, origin)
    return refusal.value.response.status_code == 403


def seated(client: Client) -> Seat:
    scene.launched("blind", questions=2)
    return scene.seated(client)


def test_a_seat_is_watched_by_its_player_alone(live: Live) -> None:
    mine, other = Client(), Client()
    path = f"/ws/judge/{seated(mine).public_id}/"
    scene.joined(other)
    with dial(live, path, mine):
        pass
    assert refuses(live, path, other)
    assert refuses(live, path)
    assert refuses(live, "/ws/judge/nothing/", mine)


def test_another_site_cannot_watch_in_ones_name(live: Live) -> None:
    mine = Client()
    assert refuses(live, f"/ws/judge/{seated(mine).public_id}/", mine, origin="https://elsewhere.example")


def test_a_notice_has_no_content(live: Live) -> None:
    mine = Client()
    seat = seated(mine)
    with dial(live, f"/ws/judge/{seat.public_id}/", mine) as socket:
        socket.send("anything")
        notices.notify(seat.debate.public_id, seat.debate.experiment.name)
        assert json.loads(socket.recv(timeout=20)) == {"type": "news"}


def test_an_experiment_is_watched_by_researchers_alone(live: Live) -> None:
    judge, researcher = Client(), Client()
    path = f"/ws/experiments/{seated(judge).debate.experiment.name}/"
    researcher.force_login(User.objects.create_superuser("ann"))
    with dial(live, path, researcher):
        pass
    assert refuses(live, path, judge)
    assert refuses(live, path)
    assert refuses(live, "/ws/experiments/nothing/", researcher)
