"""A browser of a bot's own: one connection, kept open, and a jar of cookies.

It costs a quarter of a millisecond a request, so that the load of a test is the server's and not the bots'.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode, urlsplit

import httptools

MOST_REDIRECTS = 5
PATIENCE = 60.0  # seconds for an answer


class Unanswered(Exception):
    """No answer came to a request, or none that is one; says which request."""


@dataclass(frozen=True)
class Reply:
    """What came back: `took` milliseconds, from `path`, where redirects ended."""

    path: str
    status: int
    location: str
    text: str
    took: float


@dataclass
class _Exchange:
    """What httptools tells of one answer, as it comes."""

    done: asyncio.Future[None]
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, piece: bytes) -> None:
        self.body.append(piece)

    def on_message_complete(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


class _Line(asyncio.Protocol):
    """One connection, on which one question is asked at a time."""

    def __init__(self) -> None:
        self.exchange: _Exchange | None = None
        self.parser: httptools.HttpResponseParser | None = None
        self.open = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # That of uvloop is none by its class.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        assert self.parser is not None, "nothing was asked"
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError as problem:
            self._fail(problem)

    def connection_lost(self, problem: Exception | None) -> None:
        self.open = False
        self._fail(problem or ConnectionResetError("The server closed the connection."))

    def _fail(self, problem: Exception) -> None:
        if self.exchange and not self.exchange.done.done():
            self.exchange.done.set_exception(problem)

    async def ask(self, request: bytes) -> tuple[int, _Exchange]:
        self.exchange = exchange = _Exchange(asyncio.get_running_loop().create_future())
        self.parser = parser = httptools.HttpResponseParser(exchange)
        self.transport.write(request)
        await asyncio.wait_for(exchange.done, PATIENCE)
        if not parser.should_keep_alive():
            self.transport.close()
            self.open = False
        return parser.get_status_code(), exchange


class Browser:
    """`base_url` is the server's address. Two requests at once, as of a doubled click, go over two connections."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        address = urlsplit(self.base_url)
        self.host, self.port = address.hostname or "127.0.0.1", address.port or (443 if self.secure else 80)
        self.netloc = address.netloc
        self.cookies: dict[str, str] = {}
        self.idle: list[_Line] = []

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https:")

    async def get(self, path: str) -> Reply:
        """The page there, after redirects. Raises Unanswered."""
        return await self._followed(await self.ask("GET", path))

    async def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """The page to which a form leads. Raises Unanswered."""
        return await self._followed(await self.ask("POST", path, form))

    async def _followed(self, reply: Reply) -> Reply:
        for _ in range(MOST_REDIRECTS):
            if not reply.location:
                return reply
            reply = await self.ask("GET", reply.location)
        raise Unanswered(f"{reply.path} leads round in a circle.")

    async def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Reply:
        """One request, without what it leads to. Raises Unanswered."""
        path = path.removeprefix(self.base_url).partition("#")[0]
        began = time.perf_counter()
        try:
            line = await self._line()
            status, exchange = await line.ask(self._request(method, path, form))
        except (OSError, TimeoutError, httptools.HttpParserError) as problem:
            raise Unanswered(f"{method} {path}: {problem or type(problem).__name__}") from None
        took = 1000 * (time.perf_counter() - began)
        if line.open:
            self.idle.append(line)
        return Reply(path, status, self._kept(exchange.headers), b"".join(exchange.body).decode(), took)

    async def _line(self) -> _Line:
        while self.idle:
            if (line := self.idle.pop()).open:
                return line
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(_Line, self.host, self.port, ssl=self.secure or None)
        return line

    def _request(self, method: str, path: str, form: Mapping[str, str] | None) -> bytes:
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.netloc}", f"Referer: {self.base_url}/"]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        body = "" if form is None else urlencode(form)
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(head) + "\r\n\r\n" + body).encode()

    def _kept(self, headers: list[tuple[bytes, bytes]]) -> str:
        """Where the answer leads on to, if anywhere; its cookies are put into the jar."""
        location = ""
        for name, value in headers:
            if name == b"set-cookie":
                crumb, _, rest = value.decode("latin-1").partition(";")
                key, _, said = crumb.partition("=")
                if "max-age=0" in rest.lower():
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = said
            elif name == b"location":
                location = value.decode("latin-1")
        return location

    def close(self) -> None:
        for line in self.idle:
            line.transport.close()
        self.idle.clear()
