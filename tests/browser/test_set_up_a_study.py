"""What docs/run-a-study.md tells who sets up a study with people, done step by step in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from debate.demo import OFFLINE, SAMPLE, provide
from judges.models import Attendance, Rules
from tests.browser.pace import Hand
from tests.browser.test_desk import check_access, sign_in
from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "run-a-study.md"
POOL = "people/autumn"
CONSENT = """\
## What you agree to

What you judge and write is kept under a random name. It may be sent to companies that run language models.
You may stop at any time, and withdraw by the link at the foot of each page.
"""
INSTRUCTIONS = "Read both sides. After each round say **how likely** each answer is, in percent."
QUESTION = "What do you say after each round?"
RIGHT = "How likely each answer is"


def makes_the_pool(hand: Hand) -> None:
    page = hand.page
    hand.goes("/admin/debate/pool/add/")
    hand.types("name", POOL)
    hand.pastes_in("welcome", "You are invited to judge **debates**.")
    hand.pastes_in("consent", CONSENT)
    hand.pastes_in("instructions", INSTRUCTIONS)
    expect(page.get_by_role("region", name="Preview").nth(1).get_by_role("heading")).to_have_text("What you agree to")
    hand.clicks_on(page.get_by_role("button", name="Save", exact=True), leads=True)
    expect(page.get_by_role("heading", name="Is it ready?")).to_be_visible()


def asks_questions(hand: Hand) -> None:
    page = hand.page
    hand.clicks_on(page.get_by_role("link", name="Questions", exact=True).last)
    hand.clicks_on(page.get_by_text("Add another Question"))
    hand.chooses("form_items-0-part", "comprehension, before judging")
    hand.types("form_items-0-words", QUESTION)
    hand.types("form_items-0-options", f"{RIGHT}\nWho was nicer")
    hand.types("form_items-0-right", RIGHT)
    hand.clicks_on(page.get_by_text("Add another Question"))
    hand.chooses("form_items-1-kind", "Likert scale")
    hand.types("form_items-1-words", "The debates were easy to follow.")
    hand.types("form_items-1-options", "Not at all\nA little\nVery")


def sets_the_pay(hand: Hand) -> None:
    """The button leads to their tab."""
    page = hand.page
    hand.clicks_on(page.get_by_role("button", name="Use Moot’s own practice debates and attention checks"), leads=True)
    expect(page.locator("[name=rules-0-practice]")).to_be_visible()
    hand.types("rules-0-least_each", "1")
    hand.types("rules-0-base_pay", "2")
    hand.types("rules-0-pay_each", "1")
    hand.types("rules-0-least_hourly", "8")


def makes_a_panel(hand: Hand) -> str:
    """Saves all of it, too; returns the link for Prolific."""
    page = hand.page
    hand.clicks_on(page.get_by_role("link", name="Rooms and panels", exact=True))
    hand.clicks_on(page.get_by_text("Add another Room or panel"))
    hand.types("doors-0-name", "Prolific, autumn")
    hand.chooses("doors-0-kind", "panel: each with an id in the link, as from Prolific")
    hand.clicks_on(page.get_by_role("button", name="Save", exact=True), leads=True)
    hand.clicks_on(page.get_by_role("button", name="Copy").first)
    return page.get_by_label("Link of Prolific, autumn").input_value()


def looks_as_a_person(hand: Hand) -> None:
    page = hand.page
    hand.clicks_on(page.get_by_role("link", name="See it as a person does"), leads=True)
    for button in ("Begin", "I agree", "I have read this", "Check my answers", "Practise", "Finish"):
        hand.clicks_on(page.get_by_role("button", name=button, exact=True), leads=True)
    expect(page.get_by_text("Your completion code")).to_be_visible()
    hand.clicks_on(page.get_by_role("link", name="Back to the pool"), leads=True)


def launches(hand: Hand) -> None:
    page = hand.page
    hand.goes("/admin/debate/protocolconfig/add/")
    hand.clicks_on(page.get_by_role("link", name="Debate", exact=True), leads=True)
    hand.types("name", "debate-1")
    hand.types("parameter_rounds", "1")
    hand.clicks_on(page.get_by_role("button", name="Save", exact=True), leads=True)
    hand.goes("/admin/debate/experiment/add/")
    hand.types("name", "first-study")
    hand.chooses("question_set", SAMPLE)
    hand.types("budget_usd", "5")
    hand.types("most_questions", "4")
    hand.clicks_on(page.get_by_text("Add another Arm"))
    hand.types("arms-0-name", "debate")
    hand.chooses("arms-0-config", "debate-1")
    hand.clicks_on(page.locator("#arms-0-speakers-data").get_by_text("Add another Speaker"))
    hand.chooses("arms-0-speakers-0-who", "offline/extractive")
    hand.clicks_on(page.locator("#arms-0-judges-data").get_by_text("Add another Judge"))
    hand.chooses("arms-0-judges-0-who", POOL)
    hand.clicks_on(page.get_by_role("button", name="Save and continue editing"), leads=True)
    hand.clicks_on(page.get_by_role("link", name="Launch …"), leads=True)
    hand.clicks_on(page.get_by_role("button", name="Launch"), leads=True)
    expect(page.get_by_text("Launched: 4 debates.")).to_be_visible()


def comes_from_the_panel(page: Page, link: str) -> None:
    """A person follows the link that Prolific made of it, as far as the practice."""
    filled = link.replace("{{%PROLIFIC_PID%}}", "5f0").replace("{{%STUDY_ID%}}", "6a").replace("{{%SESSION_ID%}}", "7b")
    page.goto(filled)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="What you agree to")).to_be_visible()
    page.get_by_role("button", name="I agree", exact=True).click()
    page.get_by_role("button", name="I have read this").click()
    page.get_by_label(RIGHT).check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_role("heading", name="First, a debate for practice")).to_be_visible()


def words_of_the_guide() -> int:
    """Of the part on a study with people, as it is read."""
    part = GUIDE.read_text().split("## A study with people")[1].split("\n## ")[0]
    return len(re.findall(r"\w+", part))


def test_a_study_with_people_is_set_up_from_nothing_in_less_than_ten_minutes(
    live: Live, page: Page, browser: Browser
) -> None:
    provide([SAMPLE, *OFFLINE])
    sign_in(page)
    hand = Hand(page)
    makes_the_pool(hand)
    sets_the_pay(hand)
    asks_questions(hand)
    link = makes_a_panel(hand)
    check_access(page)
    looks_as_a_person(hand)
    launches(hand)
    with browser.new_context(base_url=settings.PUBLIC_URL) as theirs:
        comes_from_the_panel(theirs.new_page(), link)
    rules = Rules.objects.get()
    assert (rules.least_each, rules.practice is not None, rules.attention_rate) == (1, True, 0.1)
    assert Attendance.objects.get().passed_at is not None
    minutes = hand.minutes(words_of_the_guide())
    print(f"{hand.clicks} clicks, {hand.fields} fields, {hand.keys} keys, {hand.pages} pages: {minutes:.1f} minutes")
    assert minutes < 10
