"""Drafts, through Django's client: what is kept of a form, for whom, how long; and the page on which it is checked."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from debate import exporters, services
from debate.core.types import Turn as Reply
from debate.models import Invitation, Seat, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges import drafts
from judges.models import Draft, Rating
from tests.judges import scene
from tests.judges.scene import address

pytestmark = pytest.mark.django_db


def save(client: Client, seat: Seat, **values: object) -> Any:
    return client.post(reverse("judge_draft", args=[seat.public_id]), scene.form(seat, **values))


def page(client: Client, seat: Seat) -> str:
    return plain(client.get(address(seat)).content.decode())


def check(client: Client, seat: Seat, **values: object) -> str:
    """The page on which this is checked."""
    response = client.post(address(seat), scene.form(seat, step="check", **values), follow=True)
    return plain(response.content.decode())


def plain(html: str) -> str:
    """As one reads it: without the marks that keep texts of either direction whole, and with plain spaces."""
    return unescape(html).translate({0x2068: None, 0x2069: None, 0xA0: " "})


def test_what_is_saved_is_back_in_the_form_on_any_device(client: Client) -> None:
    scene.launched(flags=True, rounds=1)
    seat = scene.seated(client)
    response = save(client, seat, belief0_0="35", belief0_1="", speech1_="Half a thought")
    assert response.json().keys() == {"saved_at", "check"}
    client.logout()
    assert seat.player is not None
    elsewhere = Client()
    elsewhere.post(reverse("join", args=[Invitation.objects.get(player=seat.player).token]))
    shown = page(elsewhere, seat)
    assert 'name="belief0_0" value="35"' in shown
    assert "Half a thought" in shown
    assert Draft.objects.get().values == {"belief0_0": "35", "belief0_1": "", "speech1_": "Half a thought"}


def test_a_field_that_was_emptied_stays_empty(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    assert 'name="belief0_0" value="70"' in page(client, seat)
    save(client, seat, belief0_0="", belief0_1="")
    assert 'name="belief0_0" value=' not in page(client, seat)


def test_boxes_and_buttons_come_back_too(client: Client) -> None:
    scene.launched("preference")
    seat = scene.seated(client)
    save(client, seat, belief0_="6")
    assert " checked" in page(client, seat).split('value="6"')[1].split(">")[0]


def test_only_fields_of_the_form_are_kept(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    save(client, seat, right="1", belief0_9="5", csrfmiddlewaretoken="x")
    assert Draft.objects.get().values.keys() == {"belief0_0", "belief0_1", "speech1_"}


def test_it_keeps_a_bounded_number_of_characters(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    assert save(client, seat, speech1_="x" * drafts.MOST).status_code == 413
    assert not Draft.objects.exists()
    assert "more than can be kept" in check(client, seat, speech1_="x" * drafts.MOST)


def test_it_keeps_what_the_database_could_not_hold_without_it(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    assert save(client, seat, speech1_="nul\0 \ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    assert Draft.objects.get().values["speech1_"].startswith("nul ")


def test_the_newest_stands_for_all_before(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    for said in ("One", "Two"):
        save(client, seat, speech1_=said)
    assert Draft.objects.get().values["speech1_"] == "Two"


def test_a_form_that_is_not_complete_is_kept_without_scripts_too(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat, step="check", belief0_0="90", belief0_1="90"))
    assert 'name="belief0_1" value="90"' in page(client, seat)


# For whom, and how long


def test_anothers_draft_is_neither_written_nor_read(client: Client) -> None:
    scene.launched(questions=2)
    seat = scene.seated(client)
    sent = scene.form(seat)
    other = Client()
    scene.joined(other)
    where = reverse("judge_draft", args=[seat.public_id])
    assert other.post(where, sent).status_code == 404
    assert other.get(reverse("judge_check", args=[seat.public_id])).status_code == 404
    assert Client().post(where, sent).headers["Location"].startswith(reverse("sign_in"))
    assert not Draft.objects.exists()


def test_it_takes_the_forms_token(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert save(strict, seat).status_code == 403
    assert strict.post(address(seat), scene.form(seat)).status_code == 403
    assert not Draft.objects.exists()


def test_the_page_about_an_old_token_says_what_is_kept(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    said = strict.post(address(seat), scene.form(seat)).content.decode()
    assert "nothing of it was submitted" in said
    assert f'href="{address(seat)}"' in said


def test_an_answered_turn_has_no_draft_and_gets_none(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    sent = scene.form(seat)
    save(client, seat)
    client.post(address(seat), sent)
    assert not Draft.objects.exists()
    assert client.post(reverse("judge_draft", args=[seat.public_id]), sent).status_code == 409
    scene.speak(seat.debate)
    assert client.post(reverse("judge_draft", args=[seat.public_id]), sent).status_code == 409
    assert not Draft.objects.exists()


def test_a_draft_is_in_no_figure_and_in_no_file(client: Client, admin_client: Client) -> None:
    experiment = scene.launched("blind", questions=2)
    seat = scene.seated(client)
    save(client, seat, speech1_="Half a thought")
    for format in ("jsonl", "turns.csv", "ratings.csv"):
        assert "Half a thought" not in b"".join(exporters.export(experiment, format)).decode()
    assert admin_client.get(reverse("judge_check", args=[seat.public_id])).status_code == 404
    assert not Rating.objects.exists()


def test_after_signing_in_anew_the_draft_is_there(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    sent = scene.form(seat, step="check", speech1_="Typed later")
    save(client, seat, speech1_="Saved")
    Session.objects.all().delete()
    assert client.post(address(seat), sent).headers["Location"].startswith(reverse("sign_in"))
    assert seat.player is not None
    client.post(reverse("join", args=[Invitation.objects.get(player=seat.player).token]))
    assert "Saved" in page(client, seat)


# The page on which it is checked


def test_only_its_button_submits(client: Client) -> None:
    scene.launched("blind")
    seat = scene.seated(client)
    said = check(client, seat)
    assert scene.open_turn(seat).status == Turn.Status.OPEN
    options = [seat.debate.question.options[n] for n in seat.display]
    assert f"You give 70 % to A: {options[0]}; 30 % to B: {options[1]}." in said
    assert "Because." in said
    sent = dict(part.split('" value="', 1) for part in hidden(said))
    assert sent["step"] == "submit"
    client.post(address(seat), sent)
    assert Turn.objects.get(seat=seat).submission == sent["key"]
    assert Turn.objects.get(seat=seat).text == "Because."


def hidden(html: str) -> list[str]:
    """The fields of the form of the page on which one checks."""
    form = html.split('class="checked"')[1].split("</form>")[0]
    return [part.split('">')[0] for part in form.split('type="hidden" name="')[1:]]


def test_back_leads_to_the_form_as_it_was(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    assert f'href="{address(seat)}#now"' in check(client, seat, belief0_0="61.5", belief0_1="38.5", speech1_="Thought")
    shown = page(client, seat)
    assert 'name="belief0_0" value="61.5"' in shown
    assert "Thought" in shown


@pytest.mark.parametrize("values", [None, {"belief0_0": "90", "belief0_1": "90"}])
def test_without_a_whole_answer_there_is_nothing_to_check(client: Client, values: dict[str, str] | None) -> None:
    scene.launched()
    seat = scene.seated(client)
    if values:
        save(client, seat, **values)
    response = client.get(reverse("judge_check", args=[seat.public_id]))
    assert response.headers["Location"] == f"{address(seat)}#now"


def test_what_is_flagged_and_noted_is_said(client: Client) -> None:
    scene.launched(rounds=1, flags=True)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    assert "Speech" not in check(client, seat).split("card said")[1].split("</dl>")[0]
    said = check(client, seat, marks2_0="on", marks2_0_note="Made up.", marks2_1="on")
    assert "Made up." in said
    assert said.count("<dt") == 3


def test_a_preference_is_said_in_words(client: Client) -> None:
    scene.launched("preference")
    seat = scene.seated(client)
    assert "6, where 1 is A for certain and 7 is B for certain" in check(client, seat, belief0_="6")


BEFORE = {"belief0_0": "70", "belief0_1": "30"}
SWING = "Before you gave 70 % to A: {0}, now 80 % to B: {1}. Is that what you mean?"


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("70", ""),
        ("50", ""),
        ("95", ""),
        ("20", SWING),
        ("96", "96 % says: in 25 cases like this I am wrong once at most."),
        ("97", "97 % says: in 100 cases like this I am wrong 3 times at most."),
        ("99.5", "99.5 % says: in 200 cases like this I am wrong once at most."),
        ("100", "100 % says: not even once in 1,000 cases like this am I wrong."),
    ],
)
def test_it_asks_again_after_a_swing_or_beyond_95_percent(client: Client, now: str, asked: str) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat, **BEFORE))
    scene.speak(seat.debate)
    said = check(client, seat, belief0_0=now, belief0_1=f"{100 - float(now):g}")
    options = [seat.debate.question.options[n] for n in seat.display]
    assert asked.format(*options) in said
    assert ('id="doubts"' in said) == bool(asked)


def test_both_are_asked_after_a_swing_to_certainty_and_nothing_the_next_time(client: Client) -> None:
    scene.launched(rounds=2)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat, **BEFORE))
    for doubts in (2, 0):
        scene.speak(seat.debate)
        said = check(client, seat, belief0_0="1", belief0_1="99")
        assert said.count("Is that what you mean?") == doubts
        client.post(address(seat), scene.form(seat, belief0_0="1", belief0_1="99"))


def test_the_first_belief_is_asked_about_only_when_it_is_sure(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    assert 'id="doubts"' not in check(client, seat, belief0_0="5", belief0_1="95")
    assert 'id="doubts"' in check(client, seat, belief0_0="4", belief0_1="96")


def test_a_turn_that_closes_while_one_checks_leaves_nothing_to_check(client: Client) -> None:
    scene.launched("blind")
    seat = scene.seated(client)
    check(client, seat)
    turn = scene.open_turn(seat)
    assert services.answer_by_person(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), status="timed_out")))
    assert not Draft.objects.exists()
    assert client.get(reverse("judge_check", args=[seat.public_id])).headers["Location"] == f"{address(seat)}#now"
