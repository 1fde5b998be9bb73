"""The one control for shares of 100 %, in a real Chromium: by mouse, finger, key and number, for two to six answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_judging import TOO_SMALL, check_accessible, launched, share, sit_down
from tests.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]


def seated(page: Page, options: int) -> None:
    """Before a question with this many answers, which are shown in an order of their own."""
    launched("blind", options=options)
    sit_down(page)


def sentence(page: Page) -> str:
    """As one reads it: without the marks that keep texts of either direction apart."""
    text = page.locator(".sentence").inner_text()
    return text.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ")


def options(page: Page) -> list[str]:
    return page.locator(".options .what").all_inner_texts()


def slide(slider: Locator, to: float, finger: bool = False) -> None:
    """Press on the track at this part of its width."""
    box = slider.bounding_box()
    assert box is not None
    # The thumb's middle stays half its width inside the track.
    at = {"x": 13 + (box["width"] - 26) * to, "y": box["height"] / 2}
    if finger:
        slider.tap(position=at)  # type: ignore[arg-type]
    else:
        slider.click(position=at)  # type: ignore[arg-type]


@pytest.fixture
def phone(browser: Browser, live: Live) -> Iterator[Page]:
    """360 px wide, and touched."""
    size = {"width": 360, "height": 740}
    with browser.new_context(base_url=live.url, viewport=size, has_touch=True, is_mobile=True) as context:  # type: ignore[arg-type]
        yield context.new_page()


@pytest.mark.parametrize("count", [2, 3, 6])
def test_nothing_is_preselected_and_untouched_sliders_stand_at_equal_shares(page: Page, count: int) -> None:
    seated(page, count)
    assert sentence(page) == "Nothing is set yet: move a slider, or type a number."
    sliders = page.get_by_role("slider")
    expect(sliders).to_have_count(count)
    for n in range(count):
        expect(sliders.nth(n)).to_have_value(str(round(100 / count)))
        expect(sliders.nth(n)).to_have_attribute("aria-valuetext", "not set yet")
        expect(page.get_by_role("spinbutton").nth(n)).to_have_value("")


def test_two_are_set_by_mouse_and_said_in_words(page: Page) -> None:
    seated(page, 2)
    slide(page.get_by_role("slider").last, 0.7)
    a, b = options(page)
    assert sentence(page) == f"You give 70 % to B: {b}; 30 % to A: {a}."


def test_a_click_where_the_thumb_already_stands_says_even_odds(page: Page) -> None:
    seated(page, 2)
    slide(page.get_by_role("slider").first, 0.5)
    a, b = options(page)
    assert sentence(page) == f"You give 50 % to A: {a}; 50 % to B: {b}."


def test_three_are_set_by_keys_and_said_in_words(page: Page) -> None:
    seated(page, 3)
    slider = page.get_by_role("slider").nth(2)
    slider.focus()
    for key in ("End", "ArrowLeft", "PageDown"):
        slider.press(key)
    a, b, c = options(page)
    assert share(page, "C") == "89"
    assert sentence(page) == f"You give 89 % to C: {c}; 6 % to A: {a}; 5 % to B: {b}."
    expect(slider).to_have_attribute("aria-valuetext", "89\u00a0%")


def test_six_are_set_by_number_and_said_in_words(page: Page) -> None:
    seated(page, 6)
    numbers = page.get_by_role("spinbutton")
    for place, number in enumerate(("40", "25.5", "14.5", "10", "7")):
        numbers.nth(place).fill(number)
    a, b, c, d, e, f = options(page)
    assert sentence(page) == (
        f"You give 40 % to A: {a}; 25.5 % to B: {b}; 14.5 % to C: {c}; 10 % to D: {d}; 7 % to E: {e}; 3 % to F: {f}."
    )


@pytest.mark.parametrize("count", [2, 3, 6])
def test_a_finger_sets_them_on_a_phone(phone: Page, count: int) -> None:
    seated(phone, count)
    slide(phone.get_by_role("slider").first, 1.0, finger=True)
    said = options(phone)
    assert sentence(phone).startswith(f"You give 100 % to A: {said[0]}; 0 % to B: {said[1]}")
    assert sum(float(share(phone, letter)) for letter in "ABCDEF"[:count]) == 100
    assert phone.evaluate(TOO_SMALL) == []
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    check_accessible(phone)


def test_a_number_that_is_none_or_too_much_changes_no_other(page: Page) -> None:
    seated(page, 3)
    numbers = page.get_by_role("spinbutton")
    numbers.first.fill("50")
    before = [share(page, letter) for letter in "BC"]
    for wrong in ("", "-5", "500"):
        numbers.first.fill(wrong)
        assert [share(page, letter) for letter in "BC"] == before
