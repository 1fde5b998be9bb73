"""Drift, and reasoning read by others, in a real browser: on a phone and a desk, in light and in dark."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from debate import services
from debate.core.types import Turn as Reply
from debate.models import Arm, Debate, Experiment, Player, Pool, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges.models import Rating
from tests.browser.test_desk_pages import sign_in
from tests.conftest import Live
from tests.debate.stage import person
from tests.debate.test_reasoning_read import staged
from tests.judges.stored import judge_named
from tests.judges.test_experience import models, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
WIDTHS = ((1440, 900), (360, 740))


def looked_at(page: Page, name: str) -> None:
    """No sideways scroll, no problem for a screen reader; a picture where a folder is named for it."""
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} scrolls sideways at {width} px"
            if folder := os.environ.get("MOOT_PICTURES"):
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
        assert Axe().run(page).response["violations"] == []


def test_drift_and_reasoning_on_the_page_of_statistics(live: Live, page: Page) -> None:
    made = served(people=8, each=24)
    _, reading = models(made, judge_named("plain"))
    Experiment.objects.update(launched_at="2026-01-01T00:00Z")
    Debate.objects.filter(arm=reading).update(measures={"stance_differs": 0.5, "faithfulness": 0.2, "legibility": 0.8})
    Debate.objects.filter(arm__name="without").update(
        measures={"legible_by_people": 1.0, "easy": 5.5, "legible_half": 0.5}
    )
    assert Rating.objects.count() > 190
    sign_in(page)
    page.goto("/experiments/trial/statistics/?by=experience")
    page.wait_for_load_state("networkidle")
    assert page.locator("#drift").is_visible()
    assert page.get_by_role("region", name="Reasoning by arm").is_visible()
    looked_at(page, "statistics")


def test_a_person_reads_a_reasoning_by_halves(live: Live, page: Page, provider: str) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    made = staged(provider, pool)
    # The live worker does its share of the work: what waits begins once both are done.
    while (reading := Arm.objects.get(experiment=made, name="reading")).given is None:
        time.sleep(0.2)
        services.sweep()
    services.pause(made, "Nobody else speaks.")
    reading.given = {"sampled": [[*one[:5], FIRST, SECOND] for one in reading.given["sampled"]]}
    reading.save()
    services.resume(made)
    player = person(pool, "ann@example.org")
    assert services.sit_down(player)
    cookies(page, player)
    seat = Turn.objects.get(seat__player=player).seat
    page.goto(f"/judge/{seat.public_id}/")
    assert page.get_by_role("heading", name="The first half of the reasoning").is_visible()
    assert page.get_by_text("dough").count() == 0
    looked_at(page, "half")
    turn = Turn.objects.get(seat=seat)
    assert services.answer_by_person(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), belief=(4000, 6000))))
    page.goto(f"/judge/{seat.public_id}/")
    assert page.get_by_text("dough").is_visible()
    assert page.get_by_text("New: the second half").is_visible()
    looked_at(page, "whole")
    page.context.clear_cookies()
    sign_in(page)
    page.goto(f"/debates/{seat.debate.public_id}/")
    assert page.get_by_text("Its own stance").is_visible()
    looked_at(page, "record")


def cookies(page: Page, player: Player) -> None:
    client = Client()
    assert player.user is not None
    client.force_login(player.user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": settings.PUBLIC_URL}])


FIRST = """\
The question is who could have had the key in the afternoon. The passage says of the porter that he was out all day, and
it says so twice: once when the bell rings, and once when the coal comes.

That leaves the cook and the maid. Of the maid nothing is told but that she slept. Somebody who slept could still have
had the key in a pocket, so"""
SECOND = """\
this alone settles nothing. But the apron is named together with the key, and the apron is the cook's: she has flour on
it from the dough, and nobody else is near it.

I take it that the cook had the key. I am to argue for the porter all the same, and will speak of how seldom anybody
saw him leave."""
