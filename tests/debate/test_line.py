"""The line of requests that wait for a thread."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from debate.one_thread import Line


def test_who_goes_first_passes_those_who_came_before() -> None:
    served: list[str] = []
    begun, free = Event(), Event()

    def hold() -> None:
        begun.set()
        free.wait(10)

    async def queue_up() -> None:
        line = Line(threads=1)
        holding = asyncio.create_task(line.run(hold))
        await asyncio.to_thread(begun.wait, 10)
        looking = [asyncio.create_task(line.run(lambda n=n: served.append(f"page {n}"))) for n in range(3)]  # type: ignore[misc]
        await asyncio.sleep(0)
        handing_in = asyncio.create_task(line.run(lambda: served.append("answer"), first=True))
        await asyncio.sleep(0)
        free.set()
        await asyncio.gather(holding, handing_in, *looking)

    asyncio.run(queue_up())
    assert served == ["answer", "page 0", "page 1", "page 2"]


def test_a_failure_is_its_askers_and_the_thread_goes_on() -> None:
    async def ask() -> int:
        line = Line(threads=1)
        with pytest.raises(ZeroDivisionError):
            await line.run(lambda: 1 // 0)
        return await line.run(lambda: 7)

    assert asyncio.run(ask()) == 7
