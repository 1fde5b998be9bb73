"""The handler that answers each request in one thread, asked as a web server asks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextvars import ContextVar
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from debate.one_thread import THREADS, OneThreadHandler

pytestmark = [pytest.mark.urls(__name__), pytest.mark.usefixtures("servers")]

left_behind: ContextVar[str] = ContextVar("left_behind", default="nothing")
ended: list[str] = []


def forgetful(request: HttpRequest) -> HttpResponse:
    found = left_behind.get()
    left_behind.set("something")
    return HttpResponse(found)


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body[::-1])


async def endlessly() -> AsyncIterator[str]:
    try:
        while True:
            yield "more "
            await asyncio.sleep(0.01)
    finally:
        ended.append("stream")


def endless(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(endlessly())


urlpatterns = [path("forgetful", forgetful), path("echo", echo), path("endless", endless)]


def asked(handler: OneThreadHandler, address: str, body: bytes = b"") -> ApplicationCommunicator:
    headers = [(b"host", b"127.0.0.1"), (b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": address, "query_string": b""}
    return ApplicationCommunicator(handler, {**scope, "headers": headers})


async def answered(handler: OneThreadHandler, address: str, body: bytes = b"") -> tuple[int, bytes]:
    request = asked(handler, address, body)
    await request.send_input({"type": "http.request", "body": body})
    start: dict[str, Any] = await request.receive_output(timeout=10)
    content: dict[str, Any] = await request.receive_output(timeout=10)
    return start["status"], content["body"]


def test_what_is_sent_is_read_and_answered() -> None:
    assert asyncio.run(answered(OneThreadHandler(), "/echo", b"abc")) == (200, b"cba")


def test_a_request_finds_nothing_that_one_before_it_left_behind() -> None:
    async def act() -> list[tuple[int, bytes]]:
        handler = OneThreadHandler()
        return [await answered(handler, "/forgetful") for _ in range(3 * THREADS)]

    assert set(asyncio.run(act())) == {(200, b"nothing")}


def test_a_stream_ends_when_the_browser_goes_away() -> None:
    async def act() -> None:
        request = asked(OneThreadHandler(), "/endless")
        await request.send_input({"type": "http.request"})
        assert (await request.receive_output(timeout=10))["status"] == 200
        assert (await request.receive_output(timeout=10))["body"] == b"more "
        await request.send_input({"type": "http.disconnect"})
        await request.wait(timeout=10)

    asyncio.run(act())
    assert ended.pop() == "stream"
