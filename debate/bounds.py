"""How much anybody can send. Django reads a request's body whole, onto the disk, before it asks who sent it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MEGABYTE = 1_000_000
# In the admin a question set comes in two files of 20 MB; elsewhere people send forms, of 100,000 characters at most.
MOST_FILES, MOST_FORM = 45 * MEGABYTE, 2 * MEGABYTE


class Bounded:
    """The application, for requests that are no longer than that; others are refused, with as little read of them."""

    def __init__(self, application: Callable[[dict[str, Any], Receive, Send], Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        most = MOST_FILES if scope["path"].startswith("/admin/") else MOST_FORM
        if _declared(scope) > most:
            return await _refuse(send, most)
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read <= most:
                return message
            await _refuse(send, most)
            return {"type": "http.disconnect"}

        return await self.application(scope, counted, send)


def _declared(scope: Message) -> int:
    """The length that the request says it has; what comes in pieces says none, and is counted."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


async def _refuse(send: Send, most: int) -> None:
    words = (
        f"This is too large: at most {most // MEGABYTE} MB can be sent here. A larger file is split, or imported on "
    )
    words += "the server by “moot import_questions” or “moot import”.\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": words.encode(), "more_body": False})
