"""Wake-ups: those to come, one at a time for an endpoint; and the messages that wait for a worker's thread."""

from __future__ import annotations

from django.conf import settings

from debate.llm.pace.store import client, quietly, soon_key, waiting_key
from debate.models import Endpoint

# A message that is lost is forgotten after so many seconds without another.
REMEMBERED = 15


def first(endpoint: Endpoint, seconds: float) -> bool:
    """Whether nobody else has asked, for the time until then, to be woken. Raises RedisError."""
    return bool(client().set(soon_key(endpoint), "1", nx=True, px=max(1, round(seconds * 1_000))))


def sent(endpoint: Endpoint, messages: int) -> None:
    """So many messages are on their way to a thread. Raises RedisError."""
    with client().pipeline(transaction=False) as together:
        together.incrby(waiting_key(endpoint.pk), messages)
        together.expire(waiting_key(endpoint.pk), REMEMBERED)
        together.execute()


@quietly
def received(endpoint_id: int) -> None:
    """One of them has its thread; a message that came twice is counted out once too often, and forgotten."""
    if client().decr(waiting_key(endpoint_id)) < 0:
        client().delete(waiting_key(endpoint_id))


def waiting(endpoint_id: int) -> int:
    """How many messages for this endpoint wait for a thread. Raises RedisError."""
    return max(0, int(client().get(waiting_key(endpoint_id)) or 0))


def others_wait(endpoint_id: int) -> bool:
    """Whether messages for other endpoints wait for a thread. Raises RedisError."""
    return int(client().llen(settings.CELERY_TASK_DEFAULT_QUEUE)) > waiting(endpoint_id)
