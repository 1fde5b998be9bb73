"""`python -m debate.serving HOST`: one of several web servers that share a port.

The kernel shares out between them who knocks. Python runs one thread at a time, so that one of them is a core's worth.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from django.conf import settings

from debate.asgi import application

TO_FINISH = 2  # seconds for requests in hand, once it is asked to end


def main(host: str) -> None:
    config = uvicorn.Config(
        application,
        lifespan="on",
        server_header=False,
        access_log=False,
        log_level="warning",
        log_config=None,
        # Notices of twenty bytes get no shorter, and each socket's compression would hold memory.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=TO_FINISH,
    )
    uvicorn.Server(config).run(sockets=[_listener(host)])


def _listener(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((host, settings.PORT))
    return listener


if __name__ == "__main__":
    main(sys.argv[1])
