"""The pictures of the protocols' loops, as a browser sets their text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from debate.protocols import PROTOCOLS
from docs.make.pages import picture

pytestmark = pytest.mark.browser

MISPLACED = """() => {
  const whole = document.documentElement.getBoundingClientRect();
  const texts = [...document.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
  const boxes = [...document.querySelectorAll("rect.box")].map(rect => rect.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom - 2 <= b.top || b.bottom - 2 <= a.top;
  const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const found = [];
  texts.forEach(([words, at], n) => {
    if (!within(at, whole)) found.push(words + " | leaves the picture");
    if (!boxes.every(box => apart(at, box) || within(at, box))) found.push(words + " | leaves its box");
    texts.slice(n + 1).forEach(([other, its]) => { if (!apart(at, its)) found.push(words + " | " + other) });
  });
  return found;
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("text")].map(
  text => parseFloat(getComputedStyle(text).fontSize)
))"""


@pytest.mark.parametrize("slug", sorted(PROTOCOLS))
def test_no_text_of_a_picture_is_small_cut_off_or_under_another(slug: str, page: Page) -> None:
    page.goto(picture(slug).as_uri())
    assert page.evaluate(MISPLACED) == []
    assert page.evaluate(SMALLEST) >= 12


def test_pictures_follow_what_the_reader_prefers_light_or_dark(page: Page) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(picture("debate").as_uri())
        seen.add(page.evaluate("() => getComputedStyle(document.querySelector('.paper')).fill"))
    assert len(seen) == 2
