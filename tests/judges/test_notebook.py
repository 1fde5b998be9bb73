"""Notes and highlights of one's own: kept for their person alone, and never more than they may be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from debate.models import Seat
from judges.models import Notebook
from judges.services.notebooks import MOST_HIGHLIGHTS, Highlight, joined
from tests.judges import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(client: Client) -> Seat:
    scene.launched("blind")
    return scene.seated(client)


def send(client: Client, seat: Seat, change: Any) -> Any:
    body = change if isinstance(change, str) else json.dumps(change)
    return client.post(reverse("notebook", args=[seat.public_id]), body, content_type="application/json")


def at(start: int, end: int, speech: int = 1) -> dict[str, int]:
    return {"speech": speech, "from": start, "to": end}


def test_notes_are_kept_and_shown_again(client: Client, seat: Seat) -> None:
    answer = send(client, seat, {"scratch": "The apron, not the desk.\0 <b>"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["saved_at"]
    assert Notebook.objects.get(seat=seat).scratch == "The apron, not the desk. <b>"
    assert "The apron, not the desk. &lt;b&gt;</textarea>" in client.get(scene.address(seat)).content.decode()


def test_without_scripts_a_form_keeps_notes_too(client: Client, seat: Seat) -> None:
    answer = client.post(reverse("notebook", args=[seat.public_id]), {"scratch": "One\r\ntwo"})
    assert answer.headers["Location"] == scene.address(seat) + "#notes"
    assert Notebook.objects.get().scratch == "One\ntwo"


def test_highlights_come_one_by_one_and_leave_notes_alone(client: Client, seat: Seat) -> None:
    send(client, seat, {"scratch": "Mine"})
    send(client, seat, {"add": at(10, 20)})
    kept = json.loads(send(client, seat, {"add": at(40, 50, speech=2)}).content)["highlights"]
    assert kept == [at(10, 20), at(40, 50, speech=2)]
    kept = json.loads(send(client, seat, {"remove": at(12, 13)}).content)["highlights"]
    assert kept == [at(40, 50, speech=2)]
    assert Notebook.objects.get().scratch == "Mine"
    assert "&quot;speech&quot;: 2" in client.get(scene.address(seat)).content.decode()


def test_a_highlight_takes_up_those_that_it_touches() -> None:
    def lit(start: int, end: int, speech: int = 1) -> Highlight:
        return Highlight.model_validate(at(start, end, speech))

    before = [lit(0, 5), lit(10, 20), lit(30, 40), lit(10, 20, speech=2)]
    assert joined(before, lit(20, 32)) == [lit(0, 5), lit(10, 40), lit(10, 20, speech=2)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("not JSON", "Invalid JSON"),
        ({"scratch": 5}, "scratch"),
        ({"scratch": "x" * 20_001}, "scratch"),
        ({"add": at(5, 5)}, "ends after it begins"),
        ({"add": at(-1, 5)}, "add.from"),
        ({"add": {"speech": 1, "from": 0}}, "add.to"),
        ({"add": {**at(0, 5), "words": "theirs"}}, "add.words"),
        ({"seat": "another"}, "seat"),
        ({"scratch": "x" * 100_001}, "at most 100000 bytes"),
    ],
)
def test_what_cant_be_kept_is_said_in_words(client: Client, seat: Seat, change: Any, why: str) -> None:
    answer = send(client, seat, change)
    assert answer.status_code == 400
    assert why in json.loads(answer.content)["problem"]
    assert not Notebook.objects.exclude(scratch="", highlights=[]).exists()


def test_a_notebook_is_full_at_some_time(client: Client, seat: Seat) -> None:
    full = [at(10 * n, 10 * n + 5) for n in range(MOST_HIGHLIGHTS)]
    Notebook.objects.create(seat=seat, highlights=full)
    answer = send(client, seat, {"add": at(90_000, 90_005)})
    assert (answer.status_code, json.loads(answer.content)["problem"]) == (
        400,
        "A notebook holds at most 200 highlights. Remove one first.",
    )
    assert Notebook.objects.get().highlights == full


def test_another_persons_notebook_does_not_exist(client: Client, seat: Seat) -> None:
    send(client, seat, {"scratch": "Mine"})
    other = Client()
    scene.joined(other)
    assert send(other, seat, {"scratch": "Theirs"}).status_code == 404
    assert send(Client(), seat, {"scratch": "Nobody's"}).status_code == 302
    assert Notebook.objects.get().scratch == "Mine"
