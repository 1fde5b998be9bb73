import pytest
from tests.browser.test_desk import sign_in
from tests.browser.test_whole_way import invite
pytestmark = [pytest.mark.browser]
def test_it(live, page):
    sign_in(page)
    assert "/join/" in invite(page)
    from debate.demo import provide
    page.goto("/admin/debate/endpoint/add/")
    page.locator("[name=name]").fill("offline/extractive")
    page.locator("[name=base_url]").fill("http://offline.moot/v1")
    page.locator("[name=model]").fill("extractive")
    page.locator("[name=price_in]").fill("1"); page.locator("[name=price_out]").fill("2")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="offline/extractive", exact=True).last.click()
    page.get_by_role("button", name="Save and check").click()
    page.wait_for_timeout(4000)
    print([t for t in page.locator("#content, main, body").first.inner_text().splitlines() if "answered" in t or "reached" in t or "refus" in t])
