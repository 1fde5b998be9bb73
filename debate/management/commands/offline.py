"""`moot offline`: the offline model on its unix socket."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from debate import embedded


class Command(BaseCommand):
    help = "Serve the offline model on this data folder's unix socket. `moot up` runs it."

    def handle(self, *args: Any, **options: Any) -> None:
        config = uvicorn.Config("debate.llm.offline.server:app", log_config=None, log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        # A second one (of `moot run --wait`, say) waits here and takes over when the first ends.
        with embedded.lock("offline.lock"), _listener() as listener:
            server.run(sockets=[listener])


@contextlib.contextmanager
def _listener() -> Iterator[socket.socket]:
    """For this user only; uvicorn, left to make the socket itself, opens it to everybody."""
    embedded.prepare()
    settings.OFFLINE_SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(settings.OFFLINE_SOCKET))
        settings.OFFLINE_SOCKET.chmod(0o600)
        try:
            yield listener
        finally:
            settings.OFFLINE_SOCKET.unlink(missing_ok=True)
