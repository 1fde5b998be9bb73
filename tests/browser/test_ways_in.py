"""The three ways in, from the link to the completion code, on a phone's size, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from debate import people
from judges.models import Attendance, FormAnswer
from tests.browser.test_judging import check_accessible
from tests.judges import arriving
from tests.judges.arriving import link

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live"), pytest.mark.timeout(300)]

# Buttons, fields and whole lines that lead on; a link within a text is as high as its line.
LEADS_ON = "button, summary, input:not([type=hidden]), textarea, label.choice, a.quiet"
TOO_SMALL = """wanted => [...document.querySelectorAll(wanted)]
  .filter(e => e.checkVisibility() && !e.closest("label") && !e.closest(".top, .languages"))
  .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"""
PHONE = ViewportSize(width=360, height=740)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Hand:
    """Somebody with a finger; every page that they meet fits and is accessible, in light and in dark."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_viewport_size(PHONE)
        self.checks = True

    def look(self, title: str) -> None:
        """Wait for the page of this title."""
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()
        if self.checks:
            self.fits()

    def fits(self) -> None:
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme)
            check_accessible(self.page)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert self.page.evaluate(TOO_SMALL, LEADS_ON) == []

    def press(self, name: str, *, exact: bool = True) -> None:
        self.at(self.page.get_by_role("button", name=name, exact=exact)).click()

    def choose(self, name: str) -> None:
        self.at(self.page.get_by_label(name, exact=True)).check()

    def write(self, field: Locator, text: str) -> None:
        self.at(field).fill(text)

    def at(self, thing: Locator) -> Locator:
        return thing


class Keys(Hand):
    """Somebody with a keyboard alone."""

    def press(self, name: str, *, exact: bool = True) -> None:
        self.at(self.page.get_by_role("button", name=name, exact=exact))
        self.page.keyboard.press("Enter")

    def choose(self, name: str) -> None:
        """With Tab into the group, then with the arrows to the point."""
        wanted = self.page.get_by_label(name, exact=True)
        self.at(wanted.locator("xpath=ancestor::fieldset").get_by_role("radio").first)
        self.page.keyboard.press("Space")
        while not wanted.is_checked():
            self.page.keyboard.press("ArrowDown")

    def write(self, field: Locator, text: str) -> None:
        self.at(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def at(self, thing: Locator) -> Locator:
        for _ in range(60):
            if thing.evaluate("e => e === document.activeElement"):
                return thing
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab doesn't lead to {thing}.")


def agree_and_read(hand: Hand) -> None:
    hand.look("Your consent")
    hand.press("I agree")
    hand.look("Instructions")
    hand.press("I have read this")


def understand(hand: Hand) -> None:
    """Wrongly at first."""
    hand.look("Is all clear?")
    hand.choose("Both answers are right")
    hand.write(hand.page.get_by_label("How many of the two answers are right?"), "1")
    hand.press("Check my answers")
    expect(hand.page.get_by_text("Fifty and fifty is what you say")).to_be_visible()
    hand.look("Is all clear?")
    hand.choose("I can’t tell which is right")
    hand.press("Check my answers")


def tell_of_oneself(hand: Hand) -> None:
    """Too young at first, by a slip; the rest is kept."""
    hand.look("A few questions first")
    age = hand.page.get_by_label("How old are you?")
    hand.write(age, "3")
    hand.choose("German")
    hand.press("Go on")
    expect(hand.page.get_by_text("Everything else is kept")).to_be_visible()
    hand.look("A few questions first")
    expect(hand.page.get_by_label("German")).to_be_checked()
    hand.write(age, "30")
    hand.press("Go on")


def judge_one(hand: Hand) -> None:
    page = hand.page
    expect(page.get_by_text("Nothing is set yet")).to_be_visible()
    hand.write(page.get_by_role("spinbutton").first, "60")
    hand.write(page.locator("form.answer textarea").last, "I can only guess.")
    hand.press("Check and submit", exact=False)
    hand.press("Submit")
    expect(page.locator("#live[data-state=over]")).to_be_visible()


def go_on(hand: Hand) -> None:
    hand.at(hand.page.locator("#now a.button.primary")).press("Enter")


def practise(hand: Hand) -> None:
    hand.look("First, a debate for practice")
    hand.press("Practise")
    judge_one(hand)
    go_on(hand)
    hand.look("You are ready")
    hand.press("Begin judging")


def judge_both(hand: Hand) -> None:
    hand.look("Your debates")
    for _ in range(2):
        hand.press("Judge the next debate")
        judge_one(hand)
    hand.press("Judge the next debate")


def say_how_it_was(hand: Hand) -> None:
    hand.look("Last questions")
    hand.choose("Quite")
    hand.press("Finish")
    hand.look("Thank you")


STEPS: tuple[Callable[[Hand], None], ...] = (
    agree_and_read,
    understand,
    tell_of_oneself,
    practise,
    judge_both,
    say_how_it_was,
)


def test_by_an_invitation_on_pages_that_fit_and_are_accessible(page: Page) -> None:
    arriving.whole_course()
    page.goto(people.invitation_url(people.invite(arriving.pool())))
    hand = Hand(page)
    hand.look("You are invited to judge")
    hand.press("Begin")
    for step in STEPS:
        step(hand)
    assert Attendance.objects.get().outcome == Attendance.Outcome.COMPLETE
    assert FormAnswer.objects.count() == 4 + 3 + 2


def test_by_a_room_and_back_in_another_browser_by_a_link_of_ones_own(page: Page, browser: Browser) -> None:
    arriving.whole_course()
    page.goto(arriving.address(arriving.room(code_complete="ROOM-7")))
    hand = Hand(page)
    hand.look("You are invited to judge")
    hand.checks = False
    hand.press("Begin")
    agree_and_read(hand)
    understand(hand)
    hand.look("A few questions first")
    page.go_back()
    hand.look("A few questions first")
    page.get_by_text("Your own link").click()
    hand.fits()
    own = page.get_by_role("textbox", name="Your own link").input_value()
    with browser.new_context(base_url=settings.PUBLIC_URL) as elsewhere:
        later = Hand(elsewhere.new_page())
        later.checks = False
        later.page.goto(own)
        later.press("Continue")
        for step in STEPS[2:]:
            step(later)
        expect(later.page.get_by_text("ROOM-7")).to_be_visible()
        expect(later.page.get_by_role("link", name="Hand in the code")).to_have_count(0)
    page.goto(arriving.address(arriving.room()))
    assert Attendance.objects.count() == 1


def test_by_a_panel_with_the_keyboard_alone(page: Page) -> None:
    arriving.whole_course()
    page.goto(link(arriving.panel()))
    keys = Keys(page)
    keys.look("You are invited to judge")
    keys.checks = False
    keys.press("Begin")
    for step in STEPS:
        step(keys)
    keys.fits()
    expect(page.locator("#code")).to_have_text("DONE-1")
    keys.press("Copy the code")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    handing = keys.at(page.get_by_role("link", name="Hand in the code"))
    assert handing.get_attribute("href") == "https://app.prolific.com/submissions/complete?cc=DONE-1"


def test_the_pages_beside_the_way_fit_and_are_accessible_too(page: Page) -> None:
    arriving.whole_course()
    hand = Hand(page)
    page.goto(arriving.address(arriving.panel()))
    hand.look("This link can’t be used")
    page.goto(link(arriving.panel(name="full", quota=0)))
    hand.look("All places of this study are taken.")
    page.goto(link(arriving.panel(name="open")))
    hand.press("Begin")
    page.get_by_role("link", name="I don’t agree").click()
    hand.look("End without agreeing?")
    page.get_by_role("link", name="Go back").click()
    page.get_by_role("link", name="Withdraw from this study").click()
    hand.look("Withdraw from this study")
    page.get_by_role("link", name="Go back").click()
    hand.press("I agree")
    hand.press("I have read this")
    page.goto("/course/instructions/")
    hand.look("Instructions")
    page.goto("/help/")
    hand.look("Ask the researchers")
    page.goto("/course/withdraw/")
    hand.press("Withdraw and delete")
    hand.look("You have withdrawn")
    page.get_by_role("link", name="To the last page").click()
    hand.look("You have withdrawn")
    page.context.clear_cookies()
    page.goto("/sign-in/")
    hand.look("Sign in")


def test_the_instructions_stay_beside_what_is_judged_until_they_are_shut(page: Page) -> None:
    arriving.offered_debates(2)
    arriving.text("instructions", arriving.INSTRUCTIONS)
    page.goto(link(arriving.panel()))
    hand = Hand(page)
    hand.checks = False
    hand.press("Begin")
    hand.press("I have read this")
    hand.press("Judge the next debate")
    instructions = page.get_by_role("link", name="Instructions")
    # Before its script has come, the link leads to a page of its own.
    expect(instructions).to_have_attribute("aria-expanded", "false")
    instructions.click()
    drawer = page.get_by_role("dialog", name="Instructions")
    expect(drawer.get_by_text("One of them is right.")).to_be_visible()
    hand.fits()
    page.reload()
    expect(drawer).to_be_visible()
    page.get_by_role("spinbutton").first.focus()
    page.get_by_role("button", name="Close").press("Enter")
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("link", name="Instructions")).to_be_focused()
    page.reload()
    expect(page.get_by_role("spinbutton").first).to_be_visible()
    expect(drawer).to_be_hidden()
