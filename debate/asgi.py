"""HTTP and sockets."""

import gc
import os
from collections.abc import Mapping
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
# Before the consumers are imported: they need the models, which this loads.
django.setup(set_prefix=False)

from debate import heartbeat  # noqa: E402
from debate.bounds import Bounded, Receive, Send  # noqa: E402
from debate.consumers import ExperimentWatcher, SeatWatcher, open_sockets  # noqa: E402
from debate.one_thread import OneThreadHandler  # noqa: E402

# The types of `path` know only views that answer HTTP.
sockets: list[Any] = [
    path("ws/judge/<str:name>/", SeatWatcher.as_asgi()),  # type: ignore[arg-type]
    path("ws/experiments/<str:name>/", ExperimentWatcher.as_asgi()),  # type: ignore[arg-type]
]


async def be_heard_of(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """While the server serves."""
    await receive()
    # What has been loaded stays: the collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    with heartbeat.beating("web", open_sockets):
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})


application = ProtocolTypeRouter(
    {
        "http": Bounded(OneThreadHandler()),
        "websocket": AllowedHostsOriginValidator(CookieMiddleware(URLRouter(sockets))),
        "lifespan": be_heard_of,
    }
)
