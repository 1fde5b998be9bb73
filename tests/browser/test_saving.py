"""What a person types is kept, in a real Chromium: through dead tabs, lost networks and expired sign-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from debate import people
from debate.models import Invitation, Turn
from judges.models import Draft
from tests.browser.test_judging import (
    SOON,
    check,
    check_accessible,
    join,
    launched,
    share,
    sit_down,
    submit,
)
from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]
SIGNED_OUT = "You are signed out. Open your invitation link in another tab"


def link() -> str:
    return people.invitation_url(Invitation.objects.get())


def reason(page: Page) -> str:
    return page.locator("form.answer textarea").input_value()


def write(page: Page, belief: str, words: str) -> None:
    page.get_by_role("spinbutton").first.fill(belief)
    page.locator("form.answer textarea").fill(words)


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_contain_text("Saved", timeout=SOON)
    expect(page.locator(".saved")).not_to_have_class("unsaved")


def kept(page: Page, words: str) -> None:
    """Until the server has these words."""
    for _ in range(300):
        page.wait_for_timeout(100)
        if Draft.objects.filter(values__speech1_=words).exists():
            return
    raise AssertionError([draft.values for draft in Draft.objects.all()])


def sign_in_again(page: Page) -> None:
    """By the invitation link in another tab; then back to this one."""
    other = page.context.new_page()
    other.goto(link())
    other.get_by_role("button", name="Continue").click()
    # Chromium can hang on a tab that is closed while it goes from one page to the next.
    expect(other.get_by_role("button", name="Continue")).to_have_count(0)
    other.wait_for_load_state()
    other.close()
    page.bring_to_front()


@pytest.fixture
def phone(browser: Browser, live: Live) -> Iterator[Page]:
    """Another device of the same person."""
    with browser.new_context(base_url=live.url, viewport={"width": 390, "height": 800}) as context:
        yield context.new_page()


# Kept


def test_it_says_when_it_was_saved_and_another_device_goes_on_from_there(page: Page, phone: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "Begun at the desk")
    saved(page)
    page.close()
    phone.goto(link())
    phone.get_by_role("button", name="Continue").click()
    assert (share(phone, "A"), share(phone, "B"), reason(phone)) == ("35", "65", "Begun at the desk")
    saved(phone)


def test_what_was_typed_in_the_last_second_is_in_the_browser_when_its_tab_dies(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "")
    page.route("**/draft/", lambda route: route.abort())
    page.locator("form.answer textarea").fill("Never reached the server")
    address, context = page.url, page.context
    page.close()
    again = context.new_page()
    again.goto(address)
    assert (share(again, "A"), reason(again)) == ("35", "Never reached the server")
    saved(again)
    assert Draft.objects.get().values["speech1_"] == "Never reached the server"


def test_what_is_left_is_sent_when_the_page_goes_away(page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.locator("form.answer textarea").fill("Gone at once")
    page.goto("about:blank")
    kept(page, "Gone at once")


def test_what_was_typed_before_the_script_came_is_kept_too(page: Page) -> None:
    launched("blind")
    sit_down(page)
    held: list[Route] = []
    page.route("**/judging.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    page.locator("form.answer textarea").fill("Early")
    assert held
    held[0].continue_()
    kept(page, "Early")


def test_the_newest_of_two_devices_stands(page: Page, phone: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "First")
    saved(page)
    phone.goto(link())
    phone.get_by_role("button", name="Continue").click()
    write(phone, "20", "Second")
    kept(phone, "Second")
    page.reload()
    assert (share(page, "A"), reason(page)) == ("20", "Second")


def test_a_screen_reader_hears_of_it_once_and_not_at_each_keystroke(page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.evaluate(
        """() => { window.said = [];
          const line = document.querySelector('.saved');
          new MutationObserver(() => window.said.push(line.textContent)).observe(line, { childList: true }); }"""
    )
    for words in ("one two three four five", " six seven eight"):
        with page.expect_response("**/draft/"):
            page.locator("form.answer textarea").press_sequentially(words, delay=5)
    saved(page)
    said = page.evaluate("window.said")
    assert len(said) == len(set(said)) <= 2
    expect(page.locator(".saved")).to_have_attribute("role", "status")


# Not kept yet


def test_without_a_network_it_says_so_and_tries_again_when_it_is_back(page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.context.set_offline(True)
    write(page, "35", "In a tunnel")
    expect(page.locator(".saved")).to_have_text("Not saved yet — trying again")
    assert not Draft.objects.exists()
    page.context.set_offline(False)
    saved(page)
    assert Draft.objects.get().values["speech1_"] == "In a tunnel"


def test_what_is_submitted_without_a_network_is_submitted_when_it_is_back(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "In a tunnel")
    page.context.set_offline(True)
    check(page)
    expect(page.locator(".saved")).to_contain_text("Not sent yet — trying again")
    expect(page.get_by_role("button", name="Check and submit")).to_be_disabled()
    page.context.set_offline(False)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_a_round_that_came_while_one_was_away_is_shown_on_the_way_back(page: Page) -> None:
    launched("debate", rounds=1, interactive=True)
    sit_down(page)
    page.get_by_role("spinbutton").first.fill("60")
    submit(page)
    expect(page.get_by_role("heading", name="Your judgement is in")).to_be_visible(timeout=SOON)
    page.context.set_offline(True)
    page.wait_for_timeout(3_000)
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Round 1")).to_be_visible(timeout=SOON)


def test_an_expired_sign_in_loses_nothing_and_it_goes_on_by_itself(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "Before")
    saved(page)
    Session.objects.all().delete()
    page.locator("form.answer textarea").fill("Written while signed out")
    expect(page.locator(".saved")).to_contain_text(SIGNED_OUT, timeout=SOON)
    check_accessible(page)
    sign_in_again(page)
    saved(page)
    assert reason(page) == "Written while signed out"
    assert Draft.objects.get().values["speech1_"] == "Written while signed out"


def test_both_steps_of_submitting_wait_for_a_sign_in_and_go_on(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "Because.")
    Session.objects.all().delete()
    check(page)
    expect(page.locator(".saved")).to_contain_text(SIGNED_OUT)
    assert reason(page) == "Because."
    sign_in_again(page)
    expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible(timeout=SOON)
    page.context.clear_cookies()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator(".checked .saved")).to_contain_text(SIGNED_OUT)
    sign_in_again(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SOON)
    assert Turn.objects.get().text == "Because."


def test_somebody_elses_sign_in_in_the_same_browser_saves_nothing_there(page: Page) -> None:
    launched("blind")
    sit_down(page)
    mine = page.url
    other = page.context.new_page()
    other.goto(people.invitation_url(people.invite(Invitation.objects.get().pool)))
    other.get_by_role("button", name="Begin").click()
    write(page, "35", "Mine")
    expect(page.locator(".saved")).to_contain_text(SIGNED_OUT, timeout=SOON)
    other.goto(mine)
    expect(other.get_by_text("Mine")).to_have_count(0)
    assert not Draft.objects.exists()


def test_without_scripts_what_was_saved_is_back_after_signing_in_again(browser: Browser, live: Live) -> None:
    launched("blind")
    with browser.new_context(base_url=live.url, java_script_enabled=False) as context:
        page = context.new_page()
        join(page)
        page.get_by_role("button", name="Judge the next debate").click()
        page.get_by_role("spinbutton").first.fill("80")
        page.locator(".answer textarea").fill("Kept")
        check(page)
        expect(page.get_by_text("You give 80")).to_be_visible()
        Session.objects.all().delete()
        page.get_by_role("button", name="Submit", exact=True).click()
        expect(page.get_by_text("open your invitation link again")).to_be_visible()
        page.goto(link())
        page.get_by_role("button", name="Continue").click()
        assert reason(page) == "Kept"
        check(page)
        page.get_by_role("button", name="Submit", exact=True).click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
