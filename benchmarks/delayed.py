"""A provider that answers every call after the same delay, at little cost: `python benchmarks/delayed.py SECONDS`.

It prints its address and serves until its standard input closes. A judge's prompt is told by the form in it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import uvloop

QUOTED = "The clerk had locked the archive before the rain began"
SPEECH = f"<quote>{QUOTED}</quote> " + " ".join(
    ["The passage says so plainly, and nothing in it speaks against it."] * 13
)
BELIEF = "The first speaker quotes what stands there.\nA: 70 %\nB: 30 %"


def response(text: str, words_in: int) -> bytes:
    tokens = {"prompt_tokens": words_in, "completion_tokens": 210, "total_tokens": words_in + 210}
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    data = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": tokens}
    body = json.dumps(data).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


SPEAKS, JUDGES = response(SPEECH, 1_400), response(BELIEF, 500)


class Delayed(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as far as the clients of a benchmark need it: one request at a time a connection."""

    def __init__(self, delay: float) -> None:
        self.delay, self.received = delay, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's by what they do, not by descent.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) >= length:
            answer = JUDGES if b"<probability" in body else SPEAKS
            self.received = b""
            asyncio.get_running_loop().call_later(self.delay, self.answer, answer)

    def answer(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)


@contextmanager
def delayed(seconds: float) -> Iterator[str]:
    """A provider in a process of its own; its address."""
    command = [sys.executable, __file__, str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


async def serve(delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Delayed(delay), "127.0.0.1", 0, backlog=1_000)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(serve(float(sys.argv[1])))
