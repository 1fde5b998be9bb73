"""What is written down of how people judge: of known kinds, in bounds, by the server's clock, and never words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate.models import Seat
from judges.models import Event
from judges.views.events import LIMITS
from tests.judges import scene
from tests.judges.offered import say

pytestmark = pytest.mark.django_db

OF_PAGES = ("slider", "speech seen", "paste", "focus lost", "focus gained", "page hidden", "page shown", "away", "back")


@pytest.fixture
def seat(client: Client) -> Seat:
    scene.launched("blind")
    return scene.seated(client)


def send(client: Client, seat: Seat, *events: dict[str, Any], turn: str = "", **more: Any) -> Any:
    body = {"turn": turn, "events": events, **more}
    return client.post(
        reverse("judge_events", args=[seat.public_id]), json.dumps(body), content_type="application/json"
    )


def told() -> list[Event]:
    return list(Event.objects.filter(kind__in=OF_PAGES))


def test_what_happened_is_kept_with_the_servers_time_and_how_long_ago_it_was(client: Client, seat: Seat) -> None:
    before = timezone.now()
    turn = scene.open_turn(seat).public_id
    moved = {"kind": "slider", "ago": 900, "option": "A", "value": 70.5}
    answer = send(client, seat, moved, {"kind": "paste", "ago": 10, "length": 240}, turn=turn)
    assert answer.status_code == 204
    slider, paste = told()
    assert (slider.kind, slider.data) == ("slider", {"ago": 900, "option": "A", "value": 70.5})
    assert (paste.kind, paste.data) == ("paste", {"ago": 10, "length": 240})
    assert {slider.turn, paste.turn} == {turn}
    assert before <= slider.at <= timezone.now()
    place = seat.sitting.place
    assert (slider.player, slider.place, slider.pool_id) == (seat.player, place, place.pool_id)
    assert slider.experiment == seat.debate.experiment


def test_a_turn_that_isnt_theirs_is_not_written_down(client: Client, seat: Seat) -> None:
    send(client, seat, {"kind": "focus lost", "ago": 0}, turn="somebody-elses")
    assert [line.turn for line in told()] == [""]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "password typed", "ago": 0},
        {"kind": "paste", "ago": 0, "length": 3, "words": "what they pasted"},
        {"kind": "paste", "ago": -5, "length": 3},
        {"kind": "slider", "ago": 0, "option": "the porter", "value": 70},
        {"kind": "slider", "ago": 0, "option": "A", "value": 101},
        {"kind": "speech seen", "ago": 0, "speech": "1"},
        {"kind": "focus lost"},
    ],
)
def test_anything_else_is_refused_in_words_that_dont_repeat_it(
    client: Client, seat: Seat, wrong: dict[str, Any]
) -> None:
    answer = send(client, seat, {"kind": "focus lost", "ago": 0}, wrong)
    assert answer.status_code == 400
    problem = json.loads(answer.content)["problem"]
    assert problem.startswith("events.1")
    assert "what they pasted" not in problem
    assert told() == [], "all of it or nothing"


def test_no_more_than_a_hundred_and_twenty_thousand_bytes_are_taken_at_once(client: Client, seat: Seat) -> None:
    one = {"kind": "focus lost", "ago": 0}
    assert send(client, seat, *[one] * 100).status_code == 204
    assert send(client, seat, *[one] * 101).status_code == 400
    assert send(client, seat, one, turn="x" * 20_000).status_code == 400
    assert send(client, seat).status_code == 400
    assert len(told()) == 100


def test_who_sends_too_often_is_told_to_stop(client: Client, seat: Seat) -> None:
    one = {"kind": "focus lost", "ago": 0}
    answers = [send(client, seat, one).status_code for _ in range(LIMITS[0].amount + 1)]
    assert answers == [204] * LIMITS[0].amount + [429]


def test_only_ones_own_page_takes_them(client: Client, seat: Seat) -> None:
    other = Client()
    scene.joined(other)
    assert send(other, seat, {"kind": "focus lost", "ago": 0}).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert send(strict, seat, {"kind": "focus lost", "ago": 0}).status_code == 403
    assert told() == []


def test_what_was_shown_and_submitted_is_written_by_the_server_itself(client: Client, seat: Seat) -> None:
    turn = scene.open_turn(seat)
    client.get(scene.address(seat))
    client.get(scene.address(seat))
    assert client.post(scene.address(seat), scene.form(seat, key="k" * 32)).status_code == 302
    lines = {line.kind: line for line in Event.objects.filter(turn=turn.public_id)}
    assert sorted(lines) == ["shown", "submitted"]
    assert Event.objects.filter(kind="shown").count() == 1
    place = seat.sitting.place
    for line in lines.values():
        assert (line.player, line.place, line.experiment_id, line.pool_id) == (
            seat.player,
            place,
            seat.debate.experiment_id,
            place.pool_id,
        )
    assert lines["submitted"].data == {"key": "k" * 32}
    turn.refresh_from_db()
    assert turn.submission == "k" * 32
    assert not say(turn)
    assert Event.objects.filter(kind="submitted").count() == 1
