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


def test_what_is_kept_is_put_into_words_where_a_script_asks_for_them(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    kept = client.post(reverse("judge_draft", args=[seat.public_id]), scene.form(seat, check="1")).json()
    assert "You give 70" in kept["check"]
    assert Draft.objects.get().values["belief0_0"] == "70"
    assert Draft.objects.get().saved_at.isoformat()[:23] == kept["saved_at"][:23]
    # The same words as on the page that shows it to whoever has no script.
    page = client.get(reverse("judge_check", args=[seat.public_id])).content.decode()
    assert kept["check"].split("<dl")[1].split("</dl>")[0] in page


@pytest.mark.parametrize("values", [{"belief0_0": "", "belief0_1": ""}, {"belief0_0": "80", "belief0_1": "80"}])
def test_what_is_not_whole_is_kept_without_words_for_it(client: Client, values: dict[str, str]) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    kept = client.post(reverse("judge_draft", args=[seat.public_id]), scene.form(seat, check="1", **values)).json()
    assert kept["check"] == ""
    assert Draft.objects.get().values["belief0_0"] == values["belief0_0"]


def test_an_answer_is_stored_and_what_follows_is_shown_at_once(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    shown = client.post(address(seat), scene.form(seat, key="k" * 32, direct="1"))
    assert shown.status_code == 200
    assert shown.content.decode().startswith('<article id="live"')
    assert 'data-state="waiting"' in shown.content.decode()
    assert Rating.objects.count() == 1


@pytest.mark.parametrize(("key", "told"), [("k" * 32, False), ("of another tab", True)])
def test_an_answer_that_comes_again_changes_nothing(client: Client, key: str, told: bool) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    sent = scene.form(seat, key="k" * 32, direct="1")
    client.post(address(seat), sent)
    again = client.post(address(seat), {**sent, "key": key, "belief0_0": "5", "belief0_1": "95"})
    assert again.status_code == 409
    assert ("answered already" in client.get(address(seat)).content.decode()) == told
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
