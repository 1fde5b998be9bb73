"""What a person answers to a study's questions is not lost with their sign-in, in a real Chromium."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from debate import people
from debate.models import Invitation
from judges.models import FormAnswer
from tests.browser.test_judging import check_accessible
from tests.judges import arriving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]

KEPT = "Object.keys(localStorage).filter(name => name.startsWith('moot-draft questions'))"


def asked(page: Page) -> None:
    """Before a survey, by an invitation."""
    arriving.offered_debates(1)
    arriving.item("before", "number", words="How old are you?", least=18)
    arriving.item("before", words="What is your first language?", options=["English", "German"])
    arriving.item("before", "text", words="What do you do?")
    enter(page, people.invitation_url(people.invite(arriving.pool())), "Begin")


def enter(page: Page, link: str, button: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="A few questions first")).to_be_visible()


def again(page: Page) -> None:
    """By their own link, in another tab."""
    enter(page, people.invitation_url(Invitation.objects.earliest("pk")), "Continue")


def fill_in(page: Page, work: str = "I keep bees.") -> None:
    page.get_by_label("How old are you?").fill("30")
    page.get_by_label("German").check()
    page.get_by_label("What do you do?").fill(work)


def filled_in(page: Page, work: str = "I keep bees.") -> None:
    expect(page.get_by_label("What do you do?")).to_have_value(work)
    expect(page.get_by_label("How old are you?")).to_have_value("30")
    expect(page.get_by_label("German")).to_be_checked()


def send(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def kept(page: Page, number: int) -> None:
    page.wait_for_function(f"({KEPT}).length === {number}")


def stored() -> list[str]:
    return list(FormAnswer.objects.order_by("item__position").values_list("value", flat=True))


def test_a_survey_that_was_sent_after_the_sign_in_had_expired_is_there_again(page: Page) -> None:
    asked(page)
    fill_in(page)
    Session.objects.all().delete()
    send(page)
    expect(page.get_by_text("open your invitation link again")).to_be_visible()
    other = page.context.new_page()
    again(other)
    filled_in(other)
    check_accessible(other)
    send(other)
    expect(other.get_by_role("heading", name="Your debates")).to_be_visible()
    assert stored() == ["30", "German", "I keep bees."]
    kept(other, 0)


def test_a_page_that_stood_open_is_sent_by_who_signed_in_again_elsewhere(page: Page) -> None:
    asked(page)
    fill_in(page)
    page.context.clear_cookies()
    again(page.context.new_page())
    page.bring_to_front()
    send(page)
    expect(page.get_by_role("heading", name="Your debates")).to_be_visible()
    assert stored() == ["30", "German", "I keep bees."]


def test_what_the_server_found_wrong_is_shown_as_it_was_sent(page: Page) -> None:
    asked(page)
    fill_in(page)
    page.get_by_label("How old are you?").fill("3")
    send(page)
    expect(page.get_by_text("Everything else is kept")).to_be_visible()
    expect(page.get_by_label("How old are you?")).to_have_value("3")
    page.get_by_label("How old are you?").fill("30")
    page.goto(page.url)
    filled_in(page)


def test_nobody_is_shown_what_another_typed_in_the_same_browser(page: Page) -> None:
    asked(page)
    fill_in(page)
    enter(page, people.invitation_url(people.invite(arriving.pool())), "Begin")
    expect(page.get_by_label("What do you do?")).to_have_value("")
    expect(page.get_by_label("German")).not_to_be_checked()
    kept(page, 0)


def test_who_withdraws_leaves_nothing_in_the_browser(page: Page) -> None:
    asked(page)
    fill_in(page)
    kept(page, 1)
    page.goto("/course/withdraw/")
    page.get_by_role("button", name="Withdraw and delete").click()
    expect(page.get_by_role("heading", name="You have withdrawn")).to_be_visible()
    kept(page, 0)
