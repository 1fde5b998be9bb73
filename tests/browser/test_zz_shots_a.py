from __future__ import annotations
import pytest
from playwright.sync_api import Browser, Page
from django.conf import settings
from tests.browser import test_ways_in as w
from tests.judges import arriving
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live"), pytest.mark.timeout(400)]

class Shots(w.Hand):
    n = 0
    def fits(self) -> None:
        Shots.n += 1
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            for width in (360, 1440):
                self.page.set_viewport_size({"width": width, "height": 800})
                self.page.screenshot(path=f"/tmp/shotsA/{Shots.n:02}-{scheme}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 360, "height": 740})

def test_shots(page: Page, browser: Browser) -> None:
    arriving.whole_course()
    door = arriving.panel()
    h = Shots(page)
    page.goto(arriving.link(door)); h.look("You are invited to judge")
    page.goto(arriving.address(door)); h.fits()
    full = arriving.panel(quota=0, name="full")
    page.goto(arriving.link(full)); h.fits()
    door = arriving.room(code_complete="ROOM-7")
    page.goto(arriving.address(door))
    h.press("Begin")
    page.goto("/course/?decline"); h.fits(); page.goto("/course/")
    for step in w.STEPS[:3]: step(h)
    page.goto("/course/withdraw/"); h.fits(); page.goto("/course/")
    w.practise(h)
    page.locator("summary").first.click(); h.fits()
    h.press("Judge the next debate")
    page.get_by_role("link", name="Instructions").click(); page.wait_for_timeout(500)
    h.fits()
    page.keyboard.press("Escape")
    page.goto("/judge/")
    w.judge_both(h)
    w.say_how_it_was(h)
    page.goto("/course/withdraw/")
    h.press("Withdraw and delete"); h.look("You have withdrawn")
    h.n
    page.goto("/end/"); h.fits()
