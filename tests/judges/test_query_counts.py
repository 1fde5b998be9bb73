"""How often the pages of whoever judges ask the database: what they cost a server under a crowd is mostly this."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from debate.models import Seat
from tests.judges import scene
from tests.judges.scene import address

pytestmark = pytest.mark.django_db

# Of each: one for the session, one for the person.
HEARTBEAT, DRAFT, FRAGMENT, CHECK = 4, 5, 6, 6
# Three more say how far one has come; a fourth, until one has judged anything, how long it takes others.
PAGE = 10
# The first look at a judgement begins its lease and its time.
FIRST_LOOK = PAGE + 3
CLAIM = 17
ANSWER = 26


@pytest.fixture
def seat(client: Client) -> Seat:
    """That of a person who has looked at the page once, in a debate that has been spoken."""
    experiment = scene.launched(questions=3, rounds=2)
    for debate in experiment.debates.all():
        scene.speak(debate)
        scene.speak(debate)
    seat = scene.seated(client)
    client.get(address(seat))
    return seat


def test_a_page_and_what_it_fetches(client: Client, seat: Seat, django_assert_max_num_queries: object) -> None:
    limit = django_assert_max_num_queries
    with limit(PAGE):  # type: ignore[operator]
        shown = client.get(address(seat)).content.decode()
    news = reverse("judge_news", args=[seat.public_id])
    with limit(FRAGMENT):  # type: ignore[operator]
        assert client.get(f"{news}?after=&here").status_code == 200
    cursor = re.findall('data-cursor="([^"]+)"', shown)[0]
    with limit(HEARTBEAT):  # type: ignore[operator]
        assert client.get(f"{news}?after={cursor}&here").status_code == 204


def test_a_page_costs_the_same_however_much_was_said(
    client: Client, seat: Seat, django_assert_max_num_queries: object
) -> None:
    for _ in range(2):
        assert client.post(address(seat), scene.form(seat)).status_code == 302
    client.get(address(seat))
    with django_assert_max_num_queries(PAGE):  # type: ignore[operator]
        assert "speech 4" in client.get(address(seat)).content.decode()


def test_a_draft_a_check_and_an_answer(client: Client, seat: Seat, django_assert_max_num_queries: object) -> None:
    limit, form = django_assert_max_num_queries, scene.form(seat)
    with limit(DRAFT):  # type: ignore[operator]
        assert client.post(reverse("judge_draft", args=[seat.public_id]), form).status_code == 200
    with limit(CHECK):  # type: ignore[operator]
        assert client.post(address(seat), {**form, "step": "check"}).status_code == 302
    with limit(CHECK):  # type: ignore[operator]
        assert client.get(reverse("judge_check", args=[seat.public_id])).status_code == 200
    with limit(ANSWER):  # type: ignore[operator]
        assert client.post(address(seat), {**form, "key": "k" * 32}).status_code == 302


def test_a_claim_and_the_first_look(client: Client, django_assert_max_num_queries: object) -> None:
    scene.launched(questions=3)
    scene.joined(client)
    with django_assert_max_num_queries(CLAIM):  # type: ignore[operator]
        claimed = client.post(reverse("queue"))
    with django_assert_max_num_queries(FIRST_LOOK):  # type: ignore[operator]
        assert client.get(claimed.headers["Location"]).status_code == 200
