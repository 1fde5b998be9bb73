"""Starts what nobody brought, shares it between the commands of one data folder, and stops it after the last."""

import fcntl
import os
from typing import IO

from debate.embedded.folders import lock, make_sockets_dir, prepare, remove_sockets_dir

# Held, shared, by each process that uses the servers: the kernel forgets a killed one by itself.
USERS = "users.lock"
_held: list[IO[str]] = []


def ensure() -> tuple[str, ...]:
    """Start what DATABASE_URL and REDIS_URL don't name and isn't running; the names of what was started.

    Safe in several processes at once. Raises EmbeddedError.
    """
    # Imported here, since settings import this package and `moot --help` needs no database driver.
    from debate.embedded import postgres, redis

    prepare()
    started = []
    with lock("lock"):
        if not _held:
            _held.append(lock(USERS, fcntl.LOCK_SH))
        # Whoever stopped the servers while this waited for the lock has removed it.
        make_sockets_dir()
        if not os.environ.get("DATABASE_URL") and postgres.ensure():
            started.append("PostgreSQL")
        if not os.environ.get("REDIS_URL") and redis.ensure():
            started.append("Redis")
    return tuple(started)


def release() -> None:
    """Let go of the servers; whoever is last stops them."""
    while _held:
        _held.pop().close()
    with lock("lock"):
        try:
            lock(USERS, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
        except BlockingIOError:
            return
        stop()


def stop() -> None:
    """Stop both, whoever uses them."""
    from debate.embedded import postgres, redis

    redis.stop()
    postgres.stop()
    remove_sockets_dir()
