"""The web application, of which each request is answered in one go, by one of a few threads.

Django's own ASGI handler starts a thread for each request and hops between it and the loop for the middleware and each
signal, which costs more processor time than a page that asks the database little. A crowd waits in line instead of
sharing the processor two hundred ways.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from itertools import count
from queue import PriorityQueue
from threading import Thread
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponseBase
from django.urls import set_script_prefix

T = TypeVar("T")

# Few: Python runs one of them at a time, the others wait for the database. With eight, all took longer (measured).
THREADS = 3
# An answer that is handed in goes before whoever looks at pages.
HANDED_IN = b"submit"


class Line:
    """Threads, and the line of those who wait for one: in the order in which they came, but for who goes first."""

    def __init__(self, threads: int) -> None:
        self._waiting: PriorityQueue[tuple[bool, int, Future[Any], Callable[[], Any]]] = PriorityQueue()
        self._came = count()
        for n in range(threads):
            Thread(target=self._serve, name=f"request-{n}", daemon=True).start()

    async def run(self, work: Callable[[], T], *, first: bool = False) -> T:
        done: Future[T] = Future()
        self._waiting.put((not first, next(self._came), done, work))
        return await asyncio.wrap_future(done)

    def _serve(self) -> None:
        while True:
            _, _, done, work = self._waiting.get()
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(work())
                except BaseException as problem:
                    done.set_exception(problem)
            # Else the last request would be held until the next one comes.
            del done, work


class OneThreadHandler(ASGIHandler):
    """Django's handler for views that are plain functions; what streams is sent from the loop, as Django does."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line(THREADS)

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        # In a context of its own: a thread that answers the next request knows nothing of this one.
        run = copy_context().run
        first = scope["query_string"] == HANDED_IN
        response = await self.line.run(partial(run, self._answer, scope, body), first=first)
        if response.streaming:
            await self._stream(response, receive, send)
        else:
            await self.send_response(response, send)

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        """The response, whole and closed unless it streams. What was used of the database is given back here."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        if request is None:
            body.close()
        response = self.get_response(request) if request else refused
        assert response is not None, "there is a request, or why there is none"
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        return response

    async def _stream(self, response: HttpResponseBase, receive: Any, send: Any) -> None:
        """To its end, or until the browser goes away."""
        sending = asyncio.create_task(self.send_response(response, send))
        going = asyncio.create_task(receive())
        try:
            await asyncio.wait((sending, going), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (sending, going):
                task.cancel()
            await asyncio.gather(sending, going, return_exceptions=True)
            await sync_to_async(response.close)()
