"""Two workers and a sweep on the test database, and a postman who carries each wake-up to them, or doesn't."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace

import psutil
from redis import Redis
from redis.exceptions import RedisError

from debate import embedded, processes
from tests.conftest import environment

# Another database of the same Redis: workers of other tests rest, but would be sent messages all the same.
NUMBER = 1
SENT, DELIVERED = "celery", "delivered"
THREADS = 8


def redis() -> Redis:
    return Redis(unix_socket_path=str(embedded.places.redis_socket()), db=NUMBER, socket_timeout=5)


class Postman(threading.Thread):
    """Carries messages from those who send to those who receive, each `copies()` times; 0 loses it."""

    def __init__(self) -> None:
        super().__init__(name="postman", daemon=True)
        self.copies: Callable[[], int] = lambda: 1
        self.carried = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._carry()
            except RedisError:
                self.over.wait(0.1)

    def _carry(self) -> None:
        with redis() as connection:
            found = connection.brpop([SENT], timeout=1)
            if found:
                self.carried += 1
                for _ in range(self.copies()):
                    connection.lpush(DELIVERED, _copy(found[1]))


def _copy(message: bytes) -> str:
    """As a broker delivers it again: the same task under another tag."""
    data = json.loads(message)
    data["properties"]["delivery_tag"] = str(uuid.uuid4())
    return json.dumps(data)


class Crew:
    """What a test does to it, it does to one of the workers."""

    def __init__(self) -> None:
        broker = f"redis+socket://{embedded.places.redis_socket()}?virtual_host={NUMBER}"
        self.env = {**environment(), "CELERY_BROKER_URL": broker, "MOOT_GRACE": "3"}
        self.postman = Postman()
        self.supervisor = processes.Supervisor([*map(_worker, (1, 2)), _sweep()], self.env)

    def child(self, number: int) -> processes.Child:
        return next(c for c in self.supervisor.children if c.program.name == f"worker-{number}")

    def process(self, number: int) -> psutil.Process:
        return psutil.Process(self.child(number).process.pid)

    def complete(self) -> bool:
        """Whether everybody runs, whoever has ended being back."""
        return all(child.process.poll() is None for child in self.supervisor.children)


def _worker(number: int) -> processes.Program:
    program = processes.worker(number, THREADS)
    return replace(program, command=(*program.command, "-Q", DELIVERED))


def _sweep() -> processes.Program:
    program = processes.sweep()
    return replace(program, command=(*program.command, "--seconds", "1"))
