"""A researcher's whole way in a real browser: set up, launch, follow, dig, download."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SAMPLE = Path(__file__).resolve().parents[2] / "debate" / "sample"
PASSWORD = "correct horse battery staple"


def check_access(page: Page) -> None:
    """What axe finds, other than in unfold's own frame, fails the test."""
    page.wait_for_load_state()
    own = "main" if page.locator("main").count() else "#content"
    found = Axe().run(page, context=own).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def sign_in(page: Page) -> None:
    User.objects.create_superuser("ada", password=PASSWORD)
    page.goto("/admin/")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Set up | Moot")


def add_questions(page: Page) -> None:
    page.goto("/admin/debate/questionset/add/")
    page.get_by_label("Name").fill("sample")
    page.locator("input[name=questions]").set_input_files(SAMPLE / "questions.jsonl")
    page.locator("input[name=passages]").set_input_files(SAMPLE / "passages.jsonl")
    page.get_by_role("button", name="Save", exact=True).click()
    check_access(page)
    page.get_by_role("button", name="Store all 36 questions").click()
    expect(page.get_by_text("Question set “sample”: questions: 36")).to_be_visible()


def add_endpoint(page: Page, model: str) -> None:
    page.goto("/admin/debate/endpoint/add/")
    page.locator("[name=name]").fill(f"offline/{model}")
    page.locator("[name=base_url]").fill("http://offline.moot/v1")
    page.locator("[name=model]").fill(model)
    page.locator("[name=price_in]").fill("1")
    page.locator("[name=price_out]").fill("2")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=f"offline/{model}", exact=True).last.click()
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text(f"answered in 0.0 s as {model}-1").or_(page.get_by_text("It is ready"))).to_be_visible()


def add_protocol(page: Page, title: str, name: str, **parameters: str) -> None:
    page.goto("/admin/debate/protocolconfig/add/")
    check_access(page)
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("[name=name]").fill(name)
    for parameter, value in parameters.items():
        page.locator(f"[name=parameter_{parameter}]").fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def add_arm(page: Page, number: int, name: str, speaker: str = "") -> None:
    page.get_by_text("Add another Arm").click()
    start = f"[name=arms-{number}-"
    page.locator(f"{start}name]").fill(name)
    page.locator(f"{start}config]").select_option(label=name)
    if speaker:
        page.locator(f"#arms-{number}-speakers-data").get_by_text("Add another Speaker").click()
        page.locator(f"{start}speakers-0-who]").select_option(label=speaker)
    page.locator(f"#arms-{number}-judges-data").get_by_text("Add another Judge").click()
    page.locator(f"{start}judges-0-who]").select_option(label="offline/bag-of-words")


def test_an_experiment_from_upload_to_download(live: Live, page: Page) -> None:
    sign_in(page)
    check_access(page)
    add_questions(page)
    add_endpoint(page, "extractive")
    add_endpoint(page, "bag-of-words")
    add_protocol(page, "Debate", "debate", rounds="2")
    add_protocol(page, "Blind judgement", "blind")

    page.goto("/admin/debate/experiment/add/")
    page.locator("[name=name]").fill("first-look")
    page.locator("[name=question_set]").select_option(label="sample")
    page.locator("[name=budget_usd]").fill("5")
    page.locator("[name=most_questions]").fill("6")
    add_arm(page, 0, "debate", speaker="offline/extractive")
    add_arm(page, 1, "blind")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Launch …").click()

    expect(page.get_by_role("heading", name="Launch first-look?")).to_be_visible()
    check_access(page)
    page.get_by_role("button", name="Launch").click()
    expect(page.get_by_text("Launched: 12 debates.")).to_be_visible()
    page.evaluate("window.neverReloaded = true")
    expect(page.locator("#news .badge").first).to_have_text("finished", timeout=120_000)
    assert page.evaluate("window.neverReloaded")
    expect(page.get_by_role("table", name="Share of judgements that were right")).to_be_visible()
    check_access(page)

    with page.expect_download() as waited:
        page.get_by_role("link", name="first-look.jsonl").click()
    lines = Path(waited.value.path()).read_text().splitlines()
    assert len(lines) == 12
    assert all(json.loads(line) for line in lines)

    page.get_by_role("link", name="All statistics").click()
    picture = page.get_by_role("img", name="Share of judgements that were right, with")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    with page.expect_download() as waited:
        page.get_by_role("link", name="CSV").first.click()
    assert "blind" in Path(waited.value.path()).read_text()
    page.get_by_role("region", name="Accuracy by arm").get_by_role("link", name="debate", exact=True).click()
    expect(page.get_by_text("6 debates")).to_be_visible()
    check_access(page)
    page.locator(".listed tbody a").first.click()
    expect(page.locator("q.verified").first).to_be_visible()
    page.locator(".speech summary").first.click()
    expect(page.get_by_text("Make the case for your answer.").first).to_be_visible()
    check_access(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_are_accessible_and_fit_their_width(live: Live, page: Page, scheme: str, width: int) -> None:
    sign_in(page)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in ("/", "/admin/", "/admin/debate/protocolconfig/add/"):
        page.goto(address)
        check_access(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
