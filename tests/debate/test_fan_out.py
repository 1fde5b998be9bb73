"""One notice told to many sockets of a process, over the real channel layer."""

from __future__ import annotations

import asyncio
import json

import pytest
from channels.layers import get_channel_layer

from debate.fan_out import FEW, MOST_WAIT, FanOut, told

pytestmark = pytest.mark.usefixtures("servers")


async def notice(group: str) -> None:
    layer = get_channel_layer()
    assert layer is not None
    await layer.group_send(group, {"type": "news"})


async def heard(queue: asyncio.Queue[str]) -> str:
    async with asyncio.timeout(10):
        return await queue.get()


def test_everybody_who_watches_a_group_is_told_of_its_news_alone() -> None:
    async def act() -> None:
        fan_out, here, there = FanOut(), asyncio.Queue[str](), asyncio.Queue[str]()
        await fan_out.join("debate.one", here.put)
        await fan_out.join("debate.one", there.put)
        other = asyncio.Queue[str]()
        await fan_out.join("debate.other", other.put)
        await notice("debate.one")
        assert [await heard(here), await heard(there)] == [json.dumps({"type": "news"})] * 2
        await notice("debate.other")
        await heard(other)
        assert here.empty()
        assert there.empty()

    asyncio.run(act())


def test_who_has_gone_is_told_nothing_and_who_comes_back_is() -> None:
    async def act() -> None:
        fan_out, here, stays = FanOut(), asyncio.Queue[str](), asyncio.Queue[str]()
        await fan_out.join("debate.one", here.put)
        await fan_out.leave("debate.one", here.put)
        await fan_out.join("debate.one", stays.put)
        await notice("debate.one")
        await heard(stays)
        assert here.empty()
        await fan_out.join("debate.one", here.put)
        await notice("debate.one")
        await heard(here)

    asyncio.run(act())


def test_a_socket_that_takes_nothing_or_breaks_keeps_nobody_else_waiting() -> None:
    async def stuck(_: str) -> None:
        await asyncio.Event().wait()

    async def broken(_: str) -> None:
        raise RuntimeError("gone")

    async def act() -> None:
        fan_out, here = FanOut(), asyncio.Queue[str]()
        for tell in (stuck, broken, here.put):
            await fan_out.join("debate.one", tell)
        await notice("debate.one")
        await heard(here)

    asyncio.run(act())


def test_where_many_watch_each_looks_after_a_wait_of_its_own() -> None:
    assert told(1) == told(FEW) == json.dumps({"type": "news"})
    waits = [json.loads(told(10_000))["wait"] for _ in range(50)]
    assert len(set(waits)) > 10
    assert all(0 <= wait <= 1000 * MOST_WAIT for wait in waits)
