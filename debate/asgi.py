"""HTTP and sockets."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
# Before the consumers are imported: they need the models, which this loads.
web = get_asgi_application()

from debate.consumers import ExperimentWatcher, SeatWatcher  # noqa: E402

sockets = URLRouter(
    [
        path("ws/judge/<str:name>/", SeatWatcher.as_asgi()),
        path("ws/experiments/<str:name>/", ExperimentWatcher.as_asgi()),
    ]
)
application = ProtocolTypeRouter(
    {"http": web, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))}
)
