"""The web server dies under a person who judges; the same answer arrives twenty times: nothing is lost or doubled."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from signal import SIGINT

import httpx2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from debate.models import Turn
from debate.processes import Child
from judges.models import Draft, Rating
from tests.browser.test_judging import SOON, check, launched, share, sit_down
from tests.conftest import Live
from tests.faults.up import POSTGRESQL, away
from tests.judges import scene

RACERS = 20


def web(live: Live) -> Child:
    return next(child for child in live.supervisor.children if child.program.name == "web")


class Judge:
    """One who has sat down and submits an answer without a browser."""

    def __init__(self, live: Live) -> None:
        scene.launched("blind")
        client = Client()
        seat = scene.seated(client)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.turn, self.place = scene.open_turn(seat), scene.address(seat)
        self.url, self.form = live.url, {name: str(value) for name, value in scene.form(seat).items()}
        self.cookies = {settings.SESSION_COOKIE_NAME: session, "csrftoken": "x" * 32}

    def submit(self, key: str) -> str:
        """What the page says that it leads to."""
        form = self.form | {"key": key, "csrfmiddlewaretoken": "x" * 32}
        with httpx2.Client(cookies=self.cookies, headers={"Referer": self.url}, timeout=60) as browser:
            answer = browser.post(f"{self.url}{self.place}", data=form)
            assert answer.status_code == 302
            assert answer.headers["location"] == f"{self.place}#now"
            return "told" if "messages" in answer.cookies else "calm"


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
    judge = Judge(live)
    with ThreadPoolExecutor(RACERS) as threads:
        said = Counter(threads.map(judge.submit, ["one"] * RACERS if same else map(str, range(RACERS))))
    assert said == ({"calm": RACERS} if same else {"calm": 1, "told": RACERS - 1})
    assert Rating.objects.count() == 1
    assert Turn.objects.get(pk=judge.turn.pk).status == Turn.Status.OK


@pytest.mark.faults
def test_answers_that_come_while_postgresql_restarts_wait_for_it(live: Live) -> None:
    judge = Judge(live)
    with ThreadPoolExecutor(RACERS) as threads:
        with away(POSTGRESQL, SIGINT):
            coming = [threads.submit(judge.submit, "one") for _ in range(RACERS)]
            time.sleep(1)
            assert not any(one.done() for one in coming)
        assert [one.result() for one in coming] == ["calm"] * RACERS
    connection.close()
    assert Rating.objects.count() == 1
