"""Single keys on the page of a judgement, the switch that turns them off, and flags, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from debate.models import Turn
from tests.browser.argued import argued
from tests.browser.test_judging import check, launched, share, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]

A = "It was <quote>the key in her apron</quote>."
B = "No: <quote>The porter was out all day</quote>."


def speech(page: Page, place: int) -> Locator:
    return page.locator(".speech").nth(place)


def flagged(page: Page) -> list[bool]:
    """What the form says of each speech."""
    return [box.is_checked() for box in page.locator(".want-flags input[type=checkbox]").all()]


def test_each_key_goes_where_it_says(page: Page) -> None:
    argued(page, A, B, flags=True)
    for key, place in (("n", 0), ("n", 1), ("p", 0)):
        page.keyboard.press(key)
        expect(speech(page, place)).to_be_focused()
    page.keyboard.press("b")
    expect(page.get_by_role("slider").first).to_be_focused()
    page.keyboard.press("q")
    expect(page.locator("#quotes > summary")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("form.answer textarea")).to_be_focused()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible()


def test_q_opens_the_quotes_and_shuts_them(page: Page) -> None:
    argued(page, A, B)
    shown = page.locator("#quotes q").first
    before = shown.is_visible()
    for now in (not before, before):
        page.keyboard.press("q")
        expect(shown).to_be_visible(visible=now)


def test_whoever_writes_is_not_interrupted(page: Page) -> None:
    argued(page, A, B, flags=True)
    where = page.url
    reason = page.locator("form.answer textarea")
    reason.press_sequentially("snp? brq f")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("snp? brq f")
    page.get_by_role("spinbutton").first.press("s")
    expect(page.get_by_role("spinbutton").first).to_be_focused()
    assert page.url == where


@pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
def test_keys_of_the_browser_stay_its_own(page: Page, held: str) -> None:
    argued(page, A, B)
    page.locator("#main").focus()
    page.keyboard.press(f"{held}+b")
    assert not page.get_by_role("slider").first.evaluate("e => e === document.activeElement")


def test_control_and_enter_submit_from_a_text_field(page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.get_by_role("spinbutton").first.fill("60")
    page.get_by_role("textbox").last.press("Control+Enter")
    expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible()


def test_they_are_printed_on_what_they_work_on_and_listed(page: Page) -> None:
    argued(page, A, B, flags=True)
    expect(page.get_by_role("button", name="Check and submit").locator("kbd")).to_have_text("s")
    expect(page.locator(".shares > legend kbd")).to_have_text("b")
    expect(page.get_by_role("button", name="Keys").locator("kbd")).to_have_text("?")
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keys")
    expect(listed).to_be_visible()
    assert listed.locator("dt").all_inner_texts() == [*"npfvchqb", "1 … 7", *"rsm?", "Ctrl Enter"]
    page.keyboard.press("s")
    expect(listed).to_be_visible()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()


def test_they_can_be_turned_off_for_good_and_on_again(page: Page) -> None:
    argued(page, A, B)
    switch = page.get_by_role("checkbox", name="Use single keys")
    page.get_by_role("button", name="Keys").click()
    switch.uncheck()
    page.get_by_role("button", name="Close").click()
    for _ in ("now", "after a reload"):
        expect(page.locator("kbd.hint")).to_have_count(0)
        for key in ("n", "b", "s", "?"):
            page.keyboard.press(key)
        expect(page.locator(".speech:focus, .shares :focus, dialog[open]")).to_have_count(0)
        expect(page.get_by_role("heading", name="Your judgement", exact=True)).to_be_visible()
        page.reload()
    page.get_by_role("button", name="Keys").click()
    switch.check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("n")
    expect(speech(page, 0)).to_be_focused()


def test_a_speech_is_flagged_where_it_is_read_with_a_note(page: Page) -> None:
    seat = argued(page, A, B, flags=True)
    button = speech(page, 1).get_by_role("button", name="Flag")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert flagged(page) == [False, True]
    note = page.get_by_role("textbox", name="What is wrong?")
    expect(note).to_be_focused()
    note.fill("It never says why.")
    page.get_by_role("link", name="Read it again").last.click()
    expect(speech(page, 1)).to_be_in_viewport()
    check(page)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Turn.objects.filter(seat=seat).latest("step").fields["marks"] == {"flags": {"2": "It never says why."}}


def test_a_flag_goes_by_the_button_by_the_form_and_by_its_key(page: Page) -> None:
    argued(page, A, B, flags=True)
    button = speech(page, 0).get_by_role("button", name="Flag")
    page.get_by_role("checkbox", name="Speech 1").check()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert flagged(page) == [False, False]
    page.keyboard.press("p")
    page.keyboard.press("n")
    page.keyboard.press("f")
    assert flagged(page) == [False, True]
    expect(page.get_by_role("textbox", name="What is wrong?")).to_be_focused()


def test_a_flag_is_still_there_after_a_reload(page: Page) -> None:
    argued(page, A, B, flags=True)
    speech(page, 0).get_by_role("button", name="Flag").click()
    page.get_by_role("spinbutton").first.fill("60")
    expect(page.locator(".saved")).to_contain_text("Saved")
    page.reload()
    expect(speech(page, 0).get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    assert share(page, "A") == "60"
