"""Screens of everything, for looking at."""
import pytest
from debate.core.types import Ask, Turn
from tests.browser.reading import before
from tests.browser import reading_cases as cases
pytestmark=[pytest.mark.browser, pytest.mark.usefixtures("live")]
import os
OUT="/tmp/d1/shots"; os.makedirs(OUT, exist_ok=True)
WANT=os.environ.get("D1","").split()
@pytest.mark.parametrize("name", WANT or list(cases.CASES))
def test_shot(browser, live, name):
    with browser.new_context(base_url=live.url) as context:
        page=context.new_page()
        errs=[]; page.on("pageerror", lambda e: errs.append(str(e)))
        cases.CASES[name](page)
        for (w,h) in ((1440,900),(360,740)):
            page.set_viewport_size({"width":w,"height":h})
            for scheme in ("light","dark"):
                if w==360 and scheme=="dark": continue
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{OUT}/{name}-{w}-{scheme}.png", full_page=True)
            over=page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            print(name,w,over,errs)
