"""The page of statistics in a real browser: asked, sorted, opened to its last table, on a phone and a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from debate.models import Experiment, Pool, Question
from tests.browser.test_desk_pages import sign_in
from tests.conftest import Live
from tests.debate.stage import person
from tests.judges.stored import Stored

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def judged() -> None:
    """Two arms, six questions of which two are hard; a model and two people judge, the second arm half wrong."""
    stored = Stored(questions=6)
    Question.objects.filter(external_id__in=("q1", "q2")).update(tags={"hard": True})
    pool = Pool.objects.create(name="people/volunteers")
    people = [person(pool, f"{name}@example.org") for name in ("ann", "bob")]
    for name, wrong in (("first", 1), ("second", 3)):
        arm = stored.arm(name=name)
        for number in range(6):
            debate = stored.debate(arm, stored.question(number))
            truth = [(9000, 1000), (2000, 8000)][number % 2]
            belief = truth[::-1] if number < wrong else truth
            stored.judged(debate, (5000, 5000), belief)
            for player in people:
                stored.judged(debate, (6000, 4000), belief, judge=pool, player=player)
    Experiment.objects.update(launched_at="2026-01-01T00:00Z")


def columns(page: Page, table: str, column: int) -> list[str]:
    cells = page.get_by_role("region", name=table, exact=True).locator(f"tbody tr > :nth-child({column})")
    return [text.strip() for text in cells.all_inner_texts()]


def test_arms_are_split_narrowed_and_sorted(live: Live, page: Page) -> None:
    judged()
    sign_in(page)
    page.goto("/experiments/trial/statistics/")
    assert columns(page, "Accuracy by arm", 1) == ["first", "second"]
    head = page.get_by_role("region", name="Accuracy by arm").get_by_role("button", name="Accuracy")
    head.click()
    assert columns(page, "Accuracy by arm", 1) == ["second", "first"]
    head.press("Enter")
    assert columns(page, "Accuracy by arm", 1) == ["first", "second"]
    page.get_by_text("Which judgements, split by what").click()
    page.get_by_label("people or models").check()
    page.get_by_label("judge", exact=True).uncheck()
    page.get_by_label("Add: leave out judgements with").select_option("question.hard=true")
    page.get_by_role("button", name="Show", exact=True).click()
    assert columns(page, "Figures by part", 2) == ["models", "people", "models", "people"]
    assert columns(page, "Figures by part", 3) == ["4", "8", "4", "8"]
    page.get_by_role("region", name="Figures by part").get_by_role("link", name="people").first.click()
    expect(
        page.get_by_text(
            "counting judgements with kind=people and not question.disputed=true and not question.hard=true"
        )
    ).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_opened_to_its_last_table_it_is_accessible_and_fits(live: Live, page: Page, scheme: str, width: int) -> None:
    judged()
    sign_in(page)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/experiments/trial/statistics/?by=kind&by=question.hard")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page, context="main").response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
