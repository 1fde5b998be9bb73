"""One notice for many sockets: each process hears it once from Redis and tells everybody here who watches.

A consumer that hears for itself costs a subscription a socket, and a trip through a thread for each notice.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

from channels.layers import BaseChannelLayer, get_channel_layer

log = logging.getLogger(__name__)

# Sends one socket this text.
Tell = Callable[[str], Awaitable[None]]

# Seconds between two notices to the same sockets: nobody reads more often than that.
REST = 0.25
# A socket that doesn't take a few bytes within so many seconds is passed over; its page looks by itself.
PATIENCE = 1.0
# Where more than FEW watch, each looks after a random wait, so that their fetches, of so many seconds, come in turn.
FEW, A_FETCH, MOST_WAIT = 20, 0.008, 5.0


def told(watchers: int) -> str:
    """What one of so many sockets is told: that something is new, never what. `wait` = ms before it may look."""
    news: dict[str, Any] = {"type": "news"}
    if watchers > FEW:
        news["wait"] = round(1000 * random.uniform(0, min(watchers * A_FETCH, MOST_WAIT)))
    return json.dumps(news)


class Group:
    """The sockets of this process that watch the same, and the tasks that hear for them and tell them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.watching: set[Tell] = set()
        self.subscribed = asyncio.create_task(self._subscribe())
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def _subscribe(self) -> None:
        self._channel = await _layer().new_channel()
        await _layer().group_add(self.name, self._channel)
        self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._tell_all())]

    async def _hear(self) -> None:
        while True:
            await _layer().receive(self._channel)
            self._news.set()

    async def _tell_all(self) -> None:
        """News that come while these are told, and rest, are told once."""
        while True:
            await self._news.wait()
            self._news.clear()
            watching = tuple(self.watching)
            for tell in watching:
                await _try(tell, told(len(watching)))
            await asyncio.sleep(REST)

    async def end(self) -> None:
        await asyncio.gather(self.subscribed, return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await _layer().group_discard(self.name, self._channel)


def _layer() -> BaseChannelLayer:
    layer = get_channel_layer()
    assert layer is not None, "CHANNEL_LAYERS names one"
    return layer


async def _try(tell: Tell, text: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await tell(text)
    except Exception:
        log.debug("A socket didn't take its notice", exc_info=True)


class FanOut:
    """Who watches what in this process."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}

    async def join(self, name: str, tell: Tell) -> None:
        """From when this returns, each notice for the group is told. Raises what the channel layer raises."""
        group = self._groups.get(name) or self._groups.setdefault(name, Group(name))
        group.watching.add(tell)
        try:
            await asyncio.shield(group.subscribed)
        except BaseException:
            await self.leave(name, tell)
            raise

    async def leave(self, name: str, tell: Tell) -> None:
        group = self._groups.get(name)
        if group is None:
            return
        group.watching.discard(tell)
        if not group.watching:
            # A failed subscription goes with it: the next who joins tries anew.
            del self._groups[name]
            await group.end()
