"""A worker's end: asked to stop, it takes nothing new; its calls in flight get their grace; the rest is given back.

Celery alone would wait for its threads as long as they take.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

from celery import signals
from django.conf import settings

log = logging.getLogger(__name__)

_asked = threading.Event()


def asked() -> bool:
    """Whether this process shall end, so that nothing new is to be begun."""
    return _asked.is_set()


def listen() -> None:
    """Have every worker of this process's app end so."""
    signals.worker_init.connect(_stand_by)
    signals.worker_shutting_down.connect(_ask)


def _stand_by(**_: object) -> None:
    # Started here: a thread that a signal's handler starts can wait for a lock that the code below it holds.
    threading.Thread(target=_end_in_time, name="stopping", daemon=True).start()


def _ask(**_: object) -> None:
    """Of SIGTERM or SIGINT; by another of them, what goes on now would be cut short."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    _asked.set()


def _end_in_time() -> None:
    """A process whose calls end sooner is gone before this has waited."""
    from debate.services import in_hand

    _asked.wait()
    time.sleep(settings.GRACE)
    try:
        in_hand.give_all_back()
    except Exception:
        log.exception("The turns in hand could not be given back; the sweep does it when their leases end")
    finally:
        # No usual exit: Python would wait for the threads that wait for their calls.
        os._exit(0)
