"""The data folder: made, kept private, locked; and the account that PostgreSQL needs when root runs Moot."""

import contextlib
import fcntl
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from pathlib import Path
from typing import IO

from debate.embedded import places

ACCOUNT = "moot-postgres"


class EmbeddedError(Exception):
    """What is wrong with the data folder or its servers, in words for the person at the terminal."""


def prepare() -> None:
    """Make the data folder and what it must hold before settings are read. Raises EmbeddedError."""
    folder = places.data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("logs", "static"):
            (folder / name).mkdir(exist_ok=True, mode=0o700)
        make_sockets_dir()
        _write_secret_key()
    except OSError as error:
        raise EmbeddedError(
            f"Moot keeps its data in {folder} and cannot write there: {error.strerror}.\n"
            "Make that folder writable for you, or name another one: MOOT_DATA=/some/folder"
        ) from error


def make_sockets_dir() -> None:
    """Under /tmp somebody else could have made it first, to listen in."""
    folder = places.sockets_dir()
    folder.mkdir(exist_ok=True, mode=0o700)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise EmbeddedError(f"{folder} belongs to somebody else; remove it, or choose a shorter MOOT_DATA.")


def remove_sockets_dir() -> None:
    """Unless the offline model still listens in it."""
    with contextlib.suppress(OSError):
        places.postgres_socket_dir().rmdir()
        places.sockets_dir().rmdir()


def _write_secret_key() -> None:
    """Whole or not at all: another process may be reading it."""
    file = places.secret_key_file()
    if os.environ.get("MOOT_SECRET_KEY"):
        return
    with lock("lock"):
        if not file.exists():
            draft = file.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            draft.replace(file)


def lock(name: str, how: int = fcntl.LOCK_EX) -> IO[str]:
    """The data folder's lock file of that name, held until it is closed or its process dies, however it dies.

    Raises BlockingIOError if `how` has LOCK_NB and another process holds it.
    """
    file = open(places.data_dir() / name, "a+")  # noqa: SIM115
    try:
        fcntl.flock(file, how)
    except BaseException:
        file.close()
        raise
    return file


def postgres_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root gets it an account of its own; None for everybody else."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(ACCOUNT)


def give(folder: Path, account: pwd.struct_passwd | None) -> None:
    """A private folder for that account."""
    folder.mkdir(exist_ok=True, mode=0o700)
    if account and folder.stat().st_uid != account.pw_uid:
        shutil.chown(folder, account.pw_uid, account.pw_gid)


def open_the_way(path: Path) -> None:
    """Let other accounts pass through (not list) the folders above `path`, /root among them."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
