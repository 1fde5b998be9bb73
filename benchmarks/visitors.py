"""People before their browsers, in a process of their own: `python benchmarks/visitors.py < plan.json`.

The plan says {"address", "seconds", "every", "people": [{"cookie", "page"}]}. Each person has a socket open and does
what a judge does, something about every `every` seconds: reads, writes (drafts are kept), checks, submits, reads on. A
line of JSON for each request that was answered after the first seconds: what it was, and how many milliseconds it took.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2 as httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

TOKEN = "a" * 32
WARMING = 20.0  # seconds in which people arrive, and whose requests aren't counted
TURN, CURSOR, KEY = map(re.compile, ('data-turn="([^"]+)"', 'data-cursor="([^"]+)"', 'name="key" value="([^"]+)"'))
WRITTEN = "Speech 2 quotes the ledger, and nothing that was said against it stands in the passage. "


@dataclass
class Visitor:
    """One judge: `page` is the address of the judgement that they have in hand."""

    client: httpx.AsyncClient
    address: str
    cookie: str
    page: str
    begun: float
    took: list[tuple[str, float]] = field(default_factory=list)
    html: str = ""

    async def live(self, every: float, until: float) -> None:
        await self.read()
        while time.perf_counter() < until:
            for act in (self.news, self.draft, self.draft, self.here, self.draft, self.check, self.submit):
                await asyncio.sleep(random.uniform(0.5, 1.5) * every)
                if time.perf_counter() >= until:
                    return
                await act()
            if "data-turn" not in self.html:
                await self.next()

    async def read(self) -> None:
        self.html = (await self.ask("page", "GET", self.page)).text

    async def news(self) -> None:
        """A notice came and there is something new: the page as it was before the last answer is told again."""
        await self.ask("fragment", "GET", f"{self.page}news/?after=none&here")

    async def here(self) -> None:
        await self.ask("heartbeat", "GET", f"{self.page}news/?after={CURSOR.findall(self.html)[0]}&here")

    async def draft(self) -> None:
        await self.ask("draft", "POST", f"{self.page}draft/", self.form())

    async def check(self) -> None:
        checked = await self.ask("check", "POST", f"{self.page}draft/", {**self.form(), "check": "1"})
        self.key = KEY.findall(checked.json()["check"])[0]

    async def submit(self) -> None:
        form = {**self.form(), "step": "submit", "key": self.key, "direct": "1"}
        self.html = (await self.ask("answer", "POST", f"{self.page}?submit", form)).text

    async def next(self) -> None:
        claimed = await self.ask("claim", "POST", "/judge/", {})
        self.page = claimed.headers["location"]
        await self.read()

    def form(self) -> dict[str, str]:
        turn = TURN.findall(self.html)[0]
        reason = WRITTEN * random.randint(1, 3)
        return {"turn": turn, "belief0_0": "70", "belief0_1": "30", "speech1_": reason}

    async def ask(self, what: str, method: str, path: str, form: Mapping[str, str] | None = None) -> httpx.Response:
        headers = {"Cookie": f"{self.cookie}; csrftoken={TOKEN}"}
        data = None if form is None else {**form, "csrfmiddlewaretoken": TOKEN}
        began = time.perf_counter()
        reply = await self.client.request(method, self.address + path, data=data, headers=headers)
        ended = time.perf_counter()
        assert reply.status_code in (200, 204, 302), (what, path, reply.status_code, reply.text[:500])
        if began > self.begun + WARMING:
            self.took.append((what, 1000 * (ended - began)))
        return reply


@asynccontextmanager
async def watching(visitor: Visitor) -> AsyncIterator[None]:
    """A socket as the page opens it; what comes is read."""
    address = visitor.address.replace("http", "ws", 1) + f"/ws{visitor.page}"
    headers, origin = {"Cookie": visitor.cookie}, Origin(visitor.address)
    async with connect(address, origin=origin, additional_headers=headers, proxy=None, open_timeout=60) as socket:
        reading = asyncio.create_task(_read(socket))
        yield
        reading.cancel()


async def _read(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


async def main() -> None:
    plan = json.load(sys.stdin)
    begun = time.perf_counter()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:
        visitors = [Visitor(client, plan["address"], **person, begun=begun) for person in plan["people"]]
        await asyncio.gather(*(visit(visitor, plan["every"], begun + plan["seconds"]) for visitor in visitors))
    for visitor in visitors:
        for what, took in visitor.took:
            print(json.dumps([what, round(took, 2)]))


async def visit(visitor: Visitor, every: float, until: float) -> None:
    # Not all at once: browsers come one after the other.
    await asyncio.sleep(random.uniform(0, 0.7 * WARMING))
    async with watching(visitor):
        await visitor.live(every, until)


if __name__ == "__main__":
    asyncio.run(main())
