"""A person judges, in a real Chromium, debates that the offline model speaks through the real worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from debate import live, people, services
from debate.models import Debate, Experiment, Invitation, Player, Turn
from judges.models import Rating
from tests.conftest import Live
from tests.debate import stage
from tests.judges import scene

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live")]

OFFLINE = "http://offline.moot/v1"
# A round takes the worker a second or so; on a busy machine, longer.
SOON = 60_000
# Fingers need 44 px (WCAG 2.5.5); boxes are pressed by their labels, and a link in a sentence is as high as its line.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input, textarea, label.choice')]
  .filter(e => !['checkbox', 'radio', 'hidden'].includes(e.type) && !e.matches('.skip, q a') && e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"""


def launched(protocol: str = "debate", options: int = 2, **params: object) -> Experiment:
    experiment = stage.experiment(stage.question_set(questions=1, options=options))
    speaks = protocol in ("debate", "consultancy")
    speaker = stage.endpoint(OFFLINE, "extractive") if speaks else None
    stage.arm(experiment, protocol, judge=scene.volunteers(), speaker=speaker, params=dict(params))
    services.launch(experiment)
    return experiment


def join(page: Page) -> None:
    page.goto(people.invitation_url(people.invite(scene.volunteers(), "for Ann")))
    page.get_by_role("button", name="Begin").click()


def sit_down(page: Page) -> None:
    join(page)
    page.get_by_role("button", name="Judge the next debate").click()
    expect(page.get_by_text("Nothing is set yet")).to_be_visible()


def check(page: Page) -> None:
    page.get_by_role("button", name="Check and submit").click()


def submit(page: Page) -> None:
    check(page)
    page.get_by_role("button", name="Submit", exact=True).click()


def share(page: Page, letter: str) -> str:
    return page.locator(f".share[data-letter={letter}] input[type=number]").input_value()


def check_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_person_judges_a_debate_from_invitation_to_thanks(page: Page) -> None:
    launched(rounds=2, interactive=True)
    notices: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: notices.append(frame)))
    page.goto(people.invitation_url(people.invite(scene.volunteers())))
    check_accessible(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("0 judged, 1 waiting")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Judge the next debate").click()

    expect(page.get_by_text("Nothing is set yet")).to_be_visible()
    page.get_by_role("spinbutton").first.fill("60")
    expect(page.locator(".sentence")).to_contain_text("You give 60 % to A")
    page.get_by_role("textbox", name="Your question").fill("Where was the key?")
    submit(page)
    expect(page.get_by_role("heading", name="Your judgement is in")).to_be_visible()
    page.evaluate("window.sameDocument = true")

    expect(page.get_by_role("heading", name="Round 1")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("status").first).to_have_text("A new round has come.")
    assert page.evaluate("window.sameDocument")
    # A quick model's round can be there before the socket is open, and is then found by the page as it opens.
    debate = Debate.objects.select_related("experiment").get()
    live.notify(debate.public_id, debate.experiment.name)
    for _ in range(100):
        page.wait_for_timeout(0 if notices else 100)
    assert set(notices) == {'{"type": "news"}'}
    expect(page.locator(".speech .found").first).to_have_text("✓ verified")
    expect(page.get_by_role("button", name="Check and submit").locator("kbd")).to_have_text("s")
    page.keyboard.press("b")
    expect(page.get_by_role("slider").first).to_be_focused()
    check_accessible(page)

    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(15):
        slider.press("ArrowRight")
    assert (share(page, "A"), share(page, "B")) == ("75", "25")
    submit(page)
    expect(page.get_by_role("heading", name="Round 2")).to_be_visible(timeout=SOON)
    assert share(page, "A") == "75"
    submit(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    check_accessible(page)
    page.get_by_role("link", name="Go on to your debates").click()
    expect(page.get_by_text("1 judged, 0 waiting")).to_be_visible()
    assert [sorted(rating.belief) for rating in Rating.objects.order_by("round")] == [[4000, 6000], *[[2500, 7500]] * 2]


def test_new_rounds_also_come_without_a_socket(page: Page) -> None:
    def hang_up(socket: WebSocketRoute) -> None:
        socket.close()

    page.route_web_socket("**/ws/**", hang_up)
    launched(rounds=1, interactive=True)
    sit_down(page)
    page.get_by_role("spinbutton").first.fill("60")
    submit(page)
    expect(page.get_by_role("heading", name="Round 1")).to_be_visible(timeout=SOON)


def test_it_works_without_scripts(browser: Browser, live: Live) -> None:
    launched("expert")
    with browser.new_context(base_url=live.url, java_script_enabled=False) as context:
        page = context.new_page()
        join(page)
        page.get_by_role("button", name="Judge the next debate").click()
        expect(page.get_by_role("slider")).to_have_count(0)
        page.get_by_role("spinbutton").first.fill("80")
        page.get_by_role("spinbutton").last.fill("30")
        check(page)
        expect(page.get_by_text("Together they make 110 %")).to_be_visible()
        page.get_by_role("spinbutton").last.fill("20")
        submit(page)
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert sorted(Rating.objects.get().belief) == [2000, 8000]


def test_a_second_tab_learns_that_it_came_too_late_and_keeps_what_was_typed(page: Page) -> None:
    launched(rounds=1, interactive=True)
    sit_down(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("spinbutton").first.fill("10")
    other.get_by_role("textbox", name="Your question").fill("Half a thought")
    page.get_by_role("spinbutton").first.fill("60")
    submit(page)
    expect(other.get_by_text("answered in another tab").last).to_be_visible(timeout=SOON)
    expect(other.get_by_role("textbox", name="Your question")).to_have_value("Half a thought")
    check(other)
    expect(other.get_by_text("That had been answered already")).to_be_visible()
    assert Turn.objects.exclude(status=Turn.Status.OPEN).filter(seat__role="judge", text="Half a thought").count() == 0


def test_a_draft_survives_a_reload(page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.get_by_role("spinbutton").first.fill("35")
    page.get_by_role("textbox").last.fill("Not finished yet")
    page.reload()
    expect(page.get_by_role("textbox").last).to_have_value("Not finished yet")
    assert (share(page, "A"), share(page, "B")) == ("35", "65")


def test_shares_of_three_always_make_a_hundred_and_the_last_two_set_stand(page: Page) -> None:
    launched("blind", options=3)
    sit_down(page)
    sliders = page.get_by_role("slider")
    for place, presses in ((0, 10), (1, 5), (2, 30)):
        sliders.nth(place).focus()
        for _ in range(presses):
            sliders.nth(place).press("ArrowRight")
        shares = [float(share(page, letter)) for letter in "ABC"]
        assert sum(shares) == 100
    a, b, c = shares
    assert (a, b, c) == (13, 34, 53)


def test_words_are_counted_while_one_writes(page: Page) -> None:
    launched("blind")
    sit_down(page)
    reason = page.get_by_role("textbox").last
    reason.fill("two words")
    expect(page.get_by_text("2 of 100 words")).to_be_visible()
    reason.fill("word " * 101)
    expect(page.get_by_text("101 of 100 words: too many")).to_be_visible()


def test_a_doubled_click_stores_one_answer(page: Page) -> None:
    launched("blind")
    sit_down(page)
    page.get_by_role("spinbutton").first.fill("60")
    page.get_by_role("button", name="Check and submit").dblclick()
    page.get_by_role("button", name="Submit", exact=True).dblclick()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Rating.objects.count() == 1


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    launched("blind")
    sit_down(page)
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.type || document.activeElement.localName"))
    for kind in ("range", "number", "textarea", "submit", "summary", "a"):
        assert kind in reached, f"{kind} is not among {reached}"


@pytest.fixture(params=[(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")], ids=str)
def screen(browser: Browser, live: Live, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of this width in this colour scheme."""
    width, scheme = request.param
    size = {"width": width, "height": 800}
    with browser.new_context(base_url=live.url, viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
        yield context.new_page()


def test_pages_fit_their_screen_and_are_accessible(screen: Page) -> None:
    launched("debate", rounds=1)
    screen.goto("/sign-in/")
    check_fits(screen)
    invitation = people.invite(scene.volunteers())
    screen.goto(people.invitation_url(invitation))
    check_fits(screen)
    screen.get_by_role("button", name="Begin").click()
    check_fits(screen)
    screen.get_by_role("button", name="Judge the next debate").click()
    check_fits(screen)
    screen.get_by_role("spinbutton").first.fill("60")
    submit(screen)
    expect(screen.get_by_role("heading", name="Round 1")).to_be_visible(timeout=SOON)
    check_fits(screen)
    screen.get_by_role("textbox").last.fill("word " * 101)
    check(screen)
    expect(screen.get_by_role("alert")).to_be_focused()
    check_fits(screen)
    Invitation.objects.update(revoked=True)
    screen.goto(people.invitation_url(invitation))
    check_fits(screen)
    assert Player.objects.filter(user__isnull=False).count() == 1


def check_fits(page: Page) -> None:
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if page.evaluate("innerWidth < 500"):
        assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_a_person_judges_an_answer_without_and_then_with_critiques(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    questions = stage.question_set(questions=1)
    questions.questions.update(
        kind="candidate",
        text="A ticket costs 4 pounds. What do 3 tickets cost?",
        options=["3 * 4 = 15 pounds.\nA: 15", "3 * 4 = 11 pounds.\nA: 11"],
    )
    made = stage.experiment(questions)
    checker = stage.endpoint(OFFLINE, "checker")
    stage.arm(made, "critique", judge=scene.volunteers(), speaker=checker, params={"flags": True})
    services.launch(made)
    sit_down(page)
    expect(page.get_by_role("region", name="The answer to judge")).to_contain_text("3 * 4 =")
    check_accessible(page)
    page.get_by_role("spinbutton").first.fill("60")
    submit(page)
    expect(page.locator(".noted .remark").first).to_be_visible(timeout=SOON)
    check_accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.locator("fieldset.marks label.choice").first.click()
    submit(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SOON)
    last = Turn.objects.filter(seat__reader=1).latest("step")
    assert len(last.fields["marks"]["convinced_by"]) == 1


def test_a_person_prefers_one_of_two_answers_on_a_scale_of_seven(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    launched("preference")
    join(page)
    page.get_by_role("button", name="Judge the next debate").click()
    expect(page.get_by_role("radio")).to_have_count(7)
    check_accessible(page)
    page.locator(".strength label.choice").last.click()
    submit(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SOON)
    rating = Rating.objects.get()
    assert sorted(rating.belief) == [0, 10_000]
    first_shown = Turn.objects.get().seat.display[0]
    assert rating.belief[first_shown] == 0
