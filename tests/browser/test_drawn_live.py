"""A proof and its clock, a market, audits: as people meet them, in a real Chromium, against the real server."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from debate.models import Turn
from judges.deadlines import KEPT
from tests.browser import proven
from tests.browser.test_desk import sign_in
from tests.browser.test_judging import SOON, check, check_accessible
from tests.browser.test_record import LOOKS, check_fit, wear

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.usefixtures("live")]

# A clock of the browser's own that is wrong by so many hours; time passes in it as it does everywhere.
WRONG = """(() => {
  const Real = Date, wrong = %d * 3600e3;
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + wrong); }
    static now() { return Real.now() + wrong; }
  };
})()"""


def shown(page: Page) -> int:
    """The seconds that are left by the page's clock."""
    text = page.locator("#clock .time").inner_text()
    minutes = re.fullmatch(r"(\d+):(\d\d) min left", text)
    return int(minutes[1]) * 60 + int(minutes[2]) if minutes else int(text.removesuffix(" s left"))


def left(turn: Turn) -> float:
    """The seconds that are left by the server's own clock."""
    turn.refresh_from_db()
    assert turn.deadline is not None
    return (turn.deadline - timezone.now()).total_seconds()


def fill_in(page: Page, verdict: str, step: int, reason: str = "") -> None:
    page.get_by_role("spinbutton").first.fill("60")
    page.locator(f"input[value={verdict}]").check()
    page.get_by_role("radio", name=f"Step {step}").check()
    page.locator(".want-reason textarea").fill(reason)


@pytest.mark.parametrize("hours", [1, -1])
def test_the_clock_keeps_the_servers_time_in_a_browser_whose_own_is_wrong(page: Page, hours: int) -> None:
    page.add_init_script(WRONG % hours)
    seat = proven.proven(page, seconds=300)
    turn = seat.turns.get()
    assert abs(page.evaluate("Date.now()") / 1000 - Turn.objects.get(pk=turn.pk).opened_at.timestamp()) > 3000
    expect(page.locator("#clock .time")).to_have_text(re.compile("min left"))
    assert abs(shown(page) - left(turn)) < 5
    page.reload()
    expect(page.locator("#clock .time")).to_have_text(re.compile("min left"))
    assert abs(shown(page) - left(turn)) < 5
    fill_in(page, "reject", 2)
    check(page)
    expect(page.get_by_role("heading", name="Check your judgement")).to_be_visible()
    expect(page.locator("#clock .time")).to_have_text(re.compile("min left"))
    assert abs(shown(page) - left(turn)) < 5


def test_the_time_that_is_left_is_said_at_a_few_marks_and_not_each_second(page: Page) -> None:
    proven.proven(page, seconds=33)
    page.evaluate("""() => {
      const status = document.querySelector('#clock [role=status]');
      window.said = [];
      new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
    }""")
    expect(page.locator("#clock [role=status]")).to_have_text("30 seconds left", timeout=SOON)
    assert page.locator("#clock [role=timer]").get_attribute("aria-live") == "off"
    expect(page.locator("#clock [role=status]")).to_have_text("10 seconds left", timeout=SOON)
    assert page.evaluate("window.said") == ["30 seconds left", "10 seconds left"]


def test_a_whole_answer_that_was_kept_is_handed_in_when_the_time_is_over(page: Page) -> None:
    page.add_init_script(WRONG % 1)
    seat = proven.proven(page, seconds=20)
    fill_in(page, "reject", 3, "The quote is invented.")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SOON)
    turn = seat.turns.get()
    assert (turn.status, turn.fields["choices"], turn.reason) == ("ok", {"verdict": "reject", "weakest": "3"}, KEPT)
    expect(page.get_by_text("You rejected it")).to_be_visible()


def test_half_an_answer_is_none_and_the_proof_is_rejected(page: Page) -> None:
    seat = proven.proven(page, seconds=8, attempts=2)
    page.locator("input[value=accept]").check()
    expect(page.get_by_text("No verdict came in time")).to_be_visible(timeout=SOON)
    assert seat.turns.get().status == Turn.Status.TIMED_OUT
    assert seat.debate.turns.get(seat__role="prover", status=Turn.Status.OPEN).ask["about"]["attempt"] == "2"


def test_a_step_is_challenged_and_the_answer_comes_to_it(page: Page) -> None:
    seat = proven.proven(page)
    expect(page.locator("#clock")).to_have_count(0)
    weakest = page.locator(".want-weakest")
    expect(weakest.get_by_text("Which step is the weakest?")).to_be_visible()
    expect(weakest.get_by_role("radio", name="Step 3 Had it been somebody else")).to_be_visible()
    page.locator("input[value=challenge]").check()
    expect(weakest.get_by_text("Which step do you challenge?")).to_be_visible()
    expect(page.locator(".want-reason").get_by_text("(optional)")).to_be_hidden()
    fill_in(page, "challenge", 3)
    check(page)
    expect(page.locator("#doubts")).to_contain_text("You challenge a step and give no reason")
    expect(page.locator(".said")).to_contain_text("Step 3: Had it been somebody else")
    page.get_by_role("link", name="Back").click()
    page.locator(".want-reason textarea").fill("Who says that everybody asked her?")
    check(page)
    expect(page.locator("#doubts")).to_have_count(0)
    page.get_by_role("button", name="Submit", exact=True).click()
    third = page.locator(".proof-steps > li").nth(2)
    expect(third).to_contain_text("Who says that everybody asked her?")
    proven.justify(seat, proven.ANSWER)
    expect(third.locator(".speech")).to_contain_text("so her silence is no sign of anything", timeout=SOON)
    expect(third.locator(".speech q.verified")).to_have_text("Nobody asked the cook")
    expect(page.locator(".proof-steps > li").first.locator(".exchange")).to_have_count(0)


def test_after_a_rejection_the_earlier_proof_is_folded_away_above_the_new_one(page: Page) -> None:
    seat = proven.proven(page, attempts=2)
    proven.judge(seat, "challenge", "3")
    proven.justify(seat, proven.ANSWER)
    proven.judge(seat, "reject", "3", "Step 3 rests on nothing.")
    proven.prove(seat, proven.AGAIN)
    page.reload()
    before = page.locator(".proof-before")
    expect(before.get_by_text("Step 3 rests on nothing.")).to_be_hidden()
    expect(page.locator(".proof-drawn > .proof-steps > li")).to_have_count(2)
    before.locator("summary").click()
    expect(before.get_by_text("Step 3 rests on nothing.")).to_be_visible()
    expect(before.locator(".speech")).to_contain_text("so her silence is no sign of anything")


def test_a_proof_is_accessible_and_fits_everywhere(page: Page) -> None:
    seat = proven.proven(page, seconds=900, attempts=2)
    proven.judge(seat, "challenge", "3")
    proven.justify(seat, proven.ANSWER + " <quote>" + "anunbreakableword" * 8 + "</quote>")
    proven.judge(seat, "reject", "3", "Step 3 rests on nothing.")
    proven.prove(seat, ("x" * 300, *proven.AGAIN))
    for width, scheme in LOOKS:
        wear(page, width, scheme)
        page.goto(f"/judge/{seat.public_id}/")
        page.locator(".proof-before summary").click()
        page.locator("input[value=challenge]").check()
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.locator(".button.primary:visible").count() == 1
    sign_in_elsewhere(page, f"/debates/{seat.debate.public_id}/")


def sign_in_elsewhere(page: Page, address: str) -> None:
    """The same as a researcher sees it."""
    browser = page.context.browser
    assert browser
    with browser.new_context(base_url=page.url.split("/judge")[0]) as context:
        theirs = context.new_page()
        sign_in(theirs)
        for width, scheme in LOOKS:
            wear(theirs, width, scheme)
            theirs.goto(address)
            check_fit(theirs)


def test_the_clock_hides_nothing_that_has_the_focus(page: Page) -> None:
    """Also at the foot of a small window: what Tab leads to stands above the clock."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 640})
    proven.proven(page, seconds=900)
    page.locator("#proof").scroll_into_view_if_needed()
    for _ in range(14):
        page.keyboard.press("Tab")
        covered = page.evaluate("""async () => {
          await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          const { bottom, height } = document.activeElement.getBoundingClientRect();
          const clock = document.getElementById('clock').getBoundingClientRect();
          return height < clock.top && bottom > clock.top && clock.bottom <= innerHeight + 1
            && !document.activeElement.closest('.languages') ? document.activeElement.outerHTML : null; }""")
        assert covered is None
