"""Wake-ups and notices: sent after commit, harmless when lost, doubled or late; the sweep repairs lost ones.

A worker that is awake goes on to the next due turn of its endpoint by itself. So a wake-up is sent only for as many
turns as the endpoint has free places.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from debate import live
from debate.celery import app
from debate.llm import pace
from debate.models import Endpoint, Experiment, Turn

log = logging.getLogger(__name__)


def wake(endpoints: Iterable[Endpoint]) -> None:
    """After commit, a wake-up for each of these, an endpoint as often as turns have come to it."""
    for endpoint, turns in Counter(endpoints).items():
        transaction.on_commit(partial(_send, endpoint, turns), robust=True)


def wake_soon(endpoint: Endpoint, seconds: float) -> None:
    """Look in so many seconds whether the endpoint has work again; no thread waits for it."""
    try:
        if pace.first(endpoint, seconds):
            app.send_task("debate.wake", args=[endpoint.pk], countdown=seconds)
    except (RedisError, OperationalError):
        log.warning("The wake-up of %s in %.1f s was lost", endpoint, seconds)


def wake_idle(endpoints: Iterable[int] | None = None) -> None:
    """As many wake-ups as each endpoint, or each of these, has due turns that nobody holds and free places."""
    due = Turn.objects.filter(status=Turn.Status.OPEN, lease=None, due_at__lte=timezone.now())
    due = due.filter(experiment__status=Experiment.Status.RUNNING, endpoint__isnull=False)
    if endpoints is not None:
        due = due.filter(endpoint__in=list(endpoints))
    turns = dict(due.order_by().values_list("endpoint").annotate(n=Count("pk")))
    for endpoint in Endpoint.objects.filter(pk__in=turns):
        transaction.on_commit(partial(_send, endpoint, turns[endpoint.pk]), robust=True)


def _send(endpoint: Endpoint, turns: int) -> None:
    """Messages that still wait for a thread will find these turns too."""
    messages = min(turns, pace.free(endpoint) - pace.waiting(endpoint.pk))
    if messages > 0:
        pace.sent(endpoint, messages)
        for _ in range(messages):
            app.send_task("debate.work", args=[endpoint.pk])


def tell(debate: str, experiment: str) -> None:
    """After commit, a notice without content to whoever watches the debate or the experiment."""
    transaction.on_commit(partial(live.notify, debate, experiment), robust=True)
