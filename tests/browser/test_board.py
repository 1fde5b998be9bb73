"""The board of people who judge, in a real browser, while a person judges in another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from debate import people, services
from debate.models import Experiment
from judges.models import Attendance, Comment, Door, PageText, Rules
from judges.services import telling
from tests.conftest import Live
from tests.debate.stage import person, question_set
from tests.judges import scene
from tests.judges.offered import blind, judged_by

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live"), pytest.mark.timeout(300)]

PASSWORD = "correct horse battery staple"
# The board asks every ten seconds; on a busy machine it takes its time.
SOON = 60_000


@pytest.fixture
def made(live: Live) -> Experiment:
    return blind(scene.volunteers(), question_set(questions=4), "first", "second", name="keys")


@pytest.fixture
def judge(browser: Browser, live: Live) -> Iterator[Page]:
    """The browser of somebody who judges."""
    with browser.new_context(base_url=settings.PUBLIC_URL) as context:
        yield context.new_page()


def board(page: Page, made: Experiment) -> None:
    User.objects.create_superuser("ada", password=PASSWORD)
    page.goto("/admin/")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/experiments/{made.name}/")
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()


def sit_down(page: Page) -> None:
    page.goto(people.invitation_url(people.invite(scene.volunteers())))
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Judge the next debate").click()


def test_the_board_follows_a_person_and_what_is_told_there_reaches_them(
    made: Experiment, page: Page, judge: Page
) -> None:
    board(page, made)
    expect(page.get_by_text("Nobody is in", exact=True)).to_be_visible()
    page.evaluate("window.neverReloaded = true")
    sit_down(judge)
    expect(page.get_by_text("1 person is in")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("0 of 8 judged · 1 in hand · 7 free")).to_be_visible()

    message = page.get_by_label("A message on all their pages")
    message.fill("We begin ag")
    Comment.objects.create(player=Attendance.objects.get().player, pool=scene.volunteers(), words="Is B the porter?")
    expect(page.get_by_text("Is B the porter?")).to_be_visible(timeout=SOON)
    expect(message).to_have_value("We begin ag")
    assert page.evaluate("window.neverReloaded")

    message.fill("We begin again at four.")
    page.get_by_role("button", name="Tell everybody").click()
    expect(page.get_by_text("Told to everybody in people/volunteers.")).to_be_visible()
    judge.reload()
    expect(judge.get_by_text("We begin again at four.")).to_be_visible()

    page.get_by_label("Answer to person").fill("No, A is.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Answered: they see it")).to_be_visible()
    judge.goto("/help/")
    expect(judge.get_by_text("No, A is.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("they have read it")).to_be_visible()

    page.get_by_role("button", name="Take down").click()
    judge.reload()
    expect(judge.get_by_text("We begin again at four.")).to_have_count(0)


def test_one_click_tops_up(made: Experiment, page: Page) -> None:
    board(page, made)
    page.get_by_role("button", name="Top up").click()
    expect(page.get_by_text("Topped up to 2: 8 more judgements can be given.")).to_be_visible()
    expect(page.get_by_text("0 of 16 judged · 0 in hand · 16 free")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_it_is_accessible_and_fits_its_width(made: Experiment, page: Page, scheme: str, width: int) -> None:
    everything_on_it(made)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    board(page, made)
    expect(page.get_by_text("1 debate is stuck")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def everything_on_it(made: Experiment) -> None:
    """Somebody who is done, somebody who is away, a comment with an answer, a message, a room, each step."""
    pool = scene.volunteers()
    Rules.objects.create(pool=pool)
    PageText.objects.create(pool=pool, kind=PageText.Kind.CONSENT, words="Do you?")
    door = Door.objects.create(pool=pool, name="spring", quota=20)
    ann, bob = person(pool), person(pool, "bob")
    for player in (ann, bob):
        Attendance.objects.create(player=player, pool=pool, door=door, step="judging")
    list(judged_by(ann))
    services.sit_down(bob)
    Attendance.objects.filter(player=bob).update(away=True)
    Comment.objects.create(player=bob, pool=pool, words="A long word: " + "x" * 90)
    Comment.objects.create(player=ann, pool=pool, words="Done.", reply="Thank you.", replied_at=timezone.now())
    telling.announce([pool], "We begin again at four.")
