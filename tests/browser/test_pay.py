"""What people earned, how they did, and what is owed, in a real browser: in light and dark, on phones and desks."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from judges.models import Attendance, Rules
from tests.conftest import Live
from tests.judges.paid import Paid

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def study() -> Paid:
    """Three people have judged eight debates each, and are done; one is from a panel."""
    made = Paid(questions=8)
    Rules.objects.update(leaderboard=True, least_hourly=8)
    for person, sure in (("ann", 9000), ("ben", 6500), ("cia", 7800)):
        attendance = made.attends(person, "abc" if person == "ann" else "")
        for number in range(8):
            made.judged(attendance, number, sure if number % 3 else 10_000 - sure)
    Attendance.objects.update(outcome="complete", ended_at=timezone.now())
    User.objects.create_superuser("ada")
    return made


def signed_in(page: Page, name: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=name))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": settings.PUBLIC_URL}])


def proven(page: Page, address: str) -> None:
    """Nothing is wider than the screen, and axe finds nothing, in light and dark."""
    page.goto(address)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDE) <= 0, f"{address} is wider than {width}"
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address}, {scheme}, {width}: {found.generate_report()}"


def test_every_page_of_pay_is_for_everybody(page: Page, live: Live) -> None:
    made = study()
    signed_in(page, "ben")
    proven(page, "/results/")
    signed_in(page, "ada")
    proven(page, "/experiments/trial/pay/")
    made.close()
    proven(page, "/experiments/trial/pay/")
    signed_in(page, "ben")
    for address in ("/results/", "/end/", f"/leaderboard/{made.pool.pk}/"):
        proven(page, address)


def test_a_researcher_settles_and_a_person_sees_that_it_stands(page: Page, live: Live) -> None:
    made = study()
    made.close()
    signed_in(page, "ada")
    page.goto("/experiments/trial/")
    page.get_by_role("link", name="Pay", exact=True).click()
    page.get_by_role("button", name="Settle 3 people").press("Enter")
    expect(page.get_by_text("Settled: 3 people.")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="bonuses for Prolific").click()
    assert taken.value.path().read_text().startswith("abc,")
    signed_in(page, "ann")
    page.goto("/end/")
    expect(page.get_by_text("This is settled.")).to_be_visible()
    page.get_by_text("The numbers").press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name="See the leaderboard").click()
    expect(page.get_by_role("row", name="you")).to_be_visible()
