"""The main job in a real browser: a researcher launches, a person judges, the figure and the file have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import add_arm, add_endpoint, add_protocol, add_questions, sign_in
from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def invite(page: Page) -> str:
    """Make a pool with one invitation in the admin; its link."""
    page.goto("/admin/debate/pool/add/")
    page.locator("[name=name]").fill("people/volunteers")
    page.get_by_text("Add another Invitation").click()
    page.locator("[name=invitations-0-note]").fill("for Ann")
    page.get_by_role("button", name="Save and continue editing").click()
    return page.get_by_label("Link to send").first.input_value()


def set_up_and_launch(page: Page) -> None:
    page.goto("/admin/debate/experiment/add/")
    page.locator("[name=name]").fill("whole-way")
    page.locator("[name=question_set]").select_option(label="sample")
    page.locator("[name=most_questions]").fill("1")
    add_arm(page, 0, "debate", speaker="offline/extractive")
    page.locator("#arms-0-judges-data").get_by_text("Add another Judge").click()
    page.locator("[name=arms-0-judges-1-who]").select_option(label="people/volunteers")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Launch …").click()
    page.get_by_role("button", name="Launch").click()
    expect(page.get_by_text("Launched: 1 debates.").or_(page.get_by_text("Launched: 1 debate."))).to_be_visible()


def judge_to_the_end(page: Page, link: str, rounds: int) -> None:
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Judge the next debate").click()
    for heard in range(rounds + 1):
        if heard:
            expect(page.get_by_role("heading", name=f"Round {heard}")).to_be_visible(timeout=60_000)
        page.get_by_role("spinbutton").first.fill(str(60 + 10 * heard))
        page.get_by_role("textbox").last.fill(f"After {heard} rounds.")
        page.get_by_role("button", name="Check and submit").click()
        page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_from_launch_through_judging_to_the_figure_and_the_file(live: Live, page: Page, browser: Browser) -> None:
    sign_in(page)
    add_questions(page)
    add_endpoint(page, "extractive")
    add_endpoint(page, "bag-of-words")
    add_protocol(page, "Debate", "debate", rounds="1")
    link = invite(page)
    set_up_and_launch(page)

    with browser.new_context(base_url=settings.PUBLIC_URL, viewport={"width": 390, "height": 800}) as phone:
        judge_to_the_end(phone.new_page(), link, rounds=1)

    expect(page.locator("#news .badge").first).to_have_text("finished", timeout=60_000)
    page.get_by_role("link", name="All statistics").click()
    parts = page.get_by_role("region", name="Figures by part")
    expect(parts.locator("tbody tr > :nth-child(2)")).to_have_text(["offline/bag-of-words", "people/volunteers"])
    expect(parts.locator("tbody tr > :nth-child(3)")).to_have_text(["1", "1"])
    with page.expect_download() as waited:
        page.get_by_role("link", name="whole-way.jsonl").click()
    (debate,) = (json.loads(line) for line in Path(waited.value.path()).read_text().splitlines())
    judged = next(place for place in debate["judgements"] if place["pool"] == "people/volunteers")
    assert [max(rating["belief"]) for rating in judged["ratings"]] == [6000, 7000]
