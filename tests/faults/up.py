"""A real `moot up`, and what there is to see of it from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from debate import embedded

POSTGRESQL, REDIS = "postgres/postmaster.pid", "redis.pid"
MOOT = [sys.executable, "-m", "debate.commandline"]


class Up:
    """One `moot up` on a data folder and a port of its own, up when made."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.process = subprocess.Popen(
            [*MOOT, "up"],
            env=environment(data, port),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.strip() == f"Moot: http://127.0.0.1:{port}":
                return
        raise AssertionError("\n".join(self.said))

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def children(self, word: str) -> set[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return {child for child in children if word in command_line(child)}


def environment(data: Path, port: int) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOOT_", "DATABASE_", "REDIS_"))}
    return ours | {"MOOT_DATA": str(data), "MOOT_PORT": str(port)}


def command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def moot(command: list[str], data: Path, port: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*MOOT, *command], env=environment(data, port), capture_output=True, text=True, check=False)


def alive(data: Path) -> list[str]:
    """Every process that knows of this data folder; a dead one that nobody has reaped has no command line."""
    return [line for process in psutil.process_iter() if (line := command_line(process)) and knows(process, line, data)]


def knows(process: psutil.Process, line: str, data: Path) -> bool:
    try:
        return str(data) in line or process.environ().get("MOOT_DATA") == str(data)
    except psutil.Error:
        return False


def wait_until(condition: Callable[[], object]) -> None:
    """pytest-timeout ends it when the condition never comes true."""
    while not condition():
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def away(pid_file: str, how: signal.Signals) -> Iterator[None]:
    """A server of the tests' own ends so, and is started again after the block, as `moot up` does."""
    running = pid_in(embedded.places.data_dir() / pid_file)
    assert running
    os.kill(running, how)
    wait_until(lambda: is_gone(running))
    time.sleep(0.5)
    yield
    embedded.ensure()


def is_gone(pid: int) -> bool:
    """In a container nobody may reap a dead one."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def pid_in(file: Path) -> int | None:
    return int(file.read_text().split()[0]) if file.exists() and file.read_text() else None
