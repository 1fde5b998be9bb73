"""Wake-ups: those to come, one at a time for an endpoint, and those that wait for a thread."""

from __future__ import annotations

from django.conf import settings
from redis.exceptions import RedisError

from debate.llm.pace.store import client, soon_key
from debate.models import Endpoint


def first(endpoint: Endpoint, seconds: float) -> bool:
    """Whether nobody else has asked, for the time until then, to be woken. Raises RedisError."""
    return bool(client().set(soon_key(endpoint), "1", nx=True, px=max(1, round(seconds * 1_000))))


def messages() -> int:
    """How many messages wait for a worker's thread; 0 where Redis is gone."""
    try:
        return int(client().llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    except RedisError:
        return 0
