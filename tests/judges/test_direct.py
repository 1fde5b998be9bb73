"""Scripts ask for the page that follows a form at once; without them a redirect leads there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from debate.models import Turn
from judges.models import Draft, Rating
from tests.judges import scene
from tests.judges.scene import address

pytestmark = pytest.mark.django_db


def test_a_check_is_shown_at_once_with_the_address_that_is_its_own(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    sent = scene.form(seat, step="check", direct="1")
    shown = client.post(address(seat), sent)
    check = reverse("judge_check", args=[seat.public_id])
    assert shown.status_code == 200
    assert f'data-direct="{check}"' in shown.content.decode()
    assert "You give 70" in shown.content.decode()
    assert Draft.objects.get().values["belief0_0"] == "70"
    # Loaded again it is asked for by GET, and says of no address.
    again = client.get(check).content.decode()
    assert "You give 70" in again
    assert "data-direct" not in again


def test_an_answer_is_stored_and_what_follows_is_shown_at_once(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    shown = client.post(address(seat), scene.form(seat, key="k" * 32, direct="1"))
    assert shown.status_code == 200
    assert f'data-direct="{address(seat)}#now"' in shown.content.decode()
    assert 'data-state="waiting"' in shown.content.decode()
    assert Rating.objects.count() == 1


@pytest.mark.parametrize(("key", "told"), [("k" * 32, False), ("of another tab", True)])
def test_an_answer_that_comes_again_changes_nothing(client: Client, key: str, told: bool) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    sent = scene.form(seat, key="k" * 32, direct="1")
    client.post(address(seat), sent)
    again = client.post(address(seat), {**sent, "key": key, "belief0_0": "5", "belief0_1": "95"})
    assert again.status_code == 200
    assert ("answered already" in again.content.decode()) == told
    assert sorted(Turn.objects.get(public_id=str(sent["turn"])).belief) == [3000, 7000]


def test_whoever_is_done_goes_on_to_the_next_debate_by_one_button(client: Client) -> None:
    scene.launched("blind", questions=2)
    seat = scene.seated(client)
    over = client.post(address(seat), scene.form(seat, direct="1")).content.decode()
    assert "Judge the next debate" in over
    following = client.post(reverse("queue"), {"direct": "1"})
    assert following.status_code == 200
    assert 'data-state="asked"' in following.content.decode()
    assert f'data-direct="{address(seat)}#now"' not in following.content.decode()
