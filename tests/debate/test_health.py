"""Whether it lives, whether it can work, and figures for Prometheus: real answers, nothing for strangers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from redis.exceptions import RedisError

from debate import embedded, heartbeat, metrics
from debate.models import Turn
from tests.conftest import environment
from tests.debate.stage import endpoint, launched

pytestmark = pytest.mark.django_db

# One request, in a process that can be pointed at servers that aren't there.
ASK = """
import django; django.setup()
from django.test import Client
answer = Client().get("/readyz", SERVER_NAME="localhost")
print(answer.status_code, answer.content.decode())
"""
TOKEN = "of-the-operator"


def readyz(**env: str) -> tuple[int, dict[str, object]]:
    ours = {**os.environ, **environment(), "DJANGO_SETTINGS_MODULE": "debate.settings", **env}
    ran = subprocess.run([sys.executable, "-c", ASK], env=ours, capture_output=True, text=True, check=True)
    status, _, body = ran.stdout.partition(" ")
    assert "sesame" not in body
    return int(status), json.loads(body)


def soon(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def alive(kind: str) -> list[heartbeat.Process]:
    with heartbeat.connect() as redis:
        return [process for process in heartbeat.alive(redis) if process.kind == kind]


def figures(client: Client) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, in the order of the labels' names."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def flush() -> None:
    with heartbeat.connect() as redis:
        metrics.flush(redis)


def test_it_is_ready_with_a_database_redis_and_a_worker() -> None:
    before = len(alive("worker"))
    with heartbeat.beating("worker"):
        soon(lambda: len(alive("worker")) > before)
        assert readyz() == (200, {"ready": True, "missing": []})
    soon(lambda: len(alive("worker")) == before)


def test_without_a_worker_it_says_so() -> None:
    with heartbeat.connect() as redis:
        for key in redis.scan_iter("moot:alive:worker:*"):
            redis.delete(key)
    missing = "No worker was heard of in the last 30 seconds."
    assert readyz() == (503, {"ready": False, "missing": [missing]})


def test_without_its_servers_it_names_them_and_no_password() -> None:
    nowhere = {
        "DATABASE_URL": "postgresql://moot:sesame@127.0.0.1:1/moot",
        "REDIS_URL": "redis://:sesame@127.0.0.1:1/0",
    }
    status, said = readyz(**nowhere)
    assert status == 503
    assert said["missing"] == [
        "The database does not answer.",
        "Redis does not answer; whether a worker runs is known only there.",
    ]


def test_who_is_heard_of_tells_how_many_sockets_it_has_open() -> None:
    with heartbeat.beating("web", sockets=lambda: 17):
        soon(lambda: 17 in [process.sockets for process in alive("web")])
    soon(lambda: 17 not in [process.sockets for process in alive("web")])


def test_a_process_that_is_silent_is_forgotten_by_itself() -> None:
    with heartbeat.beating("sweep"), heartbeat.connect() as redis:
        soon(lambda: list(redis.scan_iter("moot:alive:sweep:*")))
        assert all(0 < redis.ttl(key) <= 30 for key in redis.scan_iter("moot:alive:sweep:*"))


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer é"])
def test_nobody_reads_the_metrics_without_the_token(client: Client, settings: Settings, shown: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_without_a_token_set_nobody_reads_them_at_all(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert client.get("/metrics").status_code == 404


def test_calls_are_counted_by_endpoint_and_status(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    for name, status, seconds, cached in (
        ("counted/a", "ok", 0.3, False),
        ("counted/a", "ok", 700.0, False),
        ("counted/a", "ok", 0.0, True),
        ("counted/a", "error", None, False),
        ("counted/“b”\n", "ok", 1.0, False),
    ):
        metrics.call_ended(name, status, seconds, 1000, 200, Decimal("0.003"), cached)
    flush()
    read = figures(client)
    assert read["moot_calls_total", "counted/a", "ok"] == 2
    assert read["moot_calls_total", "counted/a", "error"] == 1
    assert read["moot_calls_total", "counted/“b”\n", "ok"] == 1
    assert read["moot_cache_hits_total", "counted/a"] == 1
    assert read["moot_tokens_total", "in", "counted/a"] == 3000
    assert read["moot_tokens_total", "out", "counted/a"] == 600
    assert read["moot_spent_usd_total", "counted/a"] == pytest.approx(0.009)
    buckets = {
        bound: read["moot_call_seconds_bucket", "counted/a", bound] for bound in ("0.25", "0.5", "300.0", "+Inf")
    }
    assert buckets == {"0.25": 0, "0.5": 1, "300.0": 1, "+Inf": 2}
    assert read["moot_call_seconds_sum", "counted/a"] == pytest.approx(700.3)


def test_what_redis_does_not_take_is_kept_for_later(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    metrics.call_ended("counted/later", "ok", 1.0, 1, 1, Decimal(0), False)
    address, settings.REDIS_URL = embedded.redis_url(), "redis://127.0.0.1:1/0"
    with pytest.raises(RedisError):
        flush()
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 503
    settings.REDIS_URL = address
    flush()
    flush()
    assert figures(client)["moot_calls_total", "counted/later", "ok"] == 1


def test_turns_that_wait_are_counted_by_endpoint_and_idle_endpoints_too(
    client: Client, settings: Settings, provider: str
) -> None:
    settings.METRICS_TOKEN = TOKEN
    plain = endpoint(provider)
    endpoint(provider, "idle")
    launched(plain)
    waiting = Turn.objects.filter(endpoint=plain, status="open").count()
    read = figures(client)
    assert read["moot_turns_due", plain.name] == waiting > 0
    assert read["moot_turns_due", "test/idle"] == 0
    assert read["moot_turns_in_hand", plain.name] == 0
