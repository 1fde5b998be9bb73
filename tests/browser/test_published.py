"""What is published, opened from a disk in a real browser: the report, the transcripts and their search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, Request, expect

from debate import services
from debate.publishing.words import words
from tests.browser.test_record import LOOKS, wear
from tests.debate.played import play

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def folder(page: Page, provider: str, transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """A published experiment; whatever a page asks of any network fails the test."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            asked.append(request.url)

    page.on("request", note)
    services.close(play(provider))
    call_command("publish", "trial", str(tmp_path / "trial"))
    yield tmp_path / "trial"
    assert asked == []


def check(page: Page) -> None:
    """What axe finds fails the test, and whatever is wider than the page. Axe itself shall fetch nothing."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_all_pages_are_accessible_and_fit_with_all_unfolded(page: Page, folder: Path) -> None:
    debates = sorted((folder / "debates").iterdir())
    for width, scheme in LOOKS:
        wear(page, width, scheme)
        for file in (folder / "index.html", folder / "report.html", folder / "data.html", debates[0], debates[-1]):
            page.goto(file.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
            check(page)
        page.goto((folder / "report.html").as_uri())
        shown = page.locator("svg.drawing").filter(visible=True)
        size = "narrow" if width < 700 else "wide"
        assert {one.get_attribute("class") for one in shown.all()} == {f"drawing {size} {scheme}"}


def test_the_search_finds_words_and_the_list_narrows_and_is_found_again(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    expect(page.locator("#found")).to_have_text("8 debates")
    page.get_by_label("Words").fill("hyperl")
    expect(page.locator("#found")).to_have_text("1 of 8 debates")
    page.get_by_label("Words").fill("Who had KÉY 1")
    expect(page.locator("#found")).to_have_text("4 of 8 debates")
    page.get_by_label("Arm").select_option("consultancy")
    page.get_by_label("Judged").select_option("tie")
    expect(page.locator("#found")).to_have_text("2 of 8 debates")
    page.locator("#list a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who had key 1?")
    page.go_back()
    expect(page.locator("#found")).to_have_text("2 of 8 debates")
    expect(page.get_by_label("Words")).to_have_value("Who had KÉY 1")
    page.get_by_label("Words").fill("nobodysaidthis")
    expect(page.locator("#found")).to_have_text("0 of 8 debates")


def test_browser_and_index_cut_words_alike(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    for text in (
        "The cook’s NAÏVE_key, 3×Ångström! 42",
        "ﬁrst Ⅷ x² ΣΊΣΥΦΟΣ",
        "日本語 한국어 العَرَبِيَّة हिन्दी",
        "a-b/c.d 'e' İstanbul",
    ):
        assert page.evaluate("(text) => wordsOf(text)", text) == words(text)


def test_a_quote_opens_the_passage_where_it_stands(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html#arm=debate").as_uri().replace("%23", "#"))
    page.locator("#list a").first.click()
    quote = page.locator(".speech q.verified a").first
    expect(page.locator("details.passage .words")).to_be_hidden()
    quote.click()
    expect(page.locator("mark.cited").first).to_be_in_viewport()


def test_tables_of_the_report_sort_by_a_click(page: Page, folder: Path) -> None:
    page.goto((folder / "report.html").as_uri())
    table = page.get_by_role("region", name="Accuracy by arm").locator("table")
    table.get_by_role("button", name="Arm").click()
    arms = table.locator("tbody th").all_inner_texts()
    assert arms == sorted(arms)
    table.get_by_role("button", name="Arm").click()
    assert table.locator("tbody th").all_inner_texts() == sorted(arms, reverse=True)
    expect(table.locator("[aria-sort=descending]")).to_have_text("Arm")
