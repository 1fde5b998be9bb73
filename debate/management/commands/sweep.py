"""`moot sweep`: repairs, every few seconds, what crashes and lost messages left behind."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from debate import heartbeat

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Repair, every few seconds, what crashes and lost messages left behind. `moot up` runs it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seconds", type=float, default=5.0, help="how long to rest between two sweeps (%(default)s)"
        )

    def handle(self, *args: Any, seconds: float, **options: Any) -> None:
        from debate.services import sweep
        from judges.deadlines import submit_kept

        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        with heartbeat.beating("sweep"):
            while not stop.is_set():
                try:
                    submit_kept()
                    sweep()
                except Exception:  # The next one tries again: the database may be restarting.
                    log.exception("A sweep failed")
                finally:
                    close_old_connections()
                stop.wait(seconds)
