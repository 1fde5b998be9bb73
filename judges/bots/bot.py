"""A bot: it walks the pages as a person does, from its way in to the end, and knows only what they show."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from random import Random

from judges.bots.account import Account
from judges.bots.browser import Browser, Reply, Unanswered
from judges.bots.filling import filled
from judges.bots.pages import COURSE, END, QUEUE, Form, Page
from judges.bots.temper import UNHURRIED, Temper

# So long it waits for the others before it looks again, in seconds; and so often, before it goes.
PAUSE, LOOKS = 0.2, 150
# Who has nothing to judge, and is not complete, looks so often again.
PATIENT = 5
# What the scripts of the pages add to their forms (static/direct.js).
SCRIPTED = {"direct": "1"}
SESSION = "sessionid"
# What had been answered before, by the other click or in the other tab, stands: the script loads the page again.
STOOD = 409

Joined = Callable[[str], Awaitable[None]]


class Lost(Exception):
    """A page was not what a bot can go on from; says which, and what was there."""


class Gone(Exception):
    """The bot leaves for good."""


class Bot:
    """`base_url` is Moot's address, `link` its way in; `seed` draws all that it answers.

    After `until`, by the clock of `time.monotonic`, it begins nothing more. `knows` are the right answers to questions
    of comprehension, by the names of their fields. `joined` is told the session in which it has come in.
    """

    def __init__(
        self,
        base_url: str,
        link: str,
        seed: str,
        temper: Temper = UNHURRIED,
        *,
        until: float = float("inf"),
        knows: Mapping[str, str] | None = None,
        joined: Joined | None = None,
    ) -> None:
        self.browser, self.link = Browser(base_url), link
        self.random, self.temper, self.until = Random(seed), temper, until
        self.knows, self.joined = knows or {}, joined
        self.account = Account()
        self.looks = 0

    async def live(self) -> Account:
        """Its whole way. What stops it is written down as trouble; what it did until then stays."""
        try:
            await self.walk(await self.join())
        except Gone:
            self.did("left for good")
        except (Lost, Unanswered) as problem:
            self.account.troubles.append(str(problem))
        finally:
            self.browser.close()
        return self.account

    async def join(self) -> Page:
        """Opens its way in and presses the button; returns where that leads. Raises Lost."""
        door = await self.get("door", self.link)
        if door.own_form is None:
            raise Lost(f"{self.link} has no button to begin with.")
        page = await self.send("begin", door, door.own_form, {})
        if self.joined:
            await self.joined(self.browser.cookies.get(SESSION, ""))
        return page

    async def walk(self, page: Page) -> None:
        """Answers what is asked until there is nothing to do or to wait for. Raises Lost and Gone."""
        while self.looks < LOOKS and time.monotonic() < self.until:
            self.link = page.own_link or self.link
            if page.state == "asked":
                page, self.looks = await self._answer(await self._strayed(page)), 0
            elif page.path == COURSE:
                page = await self._step(page)
            elif page.path == END:
                return self._ended(page)
            elif page.claim:
                page, self.looks = await self.send("claim", page, page.claim, {}), self.looks + 1
            elif page.link and not page.state:
                page, self.looks = await self.get("page", page.link), self.looks + 1
            elif page.begun or page.state:
                page = await self._waited(QUEUE)
            elif page.path != QUEUE:
                page = await self.get("queue", QUEUE)
            else:
                return None
        return None

    async def _waited(self, path: str) -> Page:
        await asyncio.sleep(PAUSE)
        self.looks += 1
        return await self.get("queue", path)

    # Its course

    async def _step(self, page: Page) -> Page:
        """Does the step that is next."""
        form = page.form_with("step")
        step = form.hidden["step"] if form else "judging"
        await self.temper.read(page.words)
        if step == "consent" and self.temper.refuses:
            return await self._sure(page, "decline", "refused consent")
        if step == "judging" and (form is None or not form.has("do", "finish")):
            # It is not complete, and nothing is to be judged for now.
            ready = self.looks < PATIENT
            return await self._waited(COURSE) if ready else await self._sure(page, "leave", "ended without completing")
        if form is None:
            raise Lost(f"{page.path} shows a step without a form.")
        self.looks += 1
        values = filled(form, self.random, self.knows)
        if step == "comprehension" and self.happens(self.temper.errs):
            values |= filled(form, self.random)
            self.did("guessed at comprehension")
        return await self.send(step, page, form, {**values, **_pressed(form)})

    async def _sure(self, page: Page, do: str, what: str) -> Page:
        """Goes, and says once more that it is meant."""
        asked = await self.get("page", f"{COURSE}?{do}")
        form = asked.form_with("do", do)
        if form is None:
            raise Lost(f"{COURSE}?{do} does not ask whether it is meant.")
        self.did(what)
        return await self.send(do, asked, form, {"do": do})

    def _ended(self, page: Page) -> None:
        self.did("reached the end")
        if 'id="code"' in page.html:
            self.did("was shown a code")

    # Judging

    async def _strayed(self, page: Page) -> Page:
        """Reads, and does what people do before they answer, as it is its habit."""
        await self.temper.read(page.words)
        if self.happens(self.temper.leaves):
            raise Gone
        if self.happens(self.temper.returns):
            self.browser.close()
            self.browser = Browser(self.browser.base_url)
            await self.join()
            self.did("came back in another browser")
            return await self.get("page", page.path)
        if self.happens(self.temper.reloads):
            self.did("loaded again")
            return await self.get("page", page.path)
        return page

    async def _answer(self, page: Page) -> Page:
        """Fills in the form, submits what is shown of it once more, and goes on to where that leads."""
        if page.state != "asked":
            return page
        checked = await self._checked(page)
        if not self.happens(self.temper.tabs):
            return await self._submitted(checked)
        # In another tab the same is answered otherwise, and sooner: what is open here has become stale.
        shown = await self._submitted(await self._checked(page))
        self.account.stale.add(checked.hidden["key"])
        await self.ask("stale tab", "POST", checked.action, {**checked.hidden, **SCRIPTED})
        self.did("submitted from a stale tab")
        return shown

    async def _checked(self, page: Page) -> Form:
        form = page.form_with("turn")
        if form is None:
            raise Lost(f"{page.path} asks for something, and has no form for it.")
        values = {**form.hidden, **filled(form, self.random), "check": "1"}
        reply = await self.ask("check", "POST", form.kept_at, values)
        said = json.loads(reply.text)["check"] if reply.status == 200 else ""
        if (checked := Page(page.path, said).form_with("step", "submit")) is None:
            raise Lost(f"{page.path} refused what the bot filled in ({reply.status}).")
        return checked

    async def _submitted(self, form: Form) -> Page:
        """What the server answers is an acknowledgement: from then on the answer must be there, once."""
        sent, clicks = {**form.hidden, **SCRIPTED}, 1
        if self.happens(self.temper.doubles):
            self.did("clicked twice")
            clicks = 2
        replies = await asyncio.gather(*(self.ask("submit", "POST", form.action, sent) for _ in range(clicks)))
        self.account.answers[sent["turn"]] = sent["key"]
        self.did("answered")
        if replies[0].status == STOOD:
            return await self.get("page", replies[0].path)
        return await self._page("submit", replies[0])

    # What goes over the wire

    async def get(self, what: str, path: str) -> Page:
        return await self._page(what, await self.ask(what, "GET", path))

    async def send(self, what: str, page: Page, form: Form, values: Mapping[str, str]) -> Page:
        path = form.action or page.address
        return await self._page(what, await self.ask(what, "POST", path, {**form.hidden, **SCRIPTED, **values}))

    async def _page(self, what: str, reply: Reply) -> Page:
        """The page to which an answer leads. Raises Lost where there is none."""
        while reply.location:
            reply = await self.ask("page", "GET", reply.location)
        if reply.status >= 400 and reply.status != 422:
            raise Lost(f"{reply.path} answered {reply.status} ({what}).")
        return Page(reply.path, reply.text)

    async def ask(self, what: str, method: str, path: str, form: Mapping[str, str] | None = None) -> Reply:
        reply = await self.browser.ask(method, path, form)
        self.account.took[what].append(reply.took)
        if reply.status >= 500:
            raise Lost(f"{path} answered {reply.status} ({what}).")
        return reply

    def did(self, what: str) -> None:
        self.account.did[what] += 1

    def happens(self, probability: float) -> bool:
        return probability > 0 and self.random.random() < probability


def _pressed(form: Form) -> dict[str, str]:
    """The first button that says something: it is the one that goes on."""
    return {one.name: one.value for one in reversed(form.fields) if one.kind == "button"}
