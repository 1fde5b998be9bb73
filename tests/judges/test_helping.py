"""Asking the researchers, their answers, and what they tell everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate.models import Player, Pool, Seat
from judges.models import Announcement, Comment, Event
from judges.services import talking
from judges.views.helping import LIMITS
from tests.judges import scene

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/judge/") -> str:
    return client.get(address).content.decode()


@pytest.fixture
def seat(client: Client) -> Seat:
    scene.launched("blind")
    return scene.seated(client)


def answered(comment: Comment, words: str = "Yes, it is.") -> None:
    Comment.objects.filter(pk=comment.pk).update(reply=words, replied_at=timezone.now())


def test_a_question_reaches_the_researchers_with_the_judgement_that_it_is_about(client: Client, seat: Seat) -> None:
    assert f"seat={seat.public_id}" in page(client, scene.address(seat))
    form = {"words": " Is B about the porter? ", "seat": seat.public_id, "about": "/judge/x/", "next": "/judge/"}
    sent = client.post(reverse("ask"), form, follow=True).content.decode()
    assert "It is with the researchers." in sent
    assert "Is B about the porter?" in sent
    comment = Comment.objects.get()
    assert (comment.player, comment.place, comment.words) == (seat.player, seat.sitting.place, "Is B about the porter?")
    assert (comment.pool, comment.about) == (scene.volunteers(), "/judge/x/")


def test_an_answer_is_announced_shown_as_new_once_and_gets_its_receipt(client: Client, seat: Seat) -> None:
    assert seat.player is not None
    comment = talking.write(seat.player, "Is it?")
    assert "1 answer" not in page(client)
    answered(comment)
    assert "1 answer" in page(client)
    assert Comment.objects.get().reply_read_at is None
    shown = page(client, reverse("ask"))
    assert "Yes, it is." in shown
    assert ">new<" in shown
    assert Comment.objects.get().reply_read_at is not None
    assert ">new<" not in page(client, reverse("ask"))
    assert "1 answer" not in page(client)
    answered(comment, "No, I was wrong.")
    assert "1 answer" in page(client), "an answer that was changed is new again"


def test_nobody_reads_what_others_asked_or_were_answered(client: Client, seat: Seat) -> None:
    assert seat.player is not None
    answered(talking.write(seat.player, "My own question"))
    other = Client()
    scene.joined(other)
    assert "My own question" not in page(other, reverse("ask"))
    other.post(reverse("ask"), {"words": "About theirs", "seat": seat.public_id})
    assert Comment.objects.get(words="About theirs").place is None
    assert Client().get(reverse("ask")).status_code == 302


@pytest.mark.parametrize(("words", "why"), [("  ", "Write something first."), ("x" * 4001, "at most 4000 characters")])
def test_what_cant_be_sent_is_said_and_stays(client: Client, seat: Seat, words: str, why: str) -> None:
    answer = client.post(reverse("ask"), {"words": words})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert words.strip() in answer.content.decode()
    assert not Comment.objects.exists()


def test_who_asks_too_often_waits(client: Client, seat: Seat) -> None:
    most = LIMITS[0].amount
    answers = [client.post(reverse("ask"), {"words": f"Question {n}"}).status_code for n in range(most + 1)]
    assert answers == [302] * most + [429]
    assert Comment.objects.count() == most


def test_it_leads_back_to_this_site_alone(client: Client, seat: Seat) -> None:
    shown = page(client, reverse("ask") + "?next=https://evil.example/")
    assert 'class="button back"' not in shown
    assert 'class="button back" href="/judge/"' in page(client, reverse("ask") + "?next=/judge/")
    away = client.post(reverse("put_aside", args=[1]), {"next": "//evil.example/"})
    assert away.headers["Location"] == reverse("queue")


def test_an_announcement_stands_on_every_page_until_it_is_put_aside_or_taken_down(client: Client, seat: Seat) -> None:
    first = Announcement.objects.create(pool=scene.volunteers(), words="We rest <at> six.")
    Announcement.objects.create(pool=scene.volunteers(), words="And at seven.")
    Announcement.objects.create(pool=Pool.objects.create(name="others"), words="Not for them.")
    for address in ("/judge/", scene.address(seat), reverse("ask"), reverse("told")):
        shown = page(client, address)
        assert "We rest &lt;at&gt; six." in shown
        assert "Not for them." not in shown
    for _ in range(2):
        back = client.post(reverse("put_aside", args=[first.pk]), {"next": scene.address(seat)})
        assert back.headers["Location"] == scene.address(seat)
    lines = Event.objects.filter(kind="announcement seen")
    assert [(line.player, line.data) for line in lines] == [(seat.player, {"announcement": first.pk})]
    shown = page(client)
    assert "six" not in shown
    assert "And at seven." in shown
    Announcement.objects.update(ended_at=timezone.now())
    assert "And at seven." not in page(client)


def test_what_isnt_for_somebody_cant_be_put_aside(client: Client, seat: Seat) -> None:
    other = Announcement.objects.create(pool=Pool.objects.create(name="others"), words="Not for them.")
    client.post(reverse("put_aside", args=[other.pk]))
    assert not Event.objects.filter(kind="announcement seen").exists()


def test_researchers_pages_have_nobody_to_ask(admin_client: Client) -> None:
    Player.objects.create()
    assert "ask-link" not in page(admin_client, "/")
    assert "ask-link" not in page(admin_client, "/judge/")
    assert admin_client.get(reverse("ask")).status_code == 404


def test_who_leaves_for_now_is_told_how_to_come_back(client: Client, seat: Seat) -> None:
    assert "?later#come-back" in page(client, scene.address(seat))
    link = f"/join/{seat.player.invitation_set.get().token}/" if seat.player else ""
    shown = page(client, "/judge/?later")
    assert link in shown
    assert '<details class="come-back" id="come-back" open>' in shown
    assert seat.sitting.place.left_at is None
