"""Comparisons in a real browser: a form filled in with a mouse and keys, and the page that reads what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from debate.demo import OFFLINE, SAMPLES, VOLUNTEERS, provide
from debate.models import Arm, Debate, Experiment, ModelCall, Player, Pool, Seat, Turn
from judges.models import Place
from tests.browser.test_desk_pages import sign_in
from tests.conftest import Live
from tests.debate.stage import person
from tests.judges.stored import Stored, judge_named

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

WIDTHS, SCHEMES = (360, 1440), ("light", "dark")
PRICES = {"blind": 0.001, "expert": 0.004, "debate": 0.02, "critique": 0.03}
SECONDS = {"blind": 40, "expert": 240, "debate": 120, "critique": 90}
WRONG = {"blind": (0, 1, 2), "expert": (), "debate": (3,), "critique": (0, 5)}


def judged() -> None:
    """Floor, ceiling and two protocols on six questions, before a model and two people; each call is paid."""
    stored = Stored(questions=6)
    pool = Pool.objects.create(name=VOLUNTEERS)
    people = [person(pool, f"{name}@example.org") for name in ("ann", "bob")]
    for name, wrong in WRONG.items():
        arm = stored.arm(name if name in ("blind", "expert") else "debate", name=name)
        for number in range(6):
            debate = stored.debate(arm, stored.question(number))
            truth = [(9000, 1000), (2000, 8000)][number % 2]
            belief = truth[::-1] if number in wrong else truth
            _paid(debate, arm, PRICES[name])
            stored.judged(debate, belief)
            for player in people:
                _timed(stored.judged(debate, belief, judge=pool, player=player), player, SECONDS[name] + number)
    plan = {"primary": ["debate", "blind"], "secondary": [["critique", "blind"]], "hourly_rate_usd": 12.0}
    Experiment.objects.update(launched_at="2026-01-01T00:00Z", analysis_frozen=plan)


def _paid(debate: Debate, arm: Arm, usd: float) -> None:
    seat = Seat.objects.create(debate=debate, role="speaker")
    turn = Turn.objects.create(debate=debate, seat=seat, step=0, ask={}, status=Turn.Status.OK)
    values = {"endpoint": judge_named("plain"), "kind": "ask", "number": 1, "request": {}, "status": "ok"}
    ModelCall.objects.create(turn=turn, cost_usd=usd, seconds=1, **values)


def _timed(place: Place, player: Player, seconds: float) -> None:
    now = timezone.now()
    Place.objects.filter(pk=place.pk).update(taken_at=now - timedelta(seconds=seconds), finished_at=now)


def look(page: Page, where: str) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), where


def everywhere(page: Page, address: str, primary: int) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.goto(address)
            look(page, f"{address} at {width}, {scheme}")
            assert page.locator(".button.primary:visible").count() == primary


def test_the_form_is_filled_in_by_hand_and_leads_to_the_draft(live: Live, page: Page) -> None:
    provide([*SAMPLES, VOLUNTEERS, *OFFLINE])
    sign_in(page)
    page.goto("/")
    page.get_by_role("link", name="Compare protocols").click()
    page.get_by_role("radio", name="sample-texts").check()
    page.get_by_role("button", name="Show what can be run on it").click()
    expect(page.get_by_role("checkbox", name="Critique")).to_be_disabled()
    page.get_by_role("radio", name="sample-solutions").check()
    page.get_by_role("button", name="Show what can be run on it").click()
    # The whole card is the box's label.
    page.get_by_text("Critics mark where an answer goes wrong").click(force=True)
    expect(page.get_by_role("checkbox", name="Critique")).to_be_checked()
    page.get_by_role("checkbox", name="Consultancy", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("checkbox", name="offline/bag-of-words").check()
    page.get_by_label("How many questions").fill("3")
    page.get_by_label("Budget, USD").fill("2.5")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("somebody has to speak in Critique, Debate")).to_be_visible()
    assert page.get_by_label("Budget, USD").input_value() == "2.5"
    page.get_by_label("Strong model").select_option("offline/checker")
    page.get_by_label("Primary comparison").select_option("debate")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("A draft. “Launch …” shows first what it would take.")).to_be_visible()
    page.get_by_role("link", name="Launch …").click()
    expect(page.get_by_text("debate against blind-options")).to_be_visible()
    made = Experiment.objects.get()
    assert [arm.name for arm in made.arms.all()] == ["blind-options", "blind", "debate", "critique"]


def test_the_form_is_accessible_and_fits_with_one_primary_button(live: Live, page: Page) -> None:
    provide([*SAMPLES, VOLUNTEERS, *OFFLINE])
    sign_in(page)
    everywhere(page, "/compare/?question_set=sample-texts", primary=1)
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "refused")


def test_one_table_and_one_chart_answer_which_protocol_and_at_what_price(live: Live, page: Page) -> None:
    judged()
    sign_in(page)
    page.goto("/experiments/trial/statistics/")
    page.get_by_role("link", name="Which protocol, and at what price?").click()
    known = page.get_by_role("region", name="What is known now")
    expect(known).to_contain_text("debate")
    expect(known).to_contain_text("+33.3 points")
    table = page.get_by_role("region", name="Protocols, floor and ceiling")
    assert [one.strip() for one in table.locator("tbody tr > th > a").all_inner_texts()] == [
        "debate",
        "critique",
        "blind",
        "expert",
    ]
    table.get_by_role("button", name="Accuracy").click()
    assert table.locator("tbody tr > th > a").all_inner_texts() == ["critique", "debate", "blind", "expert"]
    chart = page.locator("figure.chart img")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_js_property("complete", True)
    assert chart.evaluate("image => image.naturalWidth") > 300
    assert "debate: 83 %" in (chart.get_attribute("alt") or "")
    people = page.get_by_role("region", name=f"{VOLUNTEERS}, judging against generating")
    expect(people.get_by_role("row").nth(1)).to_contain_text("unaided")
    before = people.inner_text()
    page.get_by_label("An hour of a person’s, USD").fill("120")
    page.get_by_role("button", name="Count at this rate").click()
    expect(page.get_by_label("An hour of a person’s, USD")).to_have_value("120")
    assert people.inner_text() != before
    table.get_by_role("link", name="83.3 %").click()
    expect(page.get_by_role("heading", name="Debates")).to_be_visible()


def test_the_page_is_accessible_and_fits(live: Live, page: Page) -> None:
    judged()
    sign_in(page)
    everywhere(page, "/experiments/trial/comparison/", primary=0)
