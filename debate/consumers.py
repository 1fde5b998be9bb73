"""Sockets that only say that something is new: what it is, the browser fetches through the pages."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from debate import access, live
from debate.fan_out import FanOut

FAN_OUT = FanOut()
_open: set[Watcher] = set()


def open_sockets() -> int:
    """How many browsers are connected to this process."""
    return len(_open)


class Watcher(AsyncWebsocketConsumer):
    """Joins the one group that its address names, if this viewer may; else the handshake is refused."""

    # What it is told comes through FAN_OUT, not over a channel of its own.
    channel_layer_alias = "none"
    group: str | None = None

    def watched(self, viewer: access.Viewer) -> str | None:
        """The group to watch; None = nothing here for this viewer."""
        raise NotImplementedError

    def admitted(self) -> str | None:
        """The same for whoever knocks: all that is asked of the database, in one thread."""
        return self.watched(viewer_of_cookies(self.scope["cookies"]))

    @property
    def name(self) -> str:
        """What the address names."""
        return str(self.scope["url_route"]["kwargs"]["name"])

    async def connect(self) -> None:
        self.group = await database_sync_to_async(self.admitted, thread_sensitive=False)()
        if self.group is None:
            await self.close()
            return
        await FAN_OUT.join(self.group, self.send)
        await self.accept()
        _open.add(self)

    async def disconnect(self, code: int) -> None:
        _open.discard(self)
        if self.group is not None:
            await FAN_OUT.leave(self.group, self.send)

    async def receive(self, *args: Any, **kwargs: Any) -> None:
        """Browsers have nothing to say here."""


def viewer_of_cookies(cookies: dict[str, str]) -> access.Viewer:
    """Whoever is signed in by these, as in a request for a page."""
    request = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    return access.viewer_of(auth.get_user(request))


class SeatWatcher(Watcher):
    """For whoever sits in the seat: something happened in its debate."""

    def watched(self, viewer: access.Viewer) -> str | None:
        debate = access.debate_of_seat(viewer, self.name)
        return live.debate_group(debate) if debate else None


class ExperimentWatcher(Watcher):
    """For researchers: something happened in the experiment."""

    def watched(self, viewer: access.Viewer) -> str | None:
        mine = access.experiments(viewer).filter(name=self.name)
        return live.experiment_group(self.name) if mine.exists() else None
