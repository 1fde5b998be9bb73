"""Servers that outlive their parents, known by a pid file that may be stale: found, and ended for certain."""

import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil


def wheel(package: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The package {package} is not installed; run `uv sync`.", name=package)
    return Path(spec.origin).parent


@dataclass(frozen=True)
class Daemon:
    """`place` is a path on the server's command line that no other server has."""

    program: str
    pid_file: Path
    place: Path

    def process(self) -> psutil.Process | None:
        """The running server, or None. The number alone proves nothing: it may be another program's by now."""
        try:
            process = psutil.Process(int(self.pid_file.read_text().split("\n", 1)[0]))
            ours = process.name() == self.program and str(self.place) in " ".join(process.cmdline())
        except (OSError, ValueError, psutil.Error):
            return None
        return process if ours else None

    def settles(self, answers: Callable[[], bool], seconds: float) -> bool:
        """Whether it answers; one that runs gets that long, since it may be starting, recovering or busy."""
        deadline = time.monotonic() + seconds
        while not answers():
            if self.process() is None or time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def end(self, signals: tuple[signal.Signals, ...], seconds: float) -> None:
        """Send the signals in turn, each with that long to work, then remove the pid file."""
        for how in signals:
            if process := self.process():
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(how)
                self._wait(seconds)
        self.pid_file.unlink(missing_ok=True)

    def _wait(self, seconds: float) -> None:
        """Not Process.wait: it takes a zombie for alive, and in a container nobody may reap one."""
        deadline = time.monotonic() + seconds
        while self.process() and time.monotonic() < deadline:
            time.sleep(0.05)
