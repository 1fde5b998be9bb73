"""Writing and marking in a real Chromium: quotes by selecting, highlights, notes, what would be earned, who is away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from debate.core import limits
from debate.core.quotes import quotes
from judges.models import Announcement, Notebook
from tests.browser.argued import argued
from tests.browser.test_judging import SOON, check, check_accessible
from tests.browser.test_record import LOOKS, check_fit, wear
from tests.browser.writing import COOK, FIELD, NOBODY, PASSAGE, by_rules, select, writing, written
from tests.judges import scene

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.usefixtures("live")]

SPEECH = "#speech-1 .words"
COUNTED = [
    "One two <quote>three four</quote> five — six",
    "<quote>never closed",
    "a<quote>b</quote>c",
    "漢字かな 3.5 km, don’t… “x”",
    "soft\u00adhyphen zero\u200bwidth \ufeffmark",
    "",
]


def highlighted(page: Page) -> list[str]:
    drawn = "() => [...CSS.highlights.get('own')].map(String).filter(t => t.trim())"
    found: list[str] = page.evaluate(drawn)
    return found


def kept(page: Page) -> None:
    expect(page.locator("#notes .kept")).to_contain_text("Saved", timeout=SOON)


# Quotes


def test_a_selection_over_two_paragraphs_becomes_a_quote_that_is_found(page: Page) -> None:
    writing(page)
    page.locator(FIELD).fill("See.And more")
    page.locator(FIELD).press("Home")
    for _ in "See.":
        page.locator(FIELD).press("ArrowRight")
    select(page, ".passage .words", "ps had been lit", "in her apr")
    page.locator("#picked [data-do=quote]").click()
    words = "lamps had been lit. The cook had the key in her apron"
    assert written(page) == f"See. <quote>{words}</quote> And more"
    assert [quote.verified for quote in quotes(written(page), PASSAGE)] == [True]
    expect(page.locator("#picked")).to_be_hidden()
    expect(page.locator("[data-counts=quoted]")).to_have_text(f"{limits.quoted(written(page))} of 80 words quoted")
    # The next one comes after it, over a line break and quotation marks too.
    select(page, ".passage .words", "Nobody,", "twice!”")
    page.locator(FIELD).blur()
    page.keyboard.press("c")
    select(page, ".passage .words", "twice!", "asked the")
    page.locator(FIELD).blur()
    page.keyboard.press("c")
    found = quotes(written(page), PASSAGE)
    assert [quote.verified for quote in found] == [True, True, True]
    expect(page.locator(".saved")).to_contain_text("Saved", timeout=SOON)
    check(page)
    expect(page.locator(".doubts")).to_have_count(0)


def test_a_quote_that_was_changed_is_asked_about_before_it_counts(page: Page) -> None:
    writing(page)
    page.locator(FIELD).fill("So: <quote>the key in his apron</quote>.")
    check(page)
    expect(page.locator(".doubts")).to_contain_text("doesn’t say this word for word")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator(".mine .found.not-found")).to_be_visible(timeout=SOON)


def test_what_the_other_side_quoted_and_was_found_can_be_quoted_and_nothing_else_of_theirs(page: Page) -> None:
    writing(page)
    select(page, SPEECH, "porter was", "out all")
    page.locator("#picked [data-do=quote]").click()
    assert written(page) == "<quote>porter was out all</quote> "
    select(page, SPEECH, "nor had he", "pure gold")
    expect(page.get_by_role("button", name="Highlight", exact=True)).to_be_visible()
    expect(page.locator("#picked [data-do=quote]")).to_be_hidden()
    if not page.locator("#quotes").evaluate("e => e.open"):
        page.locator("#quotes > summary").click()
    page.locator("#quotes .quote-it").click()
    assert written(page).endswith("<quote>The porter was out all day</quote> ")
    assert page.locator("#quotes .quote-it").count() == 1


def test_two_words_are_no_quote_and_it_says_so(page: Page) -> None:
    writing(page)
    select(page, ".passage .words", "her", "apron")
    expect(page.get_by_text("A quote has three words or more")).to_be_visible()
    expect(page.locator("#picked [data-do=quote]")).to_be_hidden()


def test_by_keys_alone_words_are_chosen_quoted_and_highlighted(page: Page) -> None:
    writing(page)
    page.keyboard.press("v")
    expect(page.get_by_text("Arrow keys go from word to word")).to_be_visible()
    check_accessible(page)
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#picked [data-do=quote]")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert written(page) == "<quote>The porter was out all</quote> "
    expect(page.locator(FIELD)).to_be_focused()
    page.locator("#speech-1").focus()
    page.keyboard.press("v")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("button", name="Highlight", exact=True)).to_be_visible()
    page.keyboard.press("h")
    kept(page)
    assert highlighted(page) == ["Not so:"]
    page.keyboard.press("m")
    page.get_by_role("button", name="Remove: Not so").press("Enter")
    expect(page.locator("#highlights li")).to_have_count(0)
    assert highlighted(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#notes summary")).to_be_focused()


def test_words_are_counted_as_the_server_counts_them(page: Page) -> None:
    writing(page)
    counted = page.evaluate(
        """async (texts) => { const { count, quoted } = await import('/static/words.js');
           return texts.map(t => [count(t), quoted(t)]); }""",
        COUNTED,
    )
    shown = [text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "") for text in COUNTED]
    assert counted == [[limits.count(text), limits.quoted(text)] for text in shown]


# Highlights and notes


@pytest.mark.parametrize("painted", [True, False], ids=["highlights", "marks"])
def test_highlights_survive_a_reload_and_a_new_round_and_go_by_a_click(page: Page, painted: bool) -> None:
    if not painted:
        page.add_init_script("delete window.Highlight;")
    seat = argued(page, COOK, NOBODY, rounds=1)
    text = page.locator(SPEECH).inner_text()
    select(page, SPEECH, "ook had", "key in")
    page.get_by_role("button", name="Highlight", exact=True).click()
    kept(page)
    assert Notebook.objects.get().seat == seat
    page.reload()

    def shown() -> list[str]:
        return highlighted(page) if painted else page.locator("mark.own").all_inner_texts()

    assert "".join(shown()).replace("“", "") == "cook had it: the key in"
    assert page.locator(SPEECH).inner_text() == text
    check_accessible(page)
    page.evaluate("() => { const l = document.getElementById('live'); l.replaceWith(l.cloneNode(true)); }")
    page.wait_for_timeout(100)
    assert len(shown()) == 2
    page.locator(SPEECH).click(position={"x": 60, "y": 12})
    page.get_by_role("button", name="Remove highlight").click()
    kept(page)
    page.reload()
    assert shown() == []
    assert Notebook.objects.get().highlights == []


def test_notes_are_kept_and_say_so_and_a_lost_network_doesnt_lose_them(page: Page) -> None:
    argued(page, COOK, NOBODY)
    page.keyboard.press("m")
    notes = page.get_by_label("Notes for yourself")
    notes.fill("Apron, not desk")
    kept(page)
    page.context.set_offline(True)
    notes.fill("Apron, not desk. <b>Ask</b>")
    expect(page.locator("#notes .kept")).to_have_text("Not saved yet — trying again", timeout=SOON)
    page.context.set_offline(False)
    kept(page)
    page.reload()
    expect(notes).to_have_value("Apron, not desk. <b>Ask</b>")
    assert Notebook.objects.get().scratch == "Apron, not desk. <b>Ask</b>"


# Looks


def test_pages_fit_and_are_accessible_with_everything_open(page: Page) -> None:
    by_rules()
    Announcement.objects.create(pool=scene.volunteers(), words="We rest at six.\n\n" + "https://example.org/" * 8)
    writing(page)
    for width, scheme in LOOKS:
        wear(page, width, scheme)
        select(page, ".passage .words", "lamps", "apron")
        check_fit(page)
        check_accessible(page)
        page.locator("#notes > summary").click()
        check_fit(page)
        check_accessible(page)
        page.locator("#notes > summary").click()


def test_a_judges_page_fits_and_is_accessible_with_everything_open(page: Page) -> None:
    by_rules()
    seat = argued(page, COOK, NOBODY)
    Notebook.objects.create(seat=seat, scratch="Mine", highlights=[{"speech": 1, "from": 4, "to": 20}])
    page.reload()
    page.get_by_role("spinbutton").first.fill("80")
    page.get_by_text("What answers earn").first.click()
    for width, scheme in LOOKS:
        wear(page, width, scheme)
        check_fit(page)
        check_accessible(page)
        page.locator("#notes > summary").click()
        check_accessible(page)
        page.locator("#notes > summary").click()
