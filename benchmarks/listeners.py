"""Browsers that only listen, in a process of their own: `python benchmarks/listeners.py HOST PORT PATH COOKIE SOCKETS
NOTICES`.

As little as a socket's client can be, since it shares the machine: a handshake, and the time of whatever comes after
it. Says "ready" when all are open; then, for each notice that all have got, a line of when each did (time.perf_counter,
which counts alike in all processes).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field

TEXT, PING, PONG = 0x81, 0x89, 0x8A
PATIENCE = 60.0  # seconds until a notice that some didn't get is called lost


@dataclass
class Heard:
    """When the sockets got what they are waiting for."""

    wanted: int
    times: list[float] = field(default_factory=list)
    all: asyncio.Event = field(default_factory=asyncio.Event)

    def one(self) -> None:
        self.times.append(time.perf_counter())
        if len(self.times) >= self.wanted:
            self.all.set()

    async def next(self) -> list[float]:
        async with asyncio.timeout(PATIENCE):
            await self.all.wait()
        self.all.clear()
        times, self.times = self.times, []
        return times


class Listener(asyncio.Protocol):
    def __init__(self, opened: Heard, noticed: Heard, request: bytes) -> None:
        self.opened, self.noticed, self.request = opened, noticed, request
        self.read = b""
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        if not self.open:
            head, ended, rest = self.read.partition(b"\r\n\r\n")
            if not ended:
                return
            assert b" 101 " in head, head
            self.read, self.open = rest, True
            self.opened.one()
        # What this server sends is short: a byte of kind, one of length, and that.
        while len(self.read) > 1 and len(self.read) >= 2 + self.read[1]:
            kind, size = self.read[:2]
            self.frame(kind, self.read[2 : 2 + size])
            self.read = self.read[2 + size :]

    def frame(self, kind: int, content: bytes) -> None:
        assert kind in (TEXT, PING), (kind, content)
        if kind == TEXT:
            self.noticed.one()
        else:
            # A browser's frames are masked: with zeros, which changes nothing.
            self.transport.write(bytes([PONG, 0x80 + len(content), 0, 0, 0, 0]) + content)


def handshake(host: str, port: str, path: str, cookie: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: http://{host}:{port}",
        f"Cookie: {cookie}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def main(host: str, port: str, path: str, cookie: str, sockets: str, notices: str) -> None:
    wanted = int(sockets)
    opened, noticed = Heard(wanted), Heard(wanted)
    request = handshake(host, port, path, cookie)
    loop = asyncio.get_running_loop()
    for n in range(wanted):
        await loop.create_connection(lambda: Listener(opened, noticed, request), host, int(port))
        if n % 50 == 49:
            # No faster than they are let in: the handshakes are no part of this.
            while len(opened.times) < n - 50:
                await asyncio.sleep(0.01)
    await opened.next()
    print("ready", flush=True)
    for _ in range(int(notices)):
        print(json.dumps(await noticed.next()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
