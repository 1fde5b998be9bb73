"""Each process says every two seconds that it lives, and adds what it counted to everybody's sums.

What it says is forgotten after 30 seconds by Redis itself, whose clock is the same for all hosts.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from celery import signals
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from debate import metrics

log = logging.getLogger(__name__)

KINDS = ("web", "worker", "sweep")
EVERY, FORGOTTEN_AFTER = 2.0, 30  # seconds
PREFIX = "moot:alive"


@dataclass(frozen=True)
class Process:
    """One that was heard of lately. `sockets` = how many are open in it; only web servers have any."""

    kind: str
    sockets: int


def connect() -> Redis:
    """A client that fails within seconds, where others would wait."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))


def alive(redis: Redis) -> list[Process]:
    """Who was heard of in the last 30 seconds. Raises RedisError."""
    keys = [key.decode() for key in redis.scan_iter(f"{PREFIX}:*", count=1000)]
    said = redis.mget(keys) if keys else []
    return [Process(key.split(":")[2], int(n)) for key, n in zip(keys, said, strict=True) if n is not None]


class Heart:
    """The thread that says so, from `start` to `stop`."""

    def __init__(self, kind: str, sockets: Callable[[], int] = lambda: 0) -> None:
        self.key = f"{PREFIX}:{kind}:{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.sockets = sockets
        self._redis = connect()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        if not self._thread.is_alive():
            self._thread.start()

    def stop(self) -> None:
        """Say the last, and be forgotten at once."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        calm = True
        while not self._stopping.is_set():
            calm = self._try(self._beat, calm)
            self._stopping.wait(EVERY)
        self._try(self._end, calm)

    def _try(self, what: Callable[[], None], calm: bool) -> bool:
        """Whether it worked. Only the first of several failures is news."""
        try:
            what()
        except RedisError as problem:
            if calm:
                log.warning("Redis does not hear this process: %s", problem)
            return False
        except Exception:
            log.exception("A heartbeat failed")
            return False
        return True

    def _beat(self) -> None:
        self._redis.set(self.key, self.sockets(), ex=FORGOTTEN_AFTER)
        metrics.flush(self._redis)

    def _end(self) -> None:
        self._redis.delete(self.key)
        metrics.flush(self._redis)


@contextmanager
def beating(kind: str, sockets: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """Be heard of while the block lasts."""
    heart = Heart(kind, sockets)
    heart.start()
    try:
        yield
    finally:
        heart.stop()


def listen() -> None:
    """Have every Celery worker of this process heard of, once it takes work."""
    signals.worker_ready.connect(_begin)
    signals.worker_shutdown.connect(_stop)


@cache
def _workers_own() -> Heart:
    """Just one: a worker is ready again after each loss of its broker."""
    return Heart("worker")


def _begin(**_: object) -> None:
    _workers_own().start()


def _stop(**_: object) -> None:
    _workers_own().stop()
