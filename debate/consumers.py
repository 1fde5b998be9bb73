"""Sockets that only say that something is new: what it is, the browser fetches through the pages."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from debate import access, live


class Watcher(AsyncJsonWebsocketConsumer):
    """Joins the one group that its address names, if this viewer may; else the handshake is refused."""

    group: str | None = None

    def watched(self) -> str | None:
        """The group to watch; None = nothing here for this viewer."""
        raise NotImplementedError

    @property
    def viewer(self) -> access.Viewer:
        return access.viewer_of(self.scope["user"] or AnonymousUser())

    @property
    def name(self) -> str:
        """What the address names."""
        return str(self.scope["url_route"]["kwargs"]["name"])

    async def connect(self) -> None:
        self.group = await database_sync_to_async(self.watched)()
        if self.group is None:
            await self.close()
            return
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, *args: Any, **kwargs: Any) -> None:
        """Browsers have nothing to say here."""

    async def news(self, event: dict[str, Any]) -> None:
        await self.send_json({"type": "news"})


class SeatWatcher(Watcher):
    """For whoever sits in the seat: something happened in its debate."""

    def watched(self) -> str | None:
        try:
            return live.debate_group(access.seat(self.viewer, self.name).debate.public_id)
        except Http404:
            return None


class ExperimentWatcher(Watcher):
    """For researchers: something happened in the experiment."""

    def watched(self) -> str | None:
        mine = access.experiments(self.viewer).filter(name=self.name)
        return live.experiment_group(self.name) if mine.exists() else None
