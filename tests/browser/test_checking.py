"""What one is about to submit, shown once more, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from debate.models import Debate
from judges.models import Rating
from tests.browser.test_judging import (
    SOON,
    check,
    check_accessible,
    check_fits,
    launched,
    share,
    sit_down,
    submit,
)
from tests.browser.test_saving import reason, write
from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]


def test_it_says_what_the_sliders_said(page: Page) -> None:
    launched("blind", options=3)
    sit_down(page)
    write(page, "70.5", "My words.\nOn two lines.")
    page.get_by_role("spinbutton").nth(1).fill("20")
    sentence = page.locator(".sentence").inner_text()
    check(page)
    expect(page.locator(".said dd").first).to_have_text(sentence)
    expect(page.locator(".said dd").last).to_contain_text("On two lines.")
    check_accessible(page)


def test_back_keeps_everything_by_its_button_and_by_the_browsers(page: Page) -> None:
    launched("blind")
    sit_down(page)
    for back in ("button", "browser"):
        write(page, "35", f"Before {back}")
        check(page)
        expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible()
        if back == "button":
            page.get_by_role("link", name="Back").click()
        else:
            page.go_back()
        expect(page.get_by_role("button", name="Check and submit")).to_be_enabled()
        assert (share(page, "A"), reason(page)) == ("35", f"Before {back}")
    assert not Rating.objects.exists()


def test_whoever_judges_hundreds_goes_on_by_enter(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "70", "Quick")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_enter_alone_does_not_pass_a_question_that_wants_an_answer(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "99", "Quick")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#doubts")).to_be_focused()
    expect(page.locator("#doubts")).to_contain_text("in 100 cases like this I am wrong once at most")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_it_asks_again_when_one_swings_to_the_other_side(page: Page) -> None:
    launched("debate", rounds=1)
    sit_down(page)
    write(page, "70", "")
    submit(page)
    expect(page.get_by_role("heading", name="Round 1")).to_be_visible(timeout=SOON)
    page.get_by_role("spinbutton").first.fill("20")
    check(page)
    expect(page.locator("#doubts")).to_contain_text("Before you gave 70")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("spinbutton").first.fill("80")
    check(page)
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_focused()
    expect(page.locator("#doubts")).to_have_count(0)


def test_two_tabs_with_the_same_form_store_one_answer_and_the_second_is_told(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "60", "First tab")
    check(page)
    expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    check(other)
    for tab in (page, other):
        tab.get_by_role("button", name="Submit", exact=True).click()
        expect(tab.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(other.get_by_text("That had been answered already")).to_be_visible()
    assert Rating.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_checking_fits_its_screen(browser: Browser, live: Live, width: int, scheme: str) -> None:
    launched("blind")
    size = {"width": width, "height": 800}
    with browser.new_context(base_url=live.url, viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sit_down(page)
        expect(page.locator(".progress")).to_have_text("Debate 1 of 1")
        write(page, "97", "word " * 90)
        check(page)
        expect(page.locator("#doubts")).to_be_visible()
        check_fits(page)


def test_escape_leads_back_and_the_way_back_of_the_browser_is_as_before(page: Page) -> None:
    launched("blind")
    sit_down(page)
    write(page, "35", "Thought better of it")
    check(page)
    expect(page.get_by_role("dialog", name="Check your judgement")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Check your judgement")).to_have_count(0)
    page.wait_for_function("!history.state")
    page.go_back()
    expect(page.get_by_role("heading", name="Thank you")).to_have_count(0)
    expect(page).to_have_url(re.compile("/judge/$"))


def test_whoever_submits_stays_on_the_page_and_reads_on_where_the_new_round_begins(page: Page) -> None:
    launched("debate", rounds=1)
    sit_down(page)
    page.evaluate("window.sameDocument = true")
    write(page, "70", "")
    while Debate.objects.get().status != Debate.Status.FINISHED:
        page.wait_for_timeout(100)
    submit(page)
    expect(page.locator(".speech").first).to_be_focused()
    expect(page.get_by_role("heading", name="Round 1")).to_be_in_viewport()
    expect(page.get_by_role("dialog", name="Check your judgement")).to_have_count(0)
    submit(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_in_viewport()
    expect(page.locator("#now")).to_be_focused()
    assert page.evaluate("window.sameDocument")
