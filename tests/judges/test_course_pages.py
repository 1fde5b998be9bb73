"""The pages of a person's way: each step is done by its button, once, and leads to the next."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from debate import people, services
from debate.models import Endpoint, Invitation
from debate.models.player import Player
from judges.models import Attendance, Door, Event, FormAnswer, PageText, Rules
from tests.debate import stage
from tests.judges import arriving, offered, scene
from tests.judges.arriving import answers, attendance, do, shown

pytestmark = pytest.mark.django_db

Outcome = Attendance.Outcome


def come_in(client: Client, door: Door | None = None) -> Player:
    door = door or arriving.panel()
    return arriving.begun(client, arriving.link(door))


def judge_all(player: Player, most: int = 99) -> int:
    for number, _ in enumerate(offered.judged_by(player), start=1):
        if number == most:
            return number
    return 0


def kinds(client: Client) -> list[str]:
    return list(Event.objects.filter(player=attendance(client).player).values_list("kind", flat=True))


# A pool without rules


def test_a_pool_without_rules_or_texts_goes_straight_to_the_queue_and_has_no_course(client: Client) -> None:
    scene.launched("blind")
    scene.joined(client)
    assert client.get(reverse("queue")).status_code == 200
    assert client.get(reverse("course")).headers["Location"] == reverse("queue")
    assert client.get(reverse("end")).headers["Location"] == reverse("course")
    assert "Withdraw" not in shown(client, reverse("queue"))


def test_who_came_in_before_there_was_a_consent_is_asked_for_it_too(client: Client) -> None:
    player = arriving.pool().players.create(user=None)
    invitation = Invitation.objects.create(pool=arriving.pool())
    client.post(reverse("join", args=[invitation.token]))
    Attendance.objects.all().delete()
    arriving.text("consent", "Do you?")
    assert client.get(reverse("queue")).headers["Location"] == reverse("course")
    assert "Do you?" in shown(client)
    assert not Attendance.objects.exists()
    do(client, "consent", do="accept", version=1)
    assert attendance(client).consent == PageText.objects.get()
    assert player != attendance(client).player


# Consent


def test_nothing_is_judged_before_the_consent(client: Client) -> None:
    arriving.offered_debates()
    arriving.text("consent", "**Do** you?")
    come_in(client)
    assert client.post(reverse("queue")).headers["Location"] == reverse("course")
    page = shown(client)
    assert "<strong>Do</strong> you?" in page
    assert "withdraw" in page
    do(client, "consent", do="accept", version=1)
    assert "/judge/" in client.post(reverse("queue")).headers["Location"]


def test_its_version_and_its_time_are_stored_once(client: Client) -> None:
    arriving.text("consent", "Old.")
    arriving.text("consent", "New.", version=2)
    come_in(client)
    do(client, "consent", do="accept", version=2)
    first = attendance(client).consented_at
    do(client, "consent", do="accept", version=2)
    assert attendance(client).consent == PageText.objects.get(version=2)
    assert attendance(client).consented_at == first is not None
    assert kinds(client).count("consented") == 1


def test_a_version_that_is_not_in_force_is_not_agreed_to(client: Client) -> None:
    arriving.text("consent", "Old.")
    come_in(client)
    arriving.text("consent", "New.", version=2)
    do(client, "consent", do="accept", version=1)
    assert attendance(client).consent is None
    assert "has changed" in shown(client)


def test_a_new_version_asks_again_before_further_judging(client: Client) -> None:
    arriving.offered_debates()
    arriving.text("consent", "Old.")
    player = come_in(client)
    do(client, "consent", do="accept", version=1)
    judge_all(player, most=1)
    arriving.text("consent", "New.", version=2)
    assert client.post(reverse("queue")).headers["Location"] == reverse("course")
    assert "has changed since you agreed" in shown(client)


def test_declining_is_asked_once_more_and_then_ends_with_its_code(client: Client) -> None:
    arriving.text("consent", "Do you?")
    come_in(client)
    assert "can’t be undone" in client.get(reverse("course") + "?decline").content.decode()
    assert attendance(client).outcome == Outcome.UNDER_WAY
    page = client.post(reverse("course"), {"step": "consent", "do": "decline"}, follow=True).content.decode()
    assert "NO-4" in page
    assert attendance(client).outcome == Outcome.NO_CONSENT
    do(client, "consent", do="accept", version=1)
    assert attendance(client).consent is None


@pytest.mark.parametrize("with_models", [True, False])
def test_it_says_that_words_go_to_model_providers_where_models_take_part(client: Client, with_models: bool) -> None:
    arriving.text("consent", "Do you?")
    made = arriving.offered_debates()
    if with_models:
        endpoint: Endpoint = stage.endpoint(scene.NOWHERE)
        made.arms.get().seats.create(kind="judge", endpoint=endpoint)
    come_in(client)
    assert ("Language models take part" in shown(client)) is with_models


# Judging and its end


def test_who_judged_the_most_gets_the_code_by_one_button(client: Client) -> None:
    arriving.offered_debates(3)
    arriving.rules(least_each=1, most_each=2)
    judge_all(come_in(client), most=2)
    assert client.get(reverse("queue")).headers["Location"] == reverse("course")
    assert "You have judged 2 debates" in shown(client)
    assert attendance(client).outcome == Outcome.UNDER_WAY
    do(client, "end")
    assert "DONE-1" in shown(client)
    assert attendance(client).outcome == Outcome.COMPLETE
    assert attendance(client).done_at is not None


def test_whoever_has_judged_the_least_may_finish_and_nobody_before(client: Client) -> None:
    arriving.offered_debates(4)
    arriving.rules(least_each=2)
    player = come_in(client)
    judge_all(player, most=1)
    assert "Finish here" not in shown(client, reverse("queue"))
    do(client, "judging", do="finish")
    assert attendance(client).outcome == Outcome.UNDER_WAY
    judge_all(player, most=1)
    assert "Finish here" in shown(client, reverse("queue"))
    do(client, "judging", do="finish")
    assert attendance(client).outcome == Outcome.COMPLETE
    assert "DONE-1" in shown(client, reverse("queue"))


def test_judging_is_over_when_nothing_is_left_and_the_survey_at_the_end_completes_it(client: Client) -> None:
    arriving.offered_debates(2)
    arriving.rules(least_each=2)
    how = arriving.item("after", "likert", options=["Easy", "", "Hard"])
    judge_all(come_in(client))
    assert "Last questions" in shown(client, reverse("queue"))
    do(client, "after", **answers((how, "2")))
    assert "DONE-1" in shown(client)
    assert FormAnswer.objects.get().value == "2"


def test_too_few_and_nothing_left_asks_to_look_in_later_and_offers_to_end_without_completion(client: Client) -> None:
    arriving.offered_debates(1)
    arriving.rules(least_each=2)
    judge_all(come_in(client))
    page = shown(client, reverse("queue"))
    assert "look in again later" in page
    assert "DONE-1" not in page
    assert "no completion code" in client.get(reverse("course") + "?leave").content.decode()
    do(client, "judging", do="leave")
    page = shown(client)
    assert "You have ended here" in page
    assert "DONE-1" not in page
    assert "no completion code: it is for those who judge at least 2 debates" in page
    assert f'class="button" href="{reverse("ask")}"' in page
    assert (attendance(client).outcome, attendance(client).ended_at is None) == (Outcome.UNDER_WAY, False)


def test_where_there_is_no_code_nobody_who_ends_early_is_told_of_one(client: Client) -> None:
    arriving.offered_debates(1)
    arriving.rules(least_each=2)
    judge_all(come_in(client, arriving.room()))
    do(client, "judging", do="leave")
    page = shown(client)
    assert "You have ended here" in page
    assert "code" not in page.partition("<main")[2].partition("</main")[0]


def test_enough_for_today_is_not_the_end(client: Client) -> None:
    arriving.offered_debates(1)
    arriving.rules(least_each=1, most_a_day=1)
    judge_all(come_in(client))
    page = shown(client, reverse("queue"))
    assert "Enough for today" in page
    assert "Finish here" in page


def test_the_last_page_has_the_researchers_words_and_the_way_to_the_panel(client: Client) -> None:
    arriving.offered_debates(1)
    arriving.text("ending", "See you **soon**.")
    judge_all(come_in(client))
    do(client, "end")
    page = shown(client, reverse("end"))
    assert "See you <strong>soon</strong>" in page
    assert "https://app.prolific.com/submissions/complete?cc=DONE-1" in page


# Several pools, and withdrawing


def test_of_several_pools_the_one_with_a_step_before_judging_comes_first(client: Client) -> None:
    scene.launched("blind")
    player = scene.joined(client)
    arriving.text("consent", "Of the other one.")
    player.pools.add(arriving.pool())
    assert "Of the other one." in shown(client, reverse("queue"))
    do(client, "consent", do="decline")
    assert "Judge the next debate" in shown(client, reverse("queue"))


def test_withdrawing_says_what_it_deletes_and_then_what_was_removed(client: Client) -> None:
    arriving.offered_debates(2)
    judge_all(come_in(client), most=1)
    assert "What is deleted" in shown(client, reverse("withdraw"))
    assert attendance(client).outcome == Outcome.UNDER_WAY
    page = client.post(reverse("withdraw"), {"attendance": attendance(client).pk}, follow=True).content.decode()
    assert "1 judgement was taken out" in page
    assert attendance(client).outcome == Outcome.WITHDRAWN
    assert "You have withdrawn" in shown(client, reverse("queue"))
    assert "nothing of yours" in shown(client, reverse("withdraw"))


def test_a_withdrawal_that_was_broken_off_has_its_last_page(client: Client) -> None:
    come_in(client)
    Attendance.objects.update(outcome=Outcome.WITHDRAWN, ended_at=None)
    for where in ("queue", "course", "end"):
        assert "You have withdrawn" in shown(client, reverse(where))


def test_one_room_that_was_stopped_keeps_nobody_from_another_pool(client: Client) -> None:
    scene.launched("blind")
    player = arriving.begun(client, arriving.address(arriving.room()))
    player.pools.add(scene.volunteers())
    Door.objects.update(stopped=True)
    assert "/judge/" in client.post(reverse("queue")).headers["Location"]
    assert "Continue judging" in shown(client, reverse("queue"))


def test_nobody_withdraws_somebody_else(client: Client) -> None:
    come_in(client)
    other = Client()
    scene.joined(other)
    assert other.post(reverse("withdraw"), {"attendance": attendance(client).pk}).status_code == 404
    assert attendance(client).outcome == Outcome.UNDER_WAY


def test_an_invitation_leads_through_the_course_and_its_address_is_kept_apart(client: Client) -> None:
    arriving.offered_debates(1)
    arriving.text("consent", "Do you?")
    invitation = people.invite(arriving.pool())
    Invitation.objects.update(email="ann@example.org")
    where = reverse("join", args=[invitation.token])
    assert client.post(where).headers["Location"] == reverse("course")
    assert attendance(client).player.contact.email == "ann@example.org"
    do(client, "consent", do="accept", version=1)
    assert Client().post(where).headers["Location"] == reverse("queue")


def test_the_log_has_every_transition_once(client: Client) -> None:
    arriving.offered_debates(1)
    Rules.objects.create(pool=arriving.pool())
    arriving.text("consent", "Do you?")
    arriving.text("instructions", "Read.")
    player = come_in(client)
    for _ in range(2):
        do(client, "consent", do="accept", version=1)
    do(client, "instructions")
    judge_all(player)
    do(client, "end")
    assert [kind for kind in kinds(client) if kind in STEPS] == STEPS
    assert services.sit_down(player) is None


STEPS = ["arrived", "consented", "instructed", "completed"]
