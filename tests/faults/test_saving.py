"""The web server dies under a person who judges; the same answer arrives twenty times: nothing is lost or doubled."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from debate.models import Turn
from debate.processes import Child
from judges.models import Draft, Rating
from tests.browser.test_judging import SOON, check, launched, share, sit_down
from tests.conftest import Live
from tests.judges import scene

RACERS = 20


def web(live: Live) -> Child:
    return next(child for child in live.supervisor.children if child.program.name == "web")


@pytest.mark.browser
def test_a_server_that_dies_while_one_types_loses_nothing(live: Live, page: Page) -> None:
    launched("blind")
    sit_down(page)
    web(live).process.kill()
    page.get_by_role("spinbutton").first.fill("35")
    page.locator("form.answer textarea").fill("Written to nobody")
    expect(page.locator(".saved")).to_contain_text("Saved", timeout=SOON)
    assert Draft.objects.get().values["speech1_"] == "Written to nobody"
    page.reload()
    assert share(page, "A") == "35"


@pytest.mark.browser
def test_what_is_submitted_to_a_server_that_just_died_is_submitted_once_it_is_back(live: Live, page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.get_by_role("spinbutton").first.fill("35")
    web(live).process.kill()
    check(page)
    page.get_by_role("button", name="Submit", exact=True).click(timeout=SOON)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SOON)
    assert Rating.objects.count() == 1


@pytest.mark.faults
@pytest.mark.parametrize("same", [True, False], ids=["one form", "as many forms"])
def test_an_answer_that_arrives_twenty_times_is_stored_once(live: Live, same: bool) -> None:
    scene.launched("blind")
    client = Client()
    seat = scene.seated(client)
    turn, address = scene.open_turn(seat), f"{live.url}{scene.address(seat)}"
    sent = {name: str(value) for name, value in scene.form(seat).items()}
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value, "csrftoken": "x" * 32}

    def submit(n: int) -> str:
        """What the page says that it leads to."""
        form = sent | {"key": "one" if same else f"{n}", "csrfmiddlewaretoken": "x" * 32}
        with httpx2.Client(cookies=cookies, headers={"Referer": live.url}, timeout=60) as racer:
            answer = racer.post(address, data=form)
            assert answer.status_code == 302
            assert answer.headers["location"] == f"{scene.address(seat)}#now"
            return "told" if "messages" in answer.cookies else "calm"

    with ThreadPoolExecutor(RACERS) as threads:
        said = Counter(threads.map(submit, range(RACERS)))
    assert said == ({"calm": RACERS} if same else {"calm": 1, "told": RACERS - 1})
    assert Rating.objects.count() == 1
    turn.refresh_from_db()
    assert turn.status == Turn.Status.OK
