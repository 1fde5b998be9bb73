"""Notices over Channels: they say that something is new, never what.

One thread of each process sends them, a moment later: whoever writes an answer doesn't wait for Redis, and what happens
within that moment is told once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Collection

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

# Long enough to tell the answers of a round together, short enough that nobody notices it.
MOMENT = 0.05


def debate_group(public_id: str) -> str:
    return f"debate.{public_id}"


def experiment_group(name: str) -> str:
    return f"experiment.{name}"


def notify(debate: str, experiment: str) -> None:
    """Tell the watchers of a debate and of its experiment, soon. A lost notice is logged; polling makes up for it."""
    _notices.put(debate_group(debate), experiment_group(experiment))


class Notices:
    """The groups that are to be told, and the thread that tells them."""

    def __init__(self) -> None:
        self._groups: set[str] = set()
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None

    def put(self, *groups: str) -> None:
        with self._lock:
            self._groups.update(groups)
            if self._thread is None or not self._thread.is_alive():
                # At the first notice, so that importing this starts nothing.
                self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
                self._thread.start()
        self._news.set()

    def _run(self) -> None:
        """One loop for the life of the process: a loop for each notice would be a connection to Redis for each.

        It waits outside the loop: a thread that a loop waits in is joined when the process ends, and this never does.
        """
        with asyncio.Runner() as runner:
            while True:
                self._news.wait()
                time.sleep(MOMENT)
                self._news.clear()
                with self._lock:
                    groups, self._groups = self._groups, set()
                runner.run(_send(groups))


async def _send(groups: Collection[str]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    for group in groups:
        try:
            await layer.group_send(group, {"type": "news"})
        except Exception:
            log.exception("A notice for %s was lost", group)


_notices = Notices()
