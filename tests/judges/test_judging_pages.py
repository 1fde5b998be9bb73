"""The queue and the page of a judgement, through Django's client: who may look, and what is seen when."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate import services
from debate.models import Debate, Experiment, Seat, Turn
from judges.models import Place, Rating
from tests.judges import scene
from tests.judges.scene import address

pytestmark = pytest.mark.django_db
HIDDEN = "Nobody asked the cook"  # stands in the passage, and in nothing that is said


def news(client: Client, seat: Seat, after: str = "") -> str:
    return client.get(reverse("judge_news", args=[seat.public_id]), {"after": after}).content.decode()


def cursor(page: str) -> str:
    return page.split('data-cursor="')[1].split('"')[0]


# The queue


def test_looking_at_the_queue_takes_no_place(client: Client) -> None:
    scene.launched(questions=2)
    scene.joined(client)
    assert "0 judged, 2 waiting" in client.get(reverse("queue")).content.decode()
    assert not Place.objects.filter(player__isnull=False).exists()


def test_two_clicks_take_one_place(client: Client) -> None:
    scene.launched(questions=2)
    scene.joined(client)
    first, second = (client.post(reverse("queue")).headers["Location"] for _ in range(2))
    assert first == second
    assert Place.objects.filter(player__isnull=False).count() == 1
    assert "Continue judging" in client.get(reverse("queue")).content.decode()


def test_it_counts_a_passage_once_since_nobody_meets_it_twice(client: Client) -> None:
    scene.launched("consultancy", questions=3)
    scene.joined(client)
    assert Place.objects.count() == 6
    assert "0 judged, 3 waiting" in client.get(reverse("queue")).content.decode()


def test_it_says_kindly_that_nothing_is_free(client: Client) -> None:
    scene.joined(client)
    assert "Nothing right now" in client.get(reverse("queue")).content.decode()
    assert "nothing to judge right now" in client.post(reverse("queue"), follow=True).content.decode()


def test_a_debate_that_was_cancelled_is_no_longer_offered(client: Client) -> None:
    experiment = scene.launched()
    seat = scene.seated(client)
    services.cancel(experiment)
    assert "Continue judging" not in client.get(reverse("queue")).content.decode()
    assert "ended early" in client.get(address(seat)).content.decode()


# Who may look


@pytest.mark.parametrize("name", ["judge", "judge_news"])
def test_anothers_seat_does_not_exist(client: Client, name: str) -> None:
    scene.launched(questions=2)
    seat = scene.seated(client)
    other = Client()
    scene.joined(other)
    mine, theirs = (reverse(name, args=[i]) for i in (seat.public_id, "nothing"))
    assert other.get(mine).status_code == other.get(theirs).status_code == 404
    assert _less_token(other.get(mine).content) == _less_token(other.get(theirs).content)


def _less_token(page: bytes) -> bytes:
    """Without the form token, which is masked anew each time, and the address that was asked for."""
    return re.sub(rb'name="(csrfmiddlewaretoken|next)" value="[^"]+"', b"", page)


def test_another_cannot_answer_in_ones_place(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    other = Client()
    scene.joined(other)
    assert other.post(address(seat), scene.form(seat)).status_code == 404
    assert scene.open_turn(seat).status == Turn.Status.OPEN


def test_a_researcher_judges_in_nobodys_place(client: Client, admin_client: Client) -> None:
    scene.launched()
    assert admin_client.get(address(scene.seated(client))).status_code == 404


def test_whoever_is_signed_out_is_asked_to_come_in_again(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    for where in (reverse("queue"), address(seat), reverse("judge", args=["nothing"])):
        response = Client().get(where)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("sign_in"))


def test_a_player_who_was_deactivated_sees_nothing(client: Client) -> None:
    scene.launched()
    seat = scene.seated(client)
    User.objects.update(is_active=False)
    assert client.get(address(seat)).status_code == 302


def test_pages_are_not_kept_by_caches(client: Client) -> None:
    scene.launched()
    for where in (reverse("queue"), address(scene.seated(client))):
        assert "no-store" in client.get(where).headers["Cache-Control"]


# What is seen, and when


def test_a_round_is_seen_whole_or_not_at_all(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate, "First half.", only="debater_a")
    assert "First half." not in client.get(address(seat)).content.decode()
    scene.speak(seat.debate, "Second half.")
    page = client.get(address(seat)).content.decode()
    assert "First half." in page
    assert "Second half." in page


def test_no_round_is_seen_before_one_has_judged_the_last(client: Client) -> None:
    scene.launched(rounds=2)
    seat = scene.seated(client)
    scene.speak(seat.debate, "The first round.")
    scene.speak(seat.debate, "The second round.")
    assert "The first round." not in client.get(address(seat)).content.decode()
    client.post(address(seat), scene.form(seat))
    page = client.get(address(seat)).content.decode()
    assert "The first round." in page
    assert "The second round." not in page


def test_it_says_what_the_shares_start_from(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    assert "what you said last" not in client.get(address(seat)).content.decode()
    client.post(address(seat), scene.form(seat))
    scene.speak(seat.debate)
    page = client.get(address(seat)).content.decode()
    assert re.findall(r'last-said">([^<]+)<', page) == ["A 70&nbsp;%", "B 30&nbsp;%"]


@pytest.mark.parametrize("protocol", ["debate", "consultancy", "blind"])
def test_no_passage_is_shown_to_who_must_not_read_it(client: Client, protocol: str) -> None:
    scene.launched(protocol)
    assert HIDDEN not in client.get(address(scene.seated(client))).content.decode()


def test_the_expert_reads_the_passage(client: Client) -> None:
    scene.launched("expert")
    assert HIDDEN in client.get(address(scene.seated(client))).content.decode()


def test_news_is_empty_until_there_is_some(client: Client) -> None:
    scene.launched(rounds=1)
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    waiting = cursor(client.get(address(seat)).content.decode())
    where = reverse("judge_news", args=[seat.public_id])
    assert client.get(where, {"after": waiting}).status_code == 204
    scene.speak(seat.debate, "Both halves.")
    fragment = news(client, seat, waiting)
    assert "Both halves." in fragment
    assert "<html" not in fragment
    assert scene.open_turn(seat).seen_at is not None
    assert news(client, seat, cursor(fragment)) == ""


def test_the_end_thanks_and_keeps_the_truth_until_the_study_is_closed(client: Client) -> None:
    experiment = scene.launched("blind")
    seat = scene.seated(client)
    client.post(address(seat), scene.form(seat))
    page = client.get(address(seat)).content.decode()
    assert "Thank you" in page
    assert "Correct answer" not in page
    services.close(experiment)
    assert "Correct answer" in client.get(address(seat)).content.decode()
    assert "you were" in client.get(reverse("queue")).content.decode()


def test_who_did_not_judge_to_the_end_learns_no_truth(client: Client) -> None:
    experiment = scene.launched("blind")
    seat = scene.seated(client)
    services.close(experiment)
    page = client.get(address(seat)).content.decode()
    assert "ended early" in page
    assert "Correct answer" not in page
    assert client.post(address(seat), scene.form(seat)).status_code == 302
    assert scene.open_turn(seat).status == Turn.Status.OPEN


def test_a_debate_that_failed_asks_what_it_asked_and_then_says_so(client: Client) -> None:
    scene.launched(rounds=2)
    seat = scene.seated(client)
    Debate.objects.update(status=Debate.Status.FAILED)
    assert "Your judgement" in client.get(address(seat)).content.decode()
    client.post(address(seat), scene.form(seat))
    assert "ended early" in client.get(address(seat)).content.decode()


def test_a_chair_asks_the_debaters_and_ends_the_debate(client: Client) -> None:
    experiment = scene.launched(rounds=3, interactive=True, least_rounds=1)
    seat = scene.seated(client)
    assert seat.reader == 0
    client.post(address(seat), scene.form(seat, speech1_="Where was the key?"))
    scene.speak(seat.debate)
    page = client.get(address(seat)).content.decode()
    assert "You said to them" in page
    assert "Where was the key?" in page
    client.post(address(seat), scene.form(seat, choice2_="end"))
    assert "Thank you" in client.get(address(seat)).content.decode()
    assert Debate.objects.get(experiment=experiment).status == Debate.Status.FINISHED
    assert Rating.objects.filter(final=True).count() == 1


def test_a_paused_study_still_takes_what_is_asked(client: Client) -> None:
    experiment = scene.launched("blind")
    seat = scene.seated(client)
    Experiment.objects.filter(pk=experiment.pk).update(status=Experiment.Status.PAUSED)
    client.post(address(seat), scene.form(seat))
    assert "Thank you" in client.get(address(seat)).content.decode()


def test_the_task_is_told_in_the_words_that_models_read(client: Client) -> None:
    experiment = scene.launched("blind")
    arm = experiment.arms.get()
    arm.frozen = {**(arm.frozen or {}), "prompts": {"judge": "Weigh it well.\n\n$question\n$options\n\nDecide."}}
    arm.save()
    page = client.get(address(scene.seated(client))).content.decode()
    assert '<p dir="auto">Weigh it well.</p>' in page
    assert '<p dir="auto">Decide.</p>' in page
    assert "$" not in page
