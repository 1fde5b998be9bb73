"""What comes before judging: instructions, questions on them, a survey, practice."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from judges.models import Attendance, FormAnswer, FormItem
from tests.judges import arriving, offered, scene
from tests.judges.arriving import answers, attendance, do, shown
from tests.judges.test_course_pages import come_in

pytestmark = pytest.mark.django_db
Outcome = Attendance.Outcome


# Instructions and comprehension


def test_instructions_are_read_once_and_stay_in_reach(client: Client) -> None:
    arriving.offered_debates()
    arriving.text("instructions", "# How\n\nRead *slowly*.")
    come_in(client)
    assert "<em>slowly</em>" in shown(client)
    assert do(client, "instructions").headers["Location"] == reverse("course")
    seat = client.post(reverse("queue")).headers["Location"]
    assert reverse("instructions") in client.get(seat).content.decode()
    assert "<em>slowly</em>" in client.get(reverse("instructions")).content.decode()


def test_nobody_reads_the_instructions_of_a_pool_that_is_not_theirs(client: Client) -> None:
    arriving.text("instructions", "Secret.")
    scene.joined(client)
    assert client.get(reverse("instructions")).status_code == 404


def comprehension(**values: object) -> list[FormItem]:
    arriving.rules(**values)
    why = "Because **they** may mislead."
    first = arriving.item("comprehension", right="No", why=why)
    return [first, arriving.item("comprehension", "number", right="3")]


def test_a_wrong_try_says_what_was_wrong_and_why_and_keeps_what_was_answered(client: Client) -> None:
    debater, rounds = comprehension()
    come_in(client)
    assert "You have 2 tries" in shown(client)
    do(client, "comprehension", **answers((debater, "Yes"), (rounds, "3")))
    page = shown(client)
    assert page.count("This wasn’t right") == 1
    assert "may mislead" in page
    assert 'value="Yes"' in page.split("checked")[0][-200:] + page.split("checked")[1][:200]
    assert 'value="3"' in page
    assert list(FormAnswer.objects.values_list("attempt", "value")) == [(1, "Yes"), (1, "3")]


def test_the_next_try_can_pass(client: Client) -> None:
    debater, rounds = comprehension()
    arriving.offered_debates()
    come_in(client)
    do(client, "comprehension", **answers((debater, "Yes"), (rounds, "3")))
    do(client, "comprehension", **answers((debater, "No"), (rounds, "3")))
    assert client.get(reverse("course")).headers["Location"] == reverse("queue")
    assert attendance(client).passed_at is not None
    assert attendance(client).tries == 2


def test_whoever_is_out_of_tries_is_screened_out_with_the_code(client: Client) -> None:
    debater, rounds = comprehension(tries=1)
    come_in(client)
    do(client, "comprehension", **answers((debater, "Yes"), (rounds, "3")))
    assert "OUT-2" in shown(client)
    assert attendance(client).outcome == Outcome.SCREENED_OUT
    assert client.post(reverse("queue")).headers["Location"] == reverse("course")
    do(client, "comprehension", **answers((debater, "No"), (rounds, "3")))
    assert attendance(client).passed_at is None


def test_the_pass_mark_is_a_share_of_the_questions(client: Client) -> None:
    debater, rounds = comprehension(pass_mark=50)
    come_in(client)
    do(client, "comprehension", **answers((debater, "Yes"), (rounds, "3")))
    assert attendance(client).passed_at is not None


def test_what_is_left_out_or_made_up_is_no_try(client: Client) -> None:
    debater, rounds = comprehension()
    come_in(client)
    for values in (answers((rounds, "3")), answers((debater, "Perhaps"), (rounds, "3"))):
        page = do(client, "comprehension", **values).content.decode()
        assert "Everything else is kept" in page
    assert attendance(client).tries == 0
    assert not FormAnswer.objects.exists()


# Surveys


def test_a_survey_is_stored_once_and_its_answers_are_kept_when_one_is_wrong(client: Client) -> None:
    arriving.rules()
    age = arriving.item("before", "number", least=18, most=99)
    field = arriving.item("before", "text", required=False)
    come_in(client)
    page = do(client, "before", **answers((age, "7"), (field, "Physics"))).content.decode()
    assert "Physics" in page
    assert "at least 18" in page
    assert not FormAnswer.objects.exists()
    for value in ("30", "40"):
        do(client, "before", **answers((age, value), (field, "")))
    assert list(FormAnswer.objects.order_by("item").values_list("value", flat=True)) == ["30", ""]


def test_a_form_of_a_step_that_was_done_in_another_tab_says_so_and_changes_nothing(client: Client) -> None:
    arriving.rules()
    age = arriving.item("before", "number")
    come_in(client)
    do(client, "before", **answers((age, "30")))
    late = client.post(reverse("course"), {"step": "before", **answers((age, "40"))}, follow=True)
    assert "done already" in late.content.decode()
    assert FormAnswer.objects.get().value == "30"


def test_a_get_changes_nothing_of_how_far_they_are(client: Client) -> None:
    arriving.rules()
    arriving.text("consent", "Do you?")
    come_in(client)
    before = set(Attendance.objects.values_list("consent", "consented_at", "done_at", "ended_at", "outcome", "tries"))
    for where in ("course", "queue", "end", "withdraw"):
        for query in ("", "?decline", "?leave", "?do=accept&step=consent&version=1"):
            client.get(reverse(where) + query)
    after = Attendance.objects.values_list("consent", "consented_at", "done_at", "ended_at", "outcome", "tries")
    assert set(after) == before


# Practice


def test_practice_comes_first_counts_as_no_judgement_and_then_judging_begins(client: Client) -> None:
    arriving.offered_debates()
    arriving.rules(practice=arriving.practice(2), practice_debates=2, least_each=1)
    player = come_in(client)
    for number in range(2):
        assert client.get(reverse("queue")).headers["Location"] == reverse("course")
        seat = do(client, "practice").headers["Location"]
        assert "/judge/" in seat
        assert do(client, "practice").headers["Location"] == seat, number
        offered.say(offered.owed(player))
    assert "You are ready" in shown(client)
    do(client, "practice")
    assert attendance(client).practised_at is not None
    page = shown(client, reverse("queue"))
    assert "Judge the next debate" in page
    assert "Finish here" not in page
