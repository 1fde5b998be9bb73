"""Wake-ups and notices: sent after commit, harmless when lost, doubled or late."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from debate import live
from debate.celery import app

log = logging.getLogger(__name__)


def wake(endpoints: Iterable[int]) -> None:
    """After commit, one message for each turn that an endpoint has got to answer; the sweep repairs lost ones."""
    for endpoint in endpoints:
        transaction.on_commit(partial(_send, endpoint), robust=True)


def _send(endpoint: int) -> None:
    app.send_task("debate.work", args=[endpoint])


def tell(debate: str, experiment: str) -> None:
    """After commit, a notice without content to whoever watches the debate or the experiment."""
    transaction.on_commit(partial(live.notify, debate, experiment), robust=True)
