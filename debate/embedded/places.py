"""Where the data folder, the sockets and the servers are. Nothing here starts or writes anything."""

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent.parent

# Linux gives a unix socket's address 108 bytes; PostgreSQL names its own ".s.PGSQL.5432" in a folder of ours.
LONGEST_SOCKET = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"


def data_dir() -> Path:
    """MOOT_DATA, else `.moot` in the checkout."""
    return Path(os.environ.get("MOOT_DATA") or CHECKOUT / ".moot").expanduser().resolve()


def sockets_dir() -> Path:
    """A folder in the data folder, or a short one of this data folder's own under /tmp when that is too deep or would
    need escaping in a URL."""
    folder = data_dir() / "sockets"
    fits = len(os.fsencode(folder / "postgres" / POSTGRES_SOCKET)) <= LONGEST_SOCKET
    if fits and quote(str(folder)) == str(folder):
        return folder
    digest = hashlib.sha256(os.fsencode(data_dir())).hexdigest()[:16]
    return Path("/tmp") / f"moot-{os.getuid()}-{digest}"  # noqa: S108 (TMPDIR could differ between two processes)


def postgres_socket_dir() -> Path:
    """Apart from the others: when root runs Moot, this folder belongs to the account that runs PostgreSQL."""
    return sockets_dir() / "postgres"


def redis_socket() -> Path:
    return sockets_dir() / "redis.sock"


def offline_socket() -> Path:
    return sockets_dir() / "offline.sock"


def database_url() -> str:
    """DATABASE_URL, else the embedded PostgreSQL over its unix socket."""
    return os.environ.get("DATABASE_URL") or f"postgresql://moot@/moot?host={postgres_socket_dir()}"


def redis_url() -> str:
    """REDIS_URL, else the embedded Redis over its unix socket."""
    return os.environ.get("REDIS_URL") or f"unix://{redis_socket()}?db=0"


def secret_key_file() -> Path:
    return data_dir() / "secret-key"


def secret_key() -> str:
    """MOOT_SECRET_KEY, else the data folder's, else one for this process only (`make test`, `moot --help`)."""
    if from_environment := os.environ.get("MOOT_SECRET_KEY"):
        return from_environment
    try:
        return secret_key_file().read_text()
    except OSError:
        return secrets.token_urlsafe(50)
