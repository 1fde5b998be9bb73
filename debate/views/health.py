"""For the machines that watch over Moot: whether it lives, whether it can work, and its figures. Nobody signs in."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily, Metric
from redis.exceptions import RedisError

from debate import heartbeat
from debate.metrics import exposition, gauge
from debate.models import Endpoint, Experiment, Turn


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The web process is up; it asks nothing of the database, whose restart must not take the pages down."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether everything that pages and debates need is there; else 503, and in words what is missing."""
    missing = _looked.missing()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


class _Looked:
    """Looks at most once a second, whoever asks: each look is a database connection of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: list[str] = []
        self._until = 0.0

    def missing(self) -> list[str]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = [*_missing_of_database(), *_missing_of_redis()]
                self._until = time.monotonic() + 1
            return self._found


_looked = _Looked()


def _missing_of_database() -> Iterator[str]:
    """Not by the pool: a busy one is no reason to send people elsewhere, and one without a database waits for 30 s."""
    asked = connection.copy()
    asked.settings_dict["OPTIONS"] = {**asked.settings_dict["OPTIONS"], "pool": False, "connect_timeout": 3}
    try:
        with asked.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        yield "The database does not answer."
    finally:
        asked.close()


def _missing_of_redis() -> Iterator[str]:
    try:
        with heartbeat.connect() as redis:
            alive = heartbeat.alive(redis)
    except RedisError:
        yield "Redis does not answer; whether a worker runs is known only there."
        return
    if not any(process.kind == "worker" for process in alive):
        yield f"No worker was heard of in the last {heartbeat.FORGOTTEN_AFTER} seconds."


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which shows the operator's token; for anybody else there is nothing here."""
    asked, token = request.headers.get("Authorization", ""), settings.METRICS_TOKEN
    if not token or not constant_time_compare(asked, f"Bearer {token}"):
        raise Http404
    try:
        with heartbeat.connect() as redis:
            figures = exposition(redis, [*_of_turns(), *_of_processes(heartbeat.alive(redis))])
    except (RedisError, Error):
        return HttpResponse("Redis or the database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)


def _of_turns() -> Iterator[Metric]:
    """Two counts over indexes that hold only what is in work."""
    mine = Turn.objects.filter(status=Turn.Status.OPEN, experiment__status=Experiment.Status.RUNNING)
    due, held = mine.filter(lease=None, due_at__lte=timezone.now()), mine.filter(lease__isnull=False)
    yield gauge("moot_turns_due", "Turns that wait for a worker.", "endpoint", _by_endpoint(due))
    yield gauge("moot_turns_in_hand", "Turns that a worker holds.", "endpoint", _by_endpoint(held))


def _by_endpoint(turns: QuerySet[Turn]) -> dict[str, int]:
    """With the endpoints that have none: a figure that vanishes can't be watched."""
    counts = dict(turns.order_by().values_list("endpoint").annotate(Count("pk")))
    return {name: counts.get(pk, 0) for pk, name in Endpoint.objects.values_list("pk", "name")}


def _of_processes(alive: Sequence[heartbeat.Process]) -> Iterator[Metric]:
    kinds = Counter(process.kind for process in alive)
    numbers = {kind: kinds[kind] for kind in heartbeat.KINDS}
    yield gauge("moot_processes", "Processes heard of in the last 30 seconds.", "kind", numbers)
    sockets = sum(process.sockets for process in alive)
    yield GaugeMetricFamily("moot_open_sockets", "Sockets open in all web servers.", value=sockets)
