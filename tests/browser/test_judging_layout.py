"""Where things stand on the page of a judgement, in a real Chromium, at the widths and zooms of people's screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from tests.browser.argued import argued
from tests.browser.test_judging import check_accessible, check_fits
from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]

QUESTION = "Who had the key on the day on which the porter was out, and whom did nobody ask about it afterwards? " * 2
LONG = "The cook had it all along, and nobody thought of asking her where it was. " * 12
A = f"<quote>the key in her apron</quote> says it all. {LONG} <quote>a key of pure gold</quote>"
B = f"No: <quote>The porter was out all day</quote>. {LONG}"
HEBREW = "לטבחית היה המפתח בסינר שלה מאז הבוקר. <quote>איש לא שאל את הטבחית</quote> על המפתח. " * 6
ARABIC = "كان المفتاح في مئزر الطاهية منذ الصباح، ولم يسأل أحد الطاهية عن المفتاح. " * 6

DESK, PHONE = (1440, 900), (360, 740)
# Twice as large on a small laptop, and four times on a larger one (WCAG 1.4.10).
ZOOMED, ZOOMED_MORE = (720, 450), (320, 256)
COVERED = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const bar = document.querySelector('.bar'), one = document.activeElement;
  if (bar.hidden || bar.contains(one) || one === document.body) return null;
  const { top, height } = one.getBoundingClientRect(), under = bar.getBoundingClientRect().bottom;
  return top < under && height < innerHeight - under ? one.outerHTML : null; }"""
# How many characters the fullest line of a speech holds.
LONGEST_LINE = """() => {
  const text = [...document.querySelectorAll('.speech p')].at(-1).lastChild, lines = {};
  for (let n = 0; n < text.length; n++) {
    const range = document.createRange();
    range.setStart(text, n); range.setEnd(text, n + 1);
    const at = Math.round(range.getBoundingClientRect().top);
    lines[at] = (lines[at] ?? 0) + 1;
  }
  return Math.max(...Object.values(lines)); }"""


def sized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))


def place(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None
    return box


def read_on(page: Page) -> None:
    page.locator("#now").evaluate("e => e.scrollIntoView({ behavior: 'instant' })")
    expect(page.locator(".bar")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE, ZOOMED], ids=str)
def test_question_and_answers_stay_in_sight_on_a_line_or_two(page: Page, size: tuple[int, int]) -> None:
    sized(page, size)
    argued(page, A, B, QUESTION)
    bar = page.locator(".bar")
    expect(bar).to_be_hidden()
    read_on(page)
    expect(bar.locator(".asked")).to_be_in_viewport()
    for letter, answer in zip("AB", page.locator(".options .what").all_inner_texts(), strict=True):
        shown = bar.get_by_role("listitem").filter(has_text=answer)
        expect(shown).to_be_in_viewport()
        expect(shown.locator(".mark")).to_have_text(letter)
    assert place(bar)["y"] == 0
    assert place(bar)["height"] <= min(76, size[1] / 8)


def test_a_long_question_is_shown_whole_on_demand(page: Page) -> None:
    sized(page, PHONE)
    argued(page, A, B, QUESTION)
    read_on(page)
    asked = page.locator(".bar .asked")
    cut = "e => e.scrollHeight > e.clientHeight + 1"
    assert asked.evaluate(cut)
    page.get_by_role("button", name="Show all of it").click()
    assert not asked.evaluate(cut)
    page.keyboard.press("Escape")
    assert asked.evaluate(cut)
    page.get_by_role("button", name="Show all of it").click()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Round 1").click()
    expect(page.get_by_role("heading", name="Round 1")).to_be_in_viewport()
    assert asked.evaluate(cut)


@pytest.mark.parametrize("size", [DESK, PHONE, ZOOMED], ids=str)
def test_the_bar_covers_nothing_that_has_the_focus(page: Page, size: tuple[int, int]) -> None:
    page.emulate_media(reduced_motion="reduce")
    sized(page, size)
    argued(page, A, B, QUESTION, flags=True)
    for key, start in (("Tab", ".skip"), ("Shift+Tab", ".answer .primary")):
        page.locator(start).focus()
        for _ in range(30):
            page.keyboard.press(key)
            assert page.evaluate(COVERED) is None


def test_speeches_of_a_round_stand_side_by_side_and_below_each_other_on_a_phone(page: Page) -> None:
    sized(page, DESK)
    argued(page, A, B)
    first, second = page.locator(".speech").all()
    assert place(first)["y"] == place(second)["y"]
    assert place(first)["x"] < place(second)["x"]
    assert page.locator(".speech .mark").all_inner_texts() == ["A", "B"]
    sized(page, PHONE)
    assert place(first)["x"] == place(second)["x"]
    assert place(first)["y"] + place(first)["height"] < place(second)["y"]


@pytest.mark.parametrize("rounds", [1, 2])
def test_lines_of_speeches_are_neither_short_nor_long(page: Page, rounds: int) -> None:
    sized(page, DESK)
    argued(page, A, B, rounds=rounds)
    assert 50 <= page.evaluate(LONGEST_LINE) <= 75


def test_quotes_stand_beside_the_speeches_in_the_passages_order_and_lead_there_and_back(page: Page) -> None:
    sized(page, DESK)
    argued(page, A, B)
    panel = page.get_by_role("complementary", name="Quotes")
    found = [quote.strip("“”") for quote in panel.locator("q").all_inner_texts()]
    assert found == ["The porter was out all day", "the key in her apron", "a key of pure gold"]
    assert panel.get_by_role("heading", level=3).all_inner_texts() == ["✓ verified", "✗ not found"]
    read_on(page)
    expect(panel.locator("q").first).to_be_in_viewport()
    panel.get_by_role("link", name="speech").nth(2).click()
    expect(page.locator(".speech q.not-found")).to_be_in_viewport()
    assert page.locator(".speech q.not-found").evaluate("e => e.matches(':target')")
    page.locator(".speech q.not-found a").click()
    assert panel.locator("li", has_text="a key of pure gold").evaluate("e => e.matches(':target')")


def test_on_a_phone_quotes_are_below_the_speeches_and_open_when_one_goes_there(page: Page) -> None:
    sized(page, PHONE)
    argued(page, A, B)
    panel = page.locator("#quotes")
    expect(panel).not_to_have_attribute("open", "")
    expect(page.get_by_text("2 verified, 1 not found")).to_be_visible()
    last = place(page.locator(".speech").last)
    assert place(panel)["y"] > last["y"] + last["height"]
    page.locator(".speech q.verified a").first.click()
    expect(panel.locator("q").first).to_be_in_viewport()


def test_a_forged_mark_looks_like_any_word_of_the_speech(page: Page) -> None:
    argued(page, "Gold ✓ verified and `✓ verified` and <quote>a key of pure gold</quote>", "Nothing.")
    speech = page.locator(".speech", has_text="Gold")
    expect(speech.locator(".found")).to_have_text("✗ not found")
    assert not page.locator(".speech .found.verified").count()
    expect(page.get_by_text("These marks are ours")).to_be_attached()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=str)
@pytest.mark.parametrize("text", [HEBREW, ARABIC], ids=["hebrew", "arabic"])
def test_a_speech_that_is_written_from_right_to_left_is_shown_so(page: Page, size: tuple[int, int], text: str) -> None:
    sized(page, size)
    argued(page, text, B, question="למי היה המפתח?")
    right = page.locator(".speech", has_text=text.strip()[:12]).locator("p").first
    assert right.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator(".speech", has_text="No:").locator("p").first.evaluate("e => e.matches(':dir(ltr)')")
    assert page.locator("h1").evaluate("e => e.matches(':dir(rtl)')")
    page.locator("form.answer textarea").fill("כן")
    assert page.locator("form.answer textarea").evaluate("e => e.matches(':dir(rtl)')")
    # The text ends where lines of this direction begin.
    card, words = right.evaluate(
        """e => { const range = document.createRange(); range.selectNodeContents(e);
          return [e.getBoundingClientRect().right, range.getBoundingClientRect().right]; }"""
    )
    assert abs(card - words) < 2
    check_fits(page)


@pytest.mark.parametrize("size", [ZOOMED, ZOOMED_MORE], ids=str)
def test_zoomed_in_nothing_is_out_at_the_side(page: Page, size: tuple[int, int]) -> None:
    sized(page, size)
    argued(page, A, B, QUESTION, flags=True)
    for _ in ("at the top", "at the form"):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for one in page.locator("#live :is(button, summary, input, textarea, .speech):visible").all():
            assert 0 <= place(one)["x"] <= place(one)["x"] + place(one)["width"] <= size[0]
        read_on(page)


@pytest.fixture(params=[(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")], ids=str)
def screen(browser: Browser, live: Live, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of this size in this colour scheme."""
    size, scheme = request.param
    with browser.new_context(base_url=live.url, color_scheme=scheme) as context:
        page = context.new_page()
        sized(page, size)
        yield page


def test_bar_quotes_flags_and_keys_are_accessible(screen: Page) -> None:
    argued(screen, A, B, QUESTION, flags=True)
    screen.locator("#quotes").evaluate("e => { e.open = true }")
    screen.get_by_role("button", name="Flag").first.click()
    read_on(screen)
    check_fits(screen)
    screen.get_by_role("button", name="Show all of it").click()
    check_fits(screen)
    screen.locator("#show-keys").evaluate("e => e.click()")
    expect(screen.get_by_role("dialog", name="Keys")).to_be_visible()
    check_accessible(screen)


def test_motion_is_left_out_for_whoever_wants_none(page: Page) -> None:
    argued(page, A, B)
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(behaviour) == "smooth"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(behaviour) == "auto"
