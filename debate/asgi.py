"""HTTP and sockets."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
# Before the consumers are imported: they need the models, which this loads.
web = get_asgi_application()

from debate.bounds import Bounded  # noqa: E402
from debate.consumers import ExperimentWatcher, SeatWatcher  # noqa: E402

# The types of `path` know only views that answer HTTP.
sockets: list[Any] = [
    path("ws/judge/<str:name>/", SeatWatcher.as_asgi()),  # type: ignore[arg-type]
    path("ws/experiments/<str:name>/", ExperimentWatcher.as_asgi()),  # type: ignore[arg-type]
]
application = ProtocolTypeRouter(
    {"http": Bounded(web), "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(sockets)))}
)
