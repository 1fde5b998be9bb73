"""A bot: it walks the pages as a person does, from an invitation to the end, and knows only what they show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from random import Random

from judges.bots.account import Account
from judges.bots.browser import Browser, Reply, Unanswered
from judges.bots.filling import filled
from judges.bots.pages import Form, Page
from judges.bots.temper import UNHURRIED, Temper

# So long it waits for the others before it looks again, in seconds; and so often, before it goes.
PAUSE, LOOKS = 0.2, 150


class Lost(Exception):
    """A page was not what a bot can go on from; says which, and what was there."""


class Gone(Exception):
    """The bot leaves for good."""


class Bot:
    """`base_url` is Moot's address, `link` its way in; `seed` draws all that it answers.

    After `until`, by the clock of `time.monotonic`, it begins nothing more.
    """

    def __init__(
        self, base_url: str, link: str, seed: str, temper: Temper = UNHURRIED, until: float = float("inf")
    ) -> None:
        self.browser, self.link = Browser(base_url), link
        self.random, self.temper, self.until = Random(seed), temper, until
        self.account = Account()

    async def live(self) -> Account:
        """Its whole way. What stops it is written down as trouble; what it did until then stays."""
        try:
            await self.join()
            await self.walk()
        except Gone:
            self.did("left for good")
        except (Lost, Unanswered) as problem:
            self.account.troubles.append(str(problem))
        finally:
            self.browser.close()
        return self.account

    async def join(self) -> None:
        """Opens its way in and presses the button. Raises Lost."""
        page = await self.get("door", self.link)
        if page.own_form is None:
            raise Lost(f"{self.link} has no button to begin with.")
        await self.send("begin", page, page.own_form, {})

    async def walk(self) -> None:
        """Answers what is asked until there is nothing to do or to wait for. Raises Lost and Gone."""
        looks = 0
        while looks < LOOKS and time.monotonic() < self.until:
            page = await self.get("queue", "/judge/")
            if page.link:
                await self._work_on(await self.get("page", page.link))
                looks = 0
            elif page.own_form:
                claimed = await self.send("claim", page, page.own_form, {})
                looks = 0 if claimed.state else looks + 1
                await self._work_on(claimed)
            elif page.begun:
                await asyncio.sleep(PAUSE)
                looks += 1
            else:
                return

    async def _work_on(self, page: Page) -> None:
        """What is asked there in a row; while others are waited for, there may be other work."""
        while page.state == "asked":
            await self.temper.read(page.words)
            page = await self._answer(await self._strayed(page))

    async def _strayed(self, page: Page) -> Page:
        """What people do before they answer, as it is their habit."""
        if self.happens(self.temper.leaves):
            raise Gone
        if self.happens(self.temper.returns):
            await self._elsewhere()
            page = await self.get("page", page.path)
        if self.happens(self.temper.reloads):
            page = await self.get("page", page.path)
            self.did("loaded again")
        return page

    async def _elsewhere(self) -> None:
        """The own link, opened in another browser: one lands where one stopped."""
        self.browser.close()
        self.browser = Browser(self.browser.base_url)
        await self.join()
        self.did("came back in another browser")

    async def _answer(self, page: Page) -> Page:
        """Fills in the form, submits what is shown of it once more, and goes on to where that leads."""
        checked = await self._checked(page)
        if not self.happens(self.temper.tabs):
            return await self._submitted(page.path, checked)
        other = await self._checked(page)
        shown = await self._submitted(page.path, other)
        self.account.stale.add(checked.hidden["key"])
        await self.send("stale tab", page, checked, {})
        self.did("submitted from a stale tab")
        return shown

    async def _checked(self, page: Page) -> Form:
        form = page.form_with("turn")
        if form is None:
            raise Lost(f"{page.path} asks for something, and has no form for it.")
        shown = await self.send("check", page, form, filled(form, self.random))
        if (checked := shown.form_with("step", "submit")) is None:
            raise Lost(f"{page.path} refused what the bot filled in.")
        return checked

    async def _submitted(self, path: str, form: Form) -> Page:
        """What the server answers is an acknowledgement: from then on the answer must be there, once."""
        clicks = 1
        if self.happens(self.temper.doubles):
            self.did("clicked twice")
            clicks = 2
        sent = form.hidden
        replies = await asyncio.gather(*(self.ask("submit", "POST", path, sent) for _ in range(clicks)))
        if all(reply.status in (200, 302) for reply in replies):
            self.account.answers[sent["turn"]] = sent["key"]
            self.did("answered")
        return await self._page("page", replies[0])

    # What goes over the wire

    async def get(self, what: str, path: str) -> Page:
        return await self._page(what, await self.ask(what, "GET", path))

    async def send(self, what: str, page: Page, form: Form, values: Mapping[str, str]) -> Page:
        path = form.action or page.path
        return await self._page(what, await self.ask(what, "POST", path, {**form.hidden, **values}))

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
