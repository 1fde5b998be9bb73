"""A second factor in a real browser: set up, signed in by, on a phone and in the dark."""

from __future__ import annotations

import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.conftest import Live
from tests.judges.test_second_factor import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]


def is_fit(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sign_in(page: Page, user: User) -> None:
    page.goto("/sign-in/?next=/admin/")
    page.get_by_label("Name").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_it_is_set_up_from_the_admin_and_asked_for_at_the_next_sign_in(
    live: Live, page: Page, scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    ada = User.objects.create_superuser(f"ada-{secrets.token_hex(4)}", password=PASSWORD)
    sign_in(page, ada)
    page.goto("/sign-in/second/set-up/")
    is_fit(page)
    page.get_by_label("Code").fill(code_of(ada, confirmed=False))
    page.get_by_role("button", name="Put it in force").click()
    expect(page.locator(".spare-codes li")).to_have_count(8)
    is_fit(page)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, ada)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    is_fit(page)
    page.get_by_label("Code").fill(code_of(ada, confirmed=True, later=1))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live.url}/admin/")
