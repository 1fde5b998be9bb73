"""Writing and marking in a real Chromium: quotes by selecting, highlights, notes, what would be earned, who is away."""

from __future__ import annotations

import json
import random
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from debate.core import limits
from debate.core.quotes import quotes
from debate.core.types import WHOLE
from judges import pay
from judges.models import Announcement, Comment, Event, Notebook, Rules
from judges.services.work import terms_of
from tests.browser.argued import argued
from tests.browser.test_judging import SOON, check, check_accessible
from tests.browser.test_record import LOOKS, check_fit, wear
from tests.browser.writing import FIELD, PASSAGE, select, writing, written
from tests.judges import scene

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.usefixtures("live")]

COOK = "The cook had it: <quote>the key in her apron</quote>, and not the porter."
NOBODY = "Nobody asked her, and so <quote>a key of pure gold</quote> is invented."
SPEECH = "#speech-1 .words"
# A minute passes at once: the browser's own clock is set forward.
LATER = "(minutes) => { const now = Date.now.bind(Date); Date.now = () => now() + minutes * 60_000; }"
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


def by_rules(**values: object) -> Rules:
    shown = {"preview": True, "bonus_rule": "brier", "bonus_each": Decimal("0.25"), "bonus_round_cost": Decimal("0.01")}
    return Rules.objects.create(pool=scene.volunteers(), **{**shown, **values})


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
    expect(page.locator(".earning .part").last).to_have_text(f"If B is right, you earn -${-second}.")
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
