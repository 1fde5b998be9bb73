"""Where things are, and servers that several commands share."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from debate.embedded import places

pytestmark = pytest.mark.faults

WHERE = "from debate import embedded as e; print(e.database_url(), e.redis_url(), e.offline_socket(), e.secret_key())"
START = "from debate import embedded as e; print(*e.ensure())"
START_AND_STOP = f"{START}; e.release()"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    _python("from debate import embedded as e; e.prepare(); e.stop()", tmp_path / "data")


def _python(code: str, data: Path, **env: str) -> str:
    return _finish(_begin(code, data, **env))


def _begin(code: str, data: Path, **env: str) -> "subprocess.Popen[str]":
    environment = _environment(data) | env
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)


def _finish(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate()
    assert process.returncode == 0
    return output.strip()


def _environment(data: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOOT_", "DATABASE_", "REDIS_"))}
    return ours | {"MOOT_DATA": str(data)}


def _sockets(data: Path) -> Path:
    return Path(_python("from debate.embedded import places; print(places.sockets_dir())", data))


def test_asking_where_things_are_writes_nothing(tmp_path: Path) -> None:
    _python(WHERE, tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


def test_the_environment_replaces_the_embedded_servers(tmp_path: Path) -> None:
    urls: Mapping[str, str] = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://r:1"}
    said = _python(WHERE, tmp_path, **urls, MOOT_SECRET_KEY="planted")
    database, redis, _, secret = said.split()
    assert (database, redis, secret) == ("postgresql://db/x", "redis://r:1", "planted")


@pytest.mark.parametrize("name", ["short", "deep-" * 30, "with space", "with,comma"])
def test_every_socket_fits_an_address_and_a_url(tmp_path: Path, name: str) -> None:
    sockets = _sockets(tmp_path / name)
    assert len(os.fsencode(sockets / "postgres" / places.POSTGRES_SOCKET)) <= 107
    assert not set(" ,%?#") & set(str(sockets))


def test_two_deep_folders_have_sockets_of_their_own(tmp_path: Path) -> None:
    assert _sockets(tmp_path / ("a" * 120)) != _sockets(tmp_path / ("b" * 120))


def test_the_secret_key_is_kept_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    ask = "from debate import embedded as e; e.prepare(); print(e.secret_key())"
    assert _python(ask, tmp_path) == _python(ask, tmp_path)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_named_in_the_message() -> None:
    command = [sys.executable, "-m", "debate.commandline", "showmigrations"]
    refused = subprocess.run(command, env=_environment(Path("/proc/moot")), capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Moot keeps its data in /proc/moot and cannot write there")
    assert "Traceback" not in refused.stderr


def test_two_processes_at_once_start_each_server_once(data: Path) -> None:
    both = [_begin(START, data), _begin(START, data)]
    assert sorted(_finish(process) for process in both) == ["", "PostgreSQL Redis"]


def test_the_last_to_let_go_stops_the_servers(data: Path) -> None:
    holding = subprocess.Popen(
        [sys.executable, "-c", f"{START}; input(); e.release()"],
        env=_environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holding.stdout
    assert holding.stdout.readline() == "PostgreSQL Redis\n"
    assert _python(START_AND_STOP, data) == ""
    assert _sockets(data).exists()
    holding.communicate("\n")
    assert not _sockets(data).exists()


def test_only_their_owner_reaches_the_servers_and_only_by_socket(data: Path) -> None:
    _python(START, data)
    sockets = _sockets(data)
    assert stat.S_IMODE((sockets / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE((sockets / "redis.sock").stat().st_mode) == 0o700
    with psycopg.connect(f"postgresql://moot@/moot?host={sockets / 'postgres'}") as connection:
        settings = {name: _setting(connection, name) for name in ("listen_addresses", "fsync", "jit", "is_superuser")}
    assert settings == {"listen_addresses": "", "fsync": "on", "jit": "off", "is_superuser": "off"}


def _setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row
    return str(row[0])


def test_a_stale_pid_file_keeps_nothing_from_starting(data: Path) -> None:
    _python(START_AND_STOP, data)
    for file in (data / "postgres" / "postmaster.pid", data / "redis.pid"):
        file.write_text(f"{os.getpid()}\n")
    assert _python(START, data) == "PostgreSQL Redis"


@pytest.mark.faults
def test_servers_that_were_killed_start_again_with_their_data(data: Path) -> None:
    _python(START, data)
    address = f"postgresql://moot@/moot?host={_sockets(data) / 'postgres'}"
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    for file in (data / "postgres" / "postmaster.pid", data / "redis.pid"):
        os.kill(int(file.read_text().split()[0]), 9)
    assert _python(START, data) == "PostgreSQL Redis"
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


@pytest.mark.faults
def test_a_frozen_redis_is_replaced(data: Path) -> None:
    _python(START, data)
    os.kill(int((data / "redis.pid").read_text()), 19)
    assert _python(START, data) == "Redis"
