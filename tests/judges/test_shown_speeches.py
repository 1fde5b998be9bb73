"""What a judge is shown of speeches and quotes, through Django's client."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.judges import scene
from tests.judges.scene import address
from tests.judges.test_judging_pages import HIDDEN

pytestmark = pytest.mark.django_db


def test_quotes_say_in_words_whether_they_were_found(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate, "<quote>the key in her apron</quote> and <quote>a key of pure gold</quote>")
    page = client.get(address(seat)).content.decode()
    assert "✓ verified" in page
    assert "✗ not found" in page


def test_quotes_are_listed_in_the_order_of_the_passage_and_nothing_around_them(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(
        seat.debate,
        "<quote>the key in her apron</quote> <quote>a key of pure gold</quote> <quote>The porter was out</quote>",
    )
    page = client.get(address(seat)).content.decode()
    panel = page.split('id="quotes"')[1].split("</aside>")[0]
    listed = re.findall(r'<q class="([\w-]+)" dir="auto">([^<]*)</q>', panel)
    assert listed == [
        ("verified", "The porter was out"),
        ("verified", "the key in her apron"),
        ("not-found", "a key of pure gold"),
    ]
    assert HIDDEN not in page
    assert "out all day" not in page
    for address_of_quote in re.findall(r'href="#(quote[\w-]+)"', page):
        assert page.count(f'id="{address_of_quote}"') == 1


def test_a_mark_that_a_speech_forges_is_words_and_no_mark(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(
        seat.debate, 'Gold! ✓ verified <span class="found verified">✓ verified</span> <q class="verified">so</q>'
    )
    page = client.get(address(seat)).content.decode()
    said = page.split('<div class="words">')[1].split("</article>")[0]
    assert "Gold!" in said
    assert "<span" not in said
    assert "<q" not in said
    assert 'id="quotes"' not in page


def test_speeches_are_numbered_also_where_none_can_be_flagged(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    page = client.get(address(seat)).content.decode()
    assert re.findall(r'id="(speech-\d+)"', page) == ["speech-1", "speech-2"]
    assert "data-speech" not in page


def test_what_one_asked_has_its_number_among_the_speeches(client: Client) -> None:
    scene.launched(rounds=2, interactive=True)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat, speech1_="Where was the key?"))
    scene.speak(seat.debate)
    page = client.get(address(seat)).content.decode()
    assert re.findall(r"speech (\d+)</span>", page) == ["1", "2", "3"]


def test_a_new_speech_can_be_flagged_and_an_old_one_no_longer(client: Client) -> None:
    scene.launched(rounds=2, flags=True)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    assert re.findall(r'data-speech="(\d+)"', client.get(address(seat)).content.decode()) == ["1", "2"]
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    assert re.findall(r'data-speech="(\d+)"', client.get(address(seat)).content.decode()) == ["3", "4"]
