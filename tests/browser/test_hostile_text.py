"""Whatever a model or a person writes is text: in real pages, with strings that have run scripts elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from debate import people, services
from debate.core.types import Marks
from debate.core.types import Turn as Reply
from debate.models import (
    Debate,
    Experiment,
    ModelCall,
    Passage,
    Pool,
    ProtocolConfig,
    Question,
    QuestionSet,
    Seat,
    Study,
    Turn,
)
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges.models import Draft
from tests.browser.xss import STRINGS
from tests.debate import stage
from tests.judges import scene

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

ALL = "\n\n".join(STRINGS)
NESTED = {"note": ALL, **{string: [string] for string in STRINGS}}
# What a browser would act on, and whatever it would take to set it off, holds no canary.
# A plain link may lead elsewhere.
ARMED = """() => [...document.querySelectorAll('*')].flatMap(e => [
  ...[...e.attributes].filter(a =>
    /^(on|x-|@|:|style|srcdoc)/.test(a.name) && a.value.includes('canary')
    || /^(href|src|srcset|action|formaction|poster|data|background|xlink:href)$/.test(a.name)
      && (/^\\s*(javascript|vbscript|data:text)/i.test(a.value)
        || e.tagName != 'A' && a.value.includes('canary.invalid')))
    .map(a => `${e.tagName} ${a.name}=${a.value}`),
  ...(['SCRIPT', 'STYLE', 'IFRAME', 'TEMPLATE', 'NOSCRIPT'].includes(e.tagName) && e.type !== 'application/json'
    && e.textContent.includes('canary') ? [e.outerHTML] : [])])"""
READ = """() => [document.title, document.body.textContent,
  ...[...document.querySelectorAll('input, textarea')].map(e => e.value)].join(' ')"""


def some(most: int, after: int = 0) -> str:
    """As many of the strings, from that one on, as a short field holds."""
    taken = ""
    for string in STRINGS[after:]:
        if len(taken) + len(string) >= most:
            return taken
        taken += f" {string}"
    return taken


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@pytest.fixture
def watched(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A page on which anything that runs, opens or calls elsewhere is noted; the test fails with what was."""
    noted: list[str] = []
    page.add_init_script("window.canary = () => { document.documentElement.dataset.ran = 'yes' }")
    own = (live_server.url, live_server.url.replace("http", "ws"), "data:", "blob:")

    def refuse(dialog: Dialog) -> None:
        noted.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("popup", lambda popup: noted.append(popup.url))
    page.on("request", lambda request: None if request.url.startswith(own) else noted.append(request.url))
    yield page
    assert noted == []


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, in a browser that is watched."""

    page: Page
    home: str

    def sign_in(self, client: Client) -> None:
        self.page.context.clear_cookies()
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.home}])

    def visit(self, address: str, expected: Sequence[str] = ()) -> None:
        """Nothing of the page runs or could; what is expected is there to be read."""
        response = self.page.goto(self.home + address)
        assert response is not None
        assert response.status == 200, address
        self.look(expected)

    def look(self, expected: Sequence[str] = ()) -> None:
        page = self.page
        page.evaluate("() => document.querySelectorAll('details').forEach(e => e.open = true)")
        assert page.evaluate("document.documentElement.dataset.ran") is None, page.url
        assert page.evaluate(ARMED) == [], page.url
        seen = letters(page.evaluate(READ))
        missing = [string for string in expected if letters(string) not in seen]
        assert not missing, f"{page.url} doesn't show {missing}"


@pytest.fixture
def visitor(watched: Page, live_server: LiveServer) -> Visitor:
    return Visitor(watched, live_server.url)


def set_up() -> Experiment:
    """Everything that is written before a launch."""
    questions, half = stage.question_set(questions=2), len(STRINGS) // 2
    QuestionSet.objects.update(notes=ALL)
    options = ["\n".join(STRINGS[:half]), "\n".join(STRINGS[half:])]
    Question.objects.update(text=ALL, options=options, tags=NESTED)
    Passage.objects.update(text=f"{ALL}\n\n{stage.PASSAGE}", title=some(500, 20), source=some(500, 40))
    for n, question in enumerate(Question.objects.all()):
        question.external_id = some(200, 10 * n)
        question.save()
    for n, passage in enumerate(Passage.objects.all()):
        passage.external_id = some(200, 30 + 10 * n)
        passage.save()
    pool = Pool.objects.create(name=f"people/{some(90, 60)}", welcome=ALL)
    speaker, judge = stage.endpoint(scene.NOWHERE), stage.endpoint(scene.NOWHERE, "judge")
    for n, endpoint in enumerate((speaker, judge)):
        endpoint.name, endpoint.model, endpoint.tags = some(100, 70 + 10 * n), some(200, 90 + 10 * n), NESTED
        endpoint.save()
    experiment = stage.experiment(questions)
    stage.arm(experiment, "debate", judge=pool, speaker=speaker, params={"rounds": 1, "flags": True}, reasoning=True)
    stage.arm(experiment, "blind", judge=judge)
    for n, config in enumerate(ProtocolConfig.objects.all()):
        config.name = some(150, 100 + 10 * n)
        config.save()
    ProtocolConfig.objects.filter(protocol="debate").update(prompts={"opening": ALL.replace("$", "$$")})
    Study.objects.create(name=some(100))
    return experiment


def play(experiment: Experiment, judge: Client) -> Seat:
    """What models and a person write from then on; the person's seat, in which the second judgement is asked."""
    services.launch(experiment)
    judge.post(reverse("queue"))
    seat = Seat.objects.get(sitting__isnull=False, player__user__isnull=False)
    answer(seat.turns.get())
    for turn in Turn.objects.filter(status=Turn.Status.OPEN, endpoint__isnull=False):
        answer(turn)
    Turn.objects.exclude(status=Turn.Status.OPEN).update(private={"reasoning": ALL, "stance": 0}, reason=ALL)
    Draft.objects.create(turn=seat.turns.get(status=Turn.Status.OPEN), values={"speech1_": ALL, "speech2_": ALL})
    Debate.objects.exclude(pk=seat.debate_id).update(status=Debate.Status.FAILED, reason=ALL)
    Experiment.objects.update(pause_reason=ALL)
    return seat


def answer(turn: Turn) -> None:
    """With everything that its form holds, and a call behind it where a model answers."""
    ask = ask_from_json(turn.ask)
    belief = (6000, 4000) if ask.belief else ()
    marks = {want.name: dict.fromkeys(want.among, ALL) for want in ask.wants if isinstance(want, Marks)}
    text = f"{ALL}\n\n<quote>The cook had the key in her apron</quote>"
    given = Answer(reply=Reply(ask=ask, text=text, belief=belief, marks=marks))
    if turn.endpoint is None:
        assert services.answer_by_person(turn, given)
        return
    assert services.answer(turn, given)
    for number, status in enumerate(("ok", "error")):
        ModelCall.objects.create(
            turn=turn,
            endpoint=turn.endpoint,
            kind="draft",
            number=number,
            status=status,
            request={"model": ALL, "messages": [{"role": "user", "content": ALL}]},
            reply=NESTED,
            text=ALL,
            finish="<b onclick=canary()>",
            resolved_model=some(200, 50),
            error=ALL,
        )


def test_nothing_that_is_written_runs_on_a_judges_pages(visitor: Visitor) -> None:
    experiment, judge = set_up(), Client()
    invitation = people.invite(Pool.objects.get(), some(200))
    # A welcome is whole Markdown, with links and entities.
    visitor.visit(reverse("join", args=[invitation.token]), [s for s in STRINGS if "&" not in s and "](" not in s])
    judge.post(reverse("join", args=[invitation.token]))
    visitor.sign_in(judge)
    seat = play(experiment, judge)
    visitor.visit(reverse("queue"), STRINGS)
    visitor.visit(reverse("judge", args=[seat.public_id]), STRINGS)
    said = some(300, 30)
    give(visitor.page, said)
    visitor.look([said])
    answer(seat.turns.get(status=Turn.Status.OPEN))
    services.close(experiment)
    visitor.visit(reverse("judge", args=[seat.public_id]), STRINGS)
    visitor.visit(reverse("queue"))


def give(page: Page, reason: str) -> None:
    """A belief and a reason, as far as the page that says the answer back."""
    for box, share in zip(page.locator(".share input[type=number]").all(), ("70", "30"), strict=True):
        box.fill(share)
    page.locator("textarea").first.fill(reason)
    page.get_by_role("button", name="Check and submit").click()
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_visible()


def test_nothing_that_is_written_runs_on_the_desk_or_in_the_admin(visitor: Visitor) -> None:
    experiment, judge, researcher = set_up(), Client(), Client()
    user = User.objects.create_superuser("ada", first_name=some(150), last_name=some(150, 30))
    researcher.force_login(user)
    visitor.sign_in(researcher)
    visitor.visit(reverse("operate", args=[experiment.name, "launch"]))
    judge.post(reverse("join", args=[people.invite(Pool.objects.get(), some(200)).token]))
    play(experiment, judge)
    for name in ("experiment", "news", "debates", "statistics"):
        visitor.visit(reverse(name, args=[experiment.name]))
    for debate in experiment.debates.all():
        visitor.visit(reverse("debate", args=[debate.public_id]), STRINGS)
    for verb in ("pause", "cancel", "close", "retry"):
        visitor.visit(reverse("operate", args=[experiment.name, verb]))
    visitor.visit("/")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        visitor.visit(reverse(f"{name}_changelist"))
        for row in model._default_manager.all()[:2]:
            visitor.visit(reverse(f"{name}_change", args=[row.pk]))
            visitor.visit(reverse(f"{name}_history", args=[row.pk]))


def test_the_strings_run_where_nothing_keeps_them_from_it(browser: Browser) -> None:
    """Else the tests above would show nothing."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    page.on("dialog", lambda dialog: dialog.dismiss())
    staying = [string for string in STRINGS[:67] if "refresh" not in string]
    page.set_content(f"<script>canary = () => {{ document.documentElement.dir = 'rtl' }}</script>{''.join(staying)}")
    expect(page.locator("html[dir=rtl]")).to_have_count(1)
    assert len(page.evaluate(ARMED)) > 30
    page.close()
