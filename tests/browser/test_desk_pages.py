"""The researchers' pages in a real browser: in light and dark, on phones and desks; and what they show when cut off."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from debate import services
from debate.demo import OFFLINE, SAMPLE, VOLUNTEERS, provide
from debate.importers import read_experiment
from debate.models import Debate, Experiment, Pool, Turn
from debate.services.duplicate import duplicate
from debate.services.setup import set_up
from judges.models import Place, Rating
from tests.conftest import Live
from tests.debate.stage import person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

EXAMPLES = Path(__file__).resolve().parents[2] / "debate" / "examples"
REASON = "The endpoint can't be reached at http://127.0.0.1:9/v1: is it started, and is the address right?"


def judged(experiment: Experiment, status: str, share: int = 1) -> Experiment:
    """Launched, and every `share`th of its judgements made, of which two of three are right."""
    with transaction.atomic():
        services.launch(experiment)
        Experiment.objects.filter(pk=experiment.pk).update(status=status, finished_at=timezone.now())
    places = list(Place.objects.filter(debate__experiment=experiment, pool=None).order_by("pk"))[::share]
    for n, place in enumerate(places):
        for after in (0, 1):
            right = (n + after) % 3 > 0
            belief = [7000, 3000] if right else [3000, 7000]
            scores = {"right": right, "tie": False, "brier": 0.09 if right else 0.49, "log2": -0.5}
            Rating.objects.create(place=place, round=after, final=after == 1, belief=belief, **scores)
    Place.objects.filter(pk__in=[place.pk for place in places]).update(finished_at=timezone.now())
    return experiment


def scene() -> list[str]:
    """Experiments in every state; the addresses of their pages."""
    provide([SAMPLE, VOLUNTEERS, *OFFLINE])
    few, many = (set_up(read_experiment(EXAMPLES / f"{name}.toml")) for name in ("first-look", "comparison"))
    Experiment.objects.filter(pk__in=[few.pk, many.pk]).update(most_questions=3)
    draft, unready, capped, failing, running = (
        duplicate(few, name) for name in ("draft", "unready", "capped", "failing", "running")
    )
    unready.arms.all()[0].seats.all().delete()
    for made, status in ((few, "finished"), (many, "finished"), (capped, "running"), (failing, "finished")):
        judged(made, status, share=2 if made is capped else 1)
    services.experiments.pause_at_cap(capped.pk)
    Experiment.objects.filter(pk=capped.pk).update(budget_usd=Decimal("0.01"), spent_usd=Decimal("0.0099"))
    fail(failing)
    judging(running)
    pages = [f"/experiments/{e.name}/" for e in (draft, few, many, capped, failing, running)]
    asking = ["unready/launch", "draft/launch", "first-look/duplicate", "first-look/close", "capped/budget"]
    return [
        "/",
        *pages,
        *(f"/experiments/{page}/" for page in (*asking, "first-look/statistics", "comparison/statistics")),
    ]


def open_waiting_for_one(page: Page) -> None:
    """The page of an experiment that runs: one judgement is still to come, and nobody has anything to do."""
    provide([SAMPLE, *OFFLINE])
    made = judged(set_up(read_experiment(EXAMPLES / "first-look.toml")), "finished")
    Turn.objects.update(due_at=None)
    Place.objects.filter(pk=Place.objects.latest("pk").pk).update(finished_at=None)
    Experiment.objects.filter(pk=made.pk).update(status="running", finished_at=None)
    sign_in(page)
    page.goto(f"/experiments/{made.name}/")


def fail(experiment: Experiment) -> None:
    ids = list(experiment.debates.values_list("pk", flat=True)[:3])
    Debate.objects.filter(pk__in=ids).update(status="failed", reason=REASON)
    readings = list(Turn.objects.filter(debate__experiment=experiment, seat__reader__gt=0)[:2])
    Turn.objects.filter(pk__in=[turn.pk for turn in readings]).update(status="error", reason="The key isn't accepted.")


def judging(experiment: Experiment) -> None:
    """With a person who judges just now."""
    pool = Pool.objects.get(name=VOLUNTEERS)
    experiment.arms.get(name="blind").seats.filter(kind="judge").update(endpoint=None, pool=pool)
    with transaction.atomic():
        services.launch(experiment)
        Turn.objects.filter(debate__experiment=experiment).update(due_at=None)
    assert services.sit_down(person(pool))


def sign_in(page: Page) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": settings.PUBLIC_URL}])


def test_every_page_is_accessible_fits_its_width_and_has_one_primary_button(live: Live, page: Page) -> None:
    addresses = scene()
    sign_in(page)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for address in addresses:
                page.goto(address)
                look(page, f"{address} at {width}, {scheme}")


def look(page: Page, where: str) -> None:
    for closed in page.locator("details:not([open])").all()[:3]:
        closed.evaluate("details => details.open = true")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), where
    assert page.locator(".button.primary:visible").count() <= 1, where


def test_a_page_says_that_it_is_cut_off_and_then_shows_what_it_missed(live: Live, page: Page) -> None:
    open_waiting_for_one(page)
    pulse = page.locator("#pulse")
    expect(pulse).to_contain_text("Live. Shown as of")
    page.context.set_offline(True)
    expect(pulse).to_contain_text("No answer from Moot", timeout=30_000)
    expect(page.locator("#heard")).to_contain_text("No answer from Moot")
    Experiment.objects.update(spent_usd=F("spent_usd") + Decimal("1.25"))
    page.context.set_offline(False)
    expect(page.get_by_text("$1.25 of $5.00")).to_be_visible(timeout=30_000)
    expect(pulse).to_contain_text("Shown as of")
    expect(page.locator("#heard")).to_have_text("Moot answers again.")


def test_news_leaves_alone_what_has_not_changed(live: Live, page: Page) -> None:
    open_waiting_for_one(page)
    page.evaluate("document.getElementById('part-known').dataset.kept = 'yes'")
    page.get_by_role("button", name="Pause").focus()
    Experiment.objects.update(spent_usd=F("spent_usd") + Decimal("1.25"))
    expect(page.get_by_text("$1.25 of $5.00")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.getElementById('part-known').dataset.kept") == "yes"
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
