"""The record of a debate, the list of debates, an upload's preview and prompts filled in, in a real browser."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from debate import services
from debate.models import Debate, ProtocolConfig
from tests.browser.test_desk import SAMPLE, check_access, sign_in
from tests.conftest import Live
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

LOOKS = [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")]


def played(provider: str) -> list[Debate]:
    """A debate, a consultancy's halves, a critique and a split claim, each finished."""
    made = experiment(question_set(questions=1))
    model = endpoint(provider)
    for protocol, params in (
        ("debate", {"rounds": 2}),
        ("consultancy", {"rounds": 1}),
        ("critique", {}),
        ("recursive", {}),
    ):
        arm(made, protocol, speaker=model, judge=model, params=params)
    services.launch(made)
    deadline = time.monotonic() + 60
    while made.debates.exclude(status=Debate.Status.FINISHED).exists():
        assert time.monotonic() < deadline, made.debates.values_list("status", "reason")
        time.sleep(0.2)
    return list(made.debates.order_by("arm__name"))


def check_fit(page: Page) -> None:
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def wear(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def test_records_and_their_list_are_accessible_and_fit_with_all_unfolded(live: Live, page: Page, provider: str) -> None:
    debates = played(provider)
    sign_in(page)
    for width, scheme in LOOKS:
        wear(page, width, scheme)
        for debate in debates:
            page.goto(f"/debates/{debate.public_id}/")
            page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
            check_fit(page)
        page.goto(f"/experiments/{debates[0].experiment.name}/debates/?sort=-outcome")
        check_fit(page)


def test_a_quote_leads_to_its_place_and_back_and_opens_what_it_is_folded_into(
    live: Live, page: Page, provider: str
) -> None:
    debate = next(found for found in played(provider) if found.arm.name == "debate")
    sign_in(page)
    page.goto(f"/debates/{debate.public_id}/")
    quote = page.locator(".speech q.verified a").first
    words = quote.inner_text()
    quote.click()
    expect(page.locator(".place:target")).to_have_count(1)
    expect(page.locator("mark.cited", has_text=words).first).to_be_in_viewport()
    page.locator("a.back").first.click()
    expect(page.locator("q:target")).to_be_in_viewport()


def test_the_list_sorts_by_its_columns_and_keeps_what_it_is_narrowed_to(live: Live, page: Page, provider: str) -> None:
    made = played(provider)[0].experiment
    sign_in(page)
    page.goto(f"/experiments/{made.name}/debates/")
    page.get_by_label("Judge", exact=True).select_option("test/plain")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Arm", exact=True).click()
    expect(page.locator("[aria-sort=ascending]")).to_have_text("Arm ↑")
    arms = page.locator(".listed tbody td:nth-child(2)").all_inner_texts()
    assert arms == sorted(arms)
    page.get_by_role("link", name="Arm").click()
    expect(page.locator("[aria-sort=descending]")).to_have_text("Arm ↓")
    assert "judge=test%2Fplain" in page.url
    expect(page.get_by_label("Judge", exact=True)).to_have_value("test/plain")


def test_an_upload_and_its_errors_are_accessible_and_fit(live: Live, page: Page, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    rows = [{"id": n, "question": "Who?", "options": ["a", "b"], "answer": 7} for n in range(30)]
    broken.write_text("\n".join(map(json.dumps, rows)))
    sign_in(page)
    for number, (width, scheme) in enumerate(LOOKS):
        wear(page, width, scheme)
        page.goto("/admin/debate/questionset/add/")
        page.get_by_label("Name").fill(f"set-{number}")
        for file, shown in ((broken, "30 things to put right"), (SAMPLE / "solutions.jsonl", "Store all 32 questions")):
            page.locator("input[name=questions]").set_input_files(file)
            page.get_by_role("button", name="Save", exact=True).click()
            expect(page.get_by_text(shown).first).to_be_visible()
            check_fit(page)


def test_prompts_and_their_variables_are_accessible_and_fit(live: Live, page: Page) -> None:
    question_set()
    own = {"opening": "Speak for $mine.\n$passage"}
    made = ProtocolConfig.objects.create(name="mine", protocol="debate", params={"rounds": 1}, prompts=own)
    sign_in(page)
    for width, scheme in LOOKS:
        wear(page, width, scheme)
        page.goto(f"/admin/debate/protocolconfig/{made.pk}/change/")
        page.get_by_text("Prompts", exact=True).click()
        expect(page.get_by_text("The passage; empty for whoever may not read it")).to_be_visible()
        check_fit(page)
        page.goto(f"/admin/debate/protocolconfig/{made.pk}/prompts/")
        expect(page.get_by_text("your text")).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
        check_fit(page)
