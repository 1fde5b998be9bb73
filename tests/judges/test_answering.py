"""A judge's answer, through Django's client: what is stored of it, what is refused, and what the form begins with."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from debate.models import Seat, Turn
from judges.models import Rating
from tests.judges import scene
from tests.judges.scene import address

pytestmark = pytest.mark.django_db


def test_an_answer_is_stored_in_the_order_of_the_question(client: Client) -> None:
    scene.launched(questions=2)
    for _ in range(2):
        browser = Client()
        seat = scene.seated(browser)
        Seat.objects.filter(pk=seat.pk).update(display=[1, 0])
        turn = scene.open_turn(seat)
        page = browser.get(address(seat)).content.decode()
        assert page.index(seat.debate.question.options[1]) < page.index(seat.debate.question.options[0])
        browser.post(address(seat), scene.form(seat, belief0_0="70.25", belief0_1="29.75"))
        turn.refresh_from_db()
        assert turn.belief == [2975, 7025]
        assert turn.text == "Because."
        assert Rating.objects.get(place__sittings__seat=seat).belief == [2975, 7025]


def test_times_are_the_servers(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    assert scene.open_turn(seat).seen_at is None
    before = timezone.now()
    client.get(address(seat))
    seen = scene.open_turn(seat).seen_at
    client.get(address(seat))
    turn = scene.open_turn(seat)
    assert turn.seen_at == seen
    client.post(address(seat), scene.form(seat, seen_at="1999-01-01", answered_at="1999-01-01"))
    turn.refresh_from_db()
    assert turn.seen_at is not None
    assert turn.answered_at is not None
    assert before < turn.seen_at < turn.answered_at < timezone.now()


def test_two_tabs_store_one_answer(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    turn, sent = scene.open_turn(seat), scene.form(seat)
    client.post(address(seat), sent)
    response = client.post(address(seat), {**sent, "belief0_0": "5", "belief0_1": "95"}, follow=True)
    assert "answered already" in response.content.decode()
    turn.refresh_from_db()
    assert sorted(turn.belief) == [3000, 7000]
    assert Rating.objects.count() == 1


def test_a_tab_from_the_round_before_does_not_answer_the_next(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    old = scene.form(seat)
    client.post(address(seat), old)
    scene.speak(seat.debate)
    client.post(address(seat), old)
    assert scene.open_turn(seat).step == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"belief0_0": "80"}, "Together they make 110 %"),
        ({"belief0_0": "", "belief0_1": ""}, "Say how likely each answer is"),
        ({"belief0_0": "150", "belief0_1": "-50"}, "less than or equal to 100"),
        ({"belief0_0": "NaN"}, "Enter a number"),
        ({"belief0_0": "70.001", "belief0_1": "29.999"}, "2 decimal places"),
        ({"speech1_": "word " * 101}, "101 words; at most 100"),
        ({"speech1_": "nul\0"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client: Client, wrong: dict[str, str], said: str) -> None:
    scene.launched()
    seat = scene.seated(client)
    response = client.post(address(seat), {**scene.form(seat, speech1_="My own words."), **wrong})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "My own words." in page or "speech1_" in wrong
    assert scene.open_turn(seat).status == Turn.Status.OPEN


def test_one_share_may_be_left_to_the_others(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    turn = scene.open_turn(seat)
    client.post(address(seat), scene.form(seat, belief0_1=""))
    turn.refresh_from_db()
    assert sorted(turn.belief) == [3000, 7000]


def test_nothing_is_preselected_at_first_and_the_last_belief_afterwards(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    assert "value=" not in client.get(address(seat)).content.decode().split('name="belief0_0"')[1].split(">")[0]
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    assert 'name="belief0_0" value="70"' in client.get(address(seat)).content.decode()
