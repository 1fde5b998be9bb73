"""The programs that make Moot run, and a small supervisor that keeps them running."""

import fcntl
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings

from debate import embedded

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 30.0, 60.0  # seconds; who ran STEADY seconds starts afresh
TO_END = 5.0  # seconds to end by oneself; who is slower is killed
# Models, which are made to wait, give way to people: beside a run at full speed, pages take a quarter as long. With 10
# they took half of that, but calls of one second a fifth longer (measured).
BEHIND = 5
WEBS = 2
UP = "up.lock"


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    to_end: float = TO_END
    nice: int = 0


def web(host: str = "127.0.0.1") -> Program:
    address = f"--host {host} --port {settings.PORT}"
    options = "--lifespan on --no-server-header --no-access-log --timeout-graceful-shutdown 2 --log-level warning"
    # Notices of twenty bytes get no shorter, and each socket's compression would hold memory.
    options += " --ws-per-message-deflate false"
    return Program("web", (*_python("uvicorn"), "debate.asgi:application", *address.split(), *options.split()))


def webs(host: str = "127.0.0.1") -> list[Program]:
    """One for each core, up to two: people who judge keep them busy, not the database."""
    number = min(WEBS, os.cpu_count() or 1)
    return [Program(name, (*_python("debate.serving"), host)) for name in ("web", "web-2")[:number]]


def web_answers(host: str = "127.0.0.1") -> bool:
    """Any answer counts; straight to the port, whatever proxy the environment names."""
    connection = HTTPConnection(host, settings.PORT, timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def workers() -> list[Program]:
    """Two processes of a hundred threads carry 200 calls in flight on two cores (benchmarks/throughput.py)."""
    return [worker(number) for number in (1, 2)]


def worker(number: int = 1, threads: int = 100) -> Program:
    # Gossip, mingle and heartbeats only cost messages here; the threads pool cannot grow, so `-c` is fixed.
    options = f"-P threads -c {threads} --prefetch-multiplier 1 --without-gossip --without-mingle --without-heartbeat"
    options += f" -n worker-{number}@%h"
    # Celery warns root because of pickle; Moot takes JSON only.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    command = (*_python("celery"), "-A", "debate", "worker", *options.split())
    return Program(f"worker-{number}", command, quiet, to_end=settings.GRACE + TO_END, nice=BEHIND)


def sweep() -> Program:
    return Program("sweep", (*_python("debate.commandline"), "sweep"))


def offline() -> Program:
    return Program("offline", (*_python("debate.commandline"), "offline"), nice=BEHIND)


def _python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module)


class Child:
    """One program in a session of its own, so that Ctrl-C reaches only us, and restarted when it ends by itself."""

    def __init__(self, program: Program, env: Mapping[str, str]) -> None:
        self.program = program
        self.env = {**os.environ, **env, **program.env}
        self.log = embedded.data_dir() / "logs" / f"{program.name}.log"
        self.pause = FIRST_PAUSE
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.due: float | None = None
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [*_dies_with_us(), *self.program.command],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        _give_way(self.process.pid, self.program.nice)

    def tend(self) -> None:
        """Start it again if it has ended: at once, then after longer and longer pauses."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if self.due is None:
            if now - self.started > STEADY:
                self.pause = FIRST_PAUSE
            self.due = now + self.pause
            message = "%s ended with code %s; starting it again in %.1f s. Its log is %s"
            log.warning(message, self.program.name, self.process.returncode, self.pause, self.log)
        elif now >= self.due:
            self.start()
            self.pause = min(2 * self.pause, LONGEST_PAUSE)


def _give_way(pid: int, nice: int) -> None:
    """To other programs. Where Linux shares out the processor by sessions, it is the session's weight that counts."""
    with suppress(OSError):  # It may have ended by now, or there are no such groups.
        os.setpriority(os.PRIO_PROCESS, pid, nice)
        Path(f"/proc/{pid}/autogroup").write_text(str(nice))


def _dies_with_us() -> tuple[str, ...]:
    """A killed parent cannot stop its children; the kernel does (util-linux, on every Debian)."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM", "--") if setpriv else ()


class Supervisor:
    """Starts the programs in a thread of its own and restarts those that crash, until `stop`.

    They start in the thread that tends them, since the kernel takes a thread's end for its children's parent's.
    """

    def __init__(self, programs: Sequence[Program], env: Mapping[str, str] | None = None) -> None:
        self.programs = programs
        self.env = env or {}
        self.children: list[Child] = []
        self._started = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def _run(self) -> None:
        try:
            self.children = [Child(program, self.env) for program in self.programs]
        finally:
            self._started.set()
        while not self._stopping.wait(0.2):
            for child in self.children:
                child.tend()
        self._end()

    def _end(self) -> None:
        for child in self.children:
            child.process.terminate()
        asked = time.monotonic()
        for child in self.children:
            try:
                child.process.wait(max(0.0, asked + child.program.to_end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def log_of(self, name: str) -> str:
        """Where that program's log is, and how it ends."""
        file = embedded.data_dir() / "logs" / f"{name}.log"
        end = "\n".join(file.read_text(errors="replace").splitlines()[-15:]) if file.exists() else ""
        return f"The end of {file}:\n{end}"

    def __enter__(self) -> "Supervisor":
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()


@contextmanager
def being_up(address: str) -> Iterator[None]:
    """Be the data folder's one `moot up`. Raises BlockingIOError if another process is."""
    with embedded.lock(UP, fcntl.LOCK_EX | fcntl.LOCK_NB) as file:
        file.truncate(0)
        file.write(address)
        file.flush()
        yield


def up_address() -> str | None:
    """The address of the `moot up` that serves this data folder now; None if there is none."""
    try:
        embedded.lock(UP, fcntl.LOCK_SH | fcntl.LOCK_NB).close()
    except BlockingIOError:
        return (embedded.data_dir() / UP).read_text()
    return None


@contextmanager
def background() -> Iterator[None]:
    """A worker, the sweep and the offline model while the block lasts, unless they run already."""
    if up_address() or _worker_elsewhere():
        yield
    else:
        with Supervisor([*workers(), sweep(), offline()]):
            yield


def _worker_elsewhere() -> bool:
    """Whoever brings a Redis may run workers on other machines."""
    from debate.celery import app

    return bool(os.environ.get("REDIS_URL") and app.control.ping(timeout=1, limit=1))
