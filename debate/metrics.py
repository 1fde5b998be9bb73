"""What Prometheus reads: counters of all processes, summed in Redis, and what is so now.

A worker serves no HTTP, so each process counts for itself and its heartbeat adds what is new to one Redis hash. When
Redis loses its data the counters begin anew, which Prometheus takes for a restart.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis import Redis

HASH = "moot:metrics"
# Each counter's labels after the endpoint, and what it counts.
COUNTERS = {
    "moot_calls": (("status",), "Calls of models that have ended; those answered from the cache excepted."),
    "moot_cache_hits": ((), "Calls answered by a reply that was paid before."),
    "moot_tokens": (("direction",), "Tokens of calls, in and out, as the provider counted them."),
    "moot_spent_usd": ((), "What calls cost, in USD."),
}
SECONDS, SUM = "moot_call_seconds", "moot_call_seconds_sum"
# Seconds. A small model's short reply takes half of one, a reasoning model's long one minutes.
BUCKETS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)
BOUNDS = (*map(str, BUCKETS), "+Inf")

Key = tuple[str, ...]  # a metric, an endpoint, and the values of further labels

_new: defaultdict[Key, float] = defaultdict(float)
_lock = threading.Lock()


def call_ended(
    endpoint_name: str,
    status: str,
    seconds: float | None,
    tokens_in: int,
    tokens_out: int,
    usd: Decimal,
    cached: bool,
) -> None:
    """Count one call; costs about 2 µs. What a cached one repeats was counted when it was paid."""
    with _lock:
        if cached:
            _new["moot_cache_hits", endpoint_name] += 1
            return
        _new["moot_calls", endpoint_name, status] += 1
        _new["moot_tokens", endpoint_name, "in"] += tokens_in
        _new["moot_tokens", endpoint_name, "out"] += tokens_out
        _new["moot_spent_usd", endpoint_name] += float(usd)
        if seconds is not None:
            _new[SECONDS, endpoint_name, BOUNDS[bisect_left(BUCKETS, seconds)]] += 1
            _new[SUM, endpoint_name] += seconds


def flush(redis: Redis) -> None:
    """Add what was counted since the last time to everybody's sums. Where Redis fails, it is kept for the next time."""
    with _lock:
        counted = dict(_new)
        _new.clear()
    try:
        with redis.pipeline() as together:
            for key, value in counted.items():
                together.hincrbyfloat(HASH, json.dumps(key), value)
            together.execute()
    except Exception:
        with _lock:
            for key, value in counted.items():
                _new[key] += value
        raise


def exposition(redis: Redis, gauges: Sequence[Metric]) -> bytes:
    """All counters, and these gauges, in Prometheus' text format. Raises RedisError."""
    sums = _sums(redis)
    registry = CollectorRegistry()
    registry.register(_Families((*_counters(sums), _latencies(sums), *gauges)))
    return generate_latest(registry)


def gauge(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    """What is so now, for each value of the label."""
    family = GaugeMetricFamily(name, meaning, labels=(label,))
    for of, value in values.items():
        family.add_metric([of], value)
    return family


@dataclass(frozen=True, eq=False)
class _Families(Collector):
    """What was collected."""

    families: Sequence[Metric]

    def collect(self) -> Sequence[Metric]:
        return self.families


def _sums(redis: Redis) -> dict[Key, float]:
    return {tuple(json.loads(key)): float(value) for key, value in redis.hgetall(HASH).items()}


def _counters(sums: Mapping[Key, float]) -> Iterator[Metric]:
    for name, (labels, meaning) in COUNTERS.items():
        family = CounterMetricFamily(name, meaning, labels=("endpoint", *labels))
        for (counted, *values), value in sums.items():
            if counted == name:
                family.add_metric(values, value)
        yield family


def _latencies(sums: Mapping[Key, float]) -> Metric:
    family = HistogramMetricFamily(SECONDS, "How long calls took that were answered, in seconds.", labels=("endpoint",))
    for endpoint in sorted({key[1] for key in sums if key[0] == SUM}):
        up_to = accumulate(sums.get((SECONDS, endpoint, bound), 0.0) for bound in BOUNDS)
        family.add_metric([endpoint], list(zip(BOUNDS, up_to, strict=True)), sums[SUM, endpoint])
    return family
