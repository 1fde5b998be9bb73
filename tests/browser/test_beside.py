"""Beside a judgement, in a real Chromium: what it would earn, who is away, what is asked and told and written down."""

from __future__ import annotations

import json
import random

import pytest
from playwright.sync_api import Page, expect

from debate.core.types import WHOLE
from judges import pay
from judges.models import Announcement, Comment, Event
from judges.services.work import terms_of
from tests.browser.argued import argued
from tests.browser.test_judging import check_accessible
from tests.browser.writing import COOK, NOBODY, by_rules
from tests.judges import scene

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.usefixtures("live")]

# A minute passes at once: the browser's own clock is set forward.
LATER = "(minutes) => { const now = Date.now.bind(Date); Date.now = () => now() + minutes * 60_000; }"


# What would be earned


@pytest.mark.parametrize("rule", sorted(pay.RULES))
def test_what_the_page_says_an_answer_would_earn_is_what_is_paid(page: Page, rule: str) -> None:
    terms = terms_of(by_rules(bonus_rule=rule))
    argued(page, COOK, NOBODY)
    seeded = random.Random(7)
    beliefs: list[tuple[int, ...]] = [(WHOLE - p, p) for p in (0, 50, 1250, 5000, 9900, WHOLE)]
    for options in (3, 4):
        parts = [sorted(seeded.sample(range(WHOLE + 1), options - 1)) for _ in range(5)]
        beliefs += [tuple(b - a for a, b in zip([0, *cuts], [*cuts, WHOLE], strict=True)) for cuts in parts]
    given = {"rule": rule, "each": "0.25", "cost": "0.01", "rounds": 2}
    found = page.evaluate(
        """async ([given, beliefs]) => { const { earned, termsOf, worthwhile } = await import('/static/earning.js');
           const terms = termsOf(given);
           return beliefs.map(b => b.map(p => p / 10000))
             .map(b => [b.map((_, n) => earned(terms, b, n)), worthwhile(terms, b)]); }""",
        [given, beliefs],
    )
    for belief, (earned, points) in zip(beliefs, found, strict=True):
        assert earned == pytest.approx([float(part) for part in pay.if_right(terms, belief, 2)], abs=1e-9)
        if len(belief) == 2:
            assert points == list(pay.worthwhile(terms, belief))
    page.get_by_role("spinbutton").first.fill("80")
    first, second = (pay.rounded(part) for part in pay.if_right(terms, (8000, 2000), 1))
    expect(page.locator(".earning .part").first).to_have_text(f"If A is right, you earn +${first}.")
    expect(page.locator(".earning .part").last).to_have_text(f"If B is right, you earn −${-second}.")
    moved = min(n for n in pay.worthwhile(terms, (8000, 2000)) if n is not None)
    expect(page.locator(".earning .further")).to_contain_text(f"at least {moved} of 100 points")
    page.get_by_text("What answers earn").first.click()
    row = page.locator(".earning tbody tr").nth(8)
    expect(row).to_contain_text(f"{first}")


def test_a_pool_that_shows_no_earnings_says_nothing_of_them(page: Page) -> None:
    by_rules(preview=False)
    argued(page, COOK, NOBODY)
    expect(page.locator(".earning")).to_have_count(0)


# Away


def test_who_doesnt_move_is_asked_and_then_away_until_they_are_back(page: Page) -> None:
    by_rules(away_minutes=2)
    argued(page, COOK, NOBODY)
    title = page.title()
    heard = page.evaluate("performance.now()")
    assert heard > 0
    page.evaluate(LATER, 2)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    assert page.title() == f"Are you still there? · {title}"
    expect(page.get_by_role("button", name="I am here")).to_be_focused()
    check_accessible(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert page.title() == title
    page.evaluate(LATER, 2)
    expect(dialog).to_be_visible()
    with page.expect_request(lambda request: "here=away" in request.url):
        page.evaluate(LATER, 1)
    expect(page.get_by_role("dialog", name="You were away")).to_be_visible()
    assert page.title().startswith("Away · ")
    with page.expect_request(lambda request: "here=active" in request.url):
        page.mouse.move(200, 200)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.title() == title


# What is told, asked, and written down


def test_a_question_is_asked_and_its_answer_read_without_leaving_the_page(page: Page) -> None:
    argued(page, COOK, NOBODY)
    page.locator("form.answer textarea").fill("Half a thought")
    page.get_by_role("link", name="Ask the researchers").click()
    dialog = page.get_by_role("dialog", name="Ask the researchers")
    dialog.get_by_role("textbox").fill("Which porter?")
    check_accessible(page)
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_text("It is with the researchers.")).to_be_visible()
    expect(dialog.get_by_text("Which porter?")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("form.answer textarea")).to_have_value("Half a thought")
    Comment.objects.update(reply="The one of the first line.", replied_at=Comment.objects.get().at)
    page.reload()
    page.get_by_role("link", name="Ask the researchers 1 answer").click()
    expect(dialog.get_by_text("The one of the first line.")).to_be_visible()
    expect(dialog.get_by_text("new", exact=True)).to_be_visible()
    assert Comment.objects.get().reply_read_at is not None


def test_what_one_does_is_written_down_without_any_words(page: Page) -> None:
    seat = argued(page, COOK, NOBODY)
    Announcement.objects.create(pool=scene.volunteers(), words="We rest at six.")
    page.reload()
    page.get_by_role("button", name="put it aside").click()
    expect(page.get_by_text("We rest at six.")).to_have_count(0)
    page.locator("#speech-2").scroll_into_view_if_needed()
    page.get_by_role("slider").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.locator("form.answer textarea").evaluate(
        """e => { const data = new DataTransfer(); data.setData('text', 'a secret');
           e.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true })); }"""
    )
    page.wait_for_timeout(400)
    page.goto("about:blank")
    for _ in range(100):
        lines = list(Event.objects.filter(player=seat.player))
        if {"slider", "paste", "speech seen"} <= {line.kind for line in lines}:
            break
        page.wait_for_timeout(100)
    by_kind = {line.kind: line for line in lines}
    assert by_kind["paste"].data["length"] == 8
    assert by_kind["slider"].data["option"] == "A"
    assert by_kind["slider"].turn == scene.open_turn(seat).public_id
    assert {line.data["speech"] for line in lines if line.kind == "speech seen"} == {1, 2}
    assert "announcement seen" in by_kind
    assert "secret" not in json.dumps([line.data for line in lines])
