"""Notices over Channels: they say that something is new, never what."""

from __future__ import annotations

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

log = logging.getLogger(__name__)


def debate_group(public_id: str) -> str:
    return f"debate.{public_id}"


def experiment_group(name: str) -> str:
    return f"experiment.{name}"


def notify(debate: str, experiment: str) -> None:
    """Tell the watchers of a debate and of its experiment. A lost notice is logged; polling makes up for it."""
    try:
        async_to_sync(_send)(debate_group(debate), experiment_group(experiment))
    except Exception:
        log.exception("A notice for debate %s was lost", debate)


async def _send(*groups: str) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    for group in groups:
        await layer.group_send(group, {"type": "news"})
