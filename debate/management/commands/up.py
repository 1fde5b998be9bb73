"""`moot up`: everything that Moot needs, started, watched and stopped together."""

import errno
import signal
import socket
import time
from types import FrameType
from typing import Any, NoReturn

import psutil
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate import commandline, embedded, processes
from debate.demo import first_visit

START_SECONDS = 120.0
WATCH_SECONDS = 5.0


class Command(BaseCommand):
    help = "Start PostgreSQL, Redis, web server, worker, sweep and offline model; Ctrl-C stops them all."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; MOOT_PORT says the port")

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _interrupt)
        try:
            with processes.being_up(settings.PUBLIC_URL):
                _refuse_taken_port(host)
                self._run(host)
        except BlockingIOError:
            raise CommandError(
                f"Moot is already up for {embedded.data_dir()}: {processes.up_address()}\n"
                "For a second one, name another folder and port: MOOT_DATA=/some/folder make up PORT=8001"
            ) from None
        except KeyboardInterrupt:
            self._say("Stopped.")

    def _run(self, host: str) -> None:
        began = time.monotonic()
        try:
            started = embedded.ensure()
            self._done(f"{' and '.join(started)} started" if started else "PostgreSQL and Redis are running")
            applied = commandline.migrate()
            self._done(f"Database: {applied} migrations applied" if applied else "Database is up to date")
            self._done(f"Starting; logs in {embedded.data_dir() / 'logs'}")
            # The first page is what people wait for: nothing else loads meanwhile.
            with processes.Supervisor(processes.webs(host)) as pages:
                links = first_visit()
                self._wait_for(host, pages)
                self._done(f"Web server answers after {time.monotonic() - began:.1f} s")
                with processes.Supervisor([*processes.workers(), processes.sweep(), processes.offline()]):
                    self._done("Workers, sweep and offline model started. Ctrl-C stops everything.\n")
                    for name, link in [("Moot", settings.PUBLIC_URL), *links]:
                        self._say(f"  {name}: {link}")
                    self._watch()
        finally:
            embedded.release()

    def _wait_for(self, host: str, pages: processes.Supervisor) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not processes.web_answers(host):
            if time.monotonic() > deadline:
                raise CommandError(f"The web server does not answer. {pages.log_of('web')}")
            time.sleep(0.1)

    def _watch(self) -> NoReturn:
        """The supervisor sees to its programs; the servers are not its children, so they are asked."""
        try:
            while True:
                time.sleep(WATCH_SECONDS)
                self._ensure_servers()
        finally:
            self._say("Stopping ...")

    def _ensure_servers(self) -> None:
        try:
            for name in embedded.ensure():
                self._done(f"{name} had ended; started again")
        except embedded.EmbeddedError as error:
            self.stderr.write(str(error))

    def _done(self, what: str) -> None:
        self._say(f"✓ {what}")

    def _say(self, what: str) -> None:
        self.stdout.write(what)
        self.stdout.flush()


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """The first signal stops everything; another must not cut that short."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def _refuse_taken_port(host: str) -> None:
    """Raises CommandError. Waits a little first, for the web server of a `moot up` that was killed a moment ago."""
    deadline = time.monotonic() + 2
    while (error := _bind_error(host)) and error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.1)
    if error and error.errno == errno.EADDRINUSE:
        raise CommandError(
            f"Port {settings.PORT} is in use by {_listener_on(settings.PORT)}. Choose another: make up PORT=8001"
        )
    if error:
        raise CommandError(f"Cannot listen on {host}:{settings.PORT}: {error.strerror}")


def _bind_error(host: str) -> OSError | None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, settings.PORT))
        except OSError as error:
            return error
    return None


def _listener_on(port: int) -> str:
    try:
        for used in psutil.net_connections("tcp"):
            if used.status == psutil.CONN_LISTEN and used.laddr[1:] == (port,) and used.pid:
                return f"{psutil.Process(used.pid).name()} (process {used.pid})"
    except psutil.Error:
        pass
    return "another program"
