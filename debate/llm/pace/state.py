"""What is known of an endpoint just now: for pages, and for who hands out work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis.commands.core import Script

from debate.llm.pace.in_flight import NOW
from debate.llm.pace.store import circuit_key, client, places_key, rest_key, script
from debate.models import Endpoint

_LOOK = (
    NOW
    + """
local rest = redis.call('hmget', KEYS[2], 'since', 'until', 'why')
local circuit = redis.call('hmget', KEYS[3], 'since', 'until', 'why', 'failures', 'probe')
local expires = circuit[5] and redis.call('zscore', KEYS[1], circuit[5])
local probing = expires and tonumber(expires) > now
return {
    string.format('%.6f', now), redis.call('zcount', KEYS[1], now, '+inf'), rest[1], rest[2], rest[3],
    circuit[1], circuit[2], circuit[3], circuit[4], probing and 1 or 0
}
"""
)


@dataclass(frozen=True, kw_only=True)
class State:
    """`resting_until` = None: it may be called, one call at a time while `half_open`. Times are UTC.

    `since` = when it was first left alone; `failures` in a row; `probing` = that one call is on its way.
    """

    in_flight: int
    failures: int = 0
    since: datetime | None = None
    resting_until: datetime | None = None
    why: str = ""
    half_open: bool = False
    probing: bool = False

    def __str__(self) -> str:
        """In words: “resting until 18:40:02: answered 503: Overloaded (12 failures in a row)”."""
        count = f" ({self.failures} failures in a row)" if self.failures > 1 else ""
        if self.resting_until:
            return f"resting until {self.resting_until:%H:%M:%S}: {self.why}{count}"
        if self.half_open:
            return f"tried with one call at a time: {self.why}{count}"
        return f"{self.in_flight} in flight"


def state(endpoint: Endpoint) -> State:
    """Raises redis.exceptions.RedisError where Redis is gone."""
    return _state(script(_LOOK)(keys=_keys(endpoint)))


def states(endpoints: Sequence[Endpoint]) -> list[State]:
    """The same for many, in their order, in one trip."""
    if not endpoints:
        return []
    pipeline = client().pipeline(transaction=False)
    look: Script = script(_LOOK)
    for endpoint in endpoints:
        look(keys=_keys(endpoint), client=pipeline)
    return [_state(said) for said in pipeline.execute()]


def free(endpoint: Endpoint) -> int:
    """How many calls may begin now: 0 while it rests, one at a time while its circuit is half open."""
    known = state(endpoint)
    if known.resting_until or known.probing:
        return 0
    left = max(0, endpoint.most_in_flight - known.in_flight)
    return min(left, 1) if known.half_open else left


def forget(endpoint: Endpoint) -> None:
    """End its rest and close its circuit, as somebody who knows better; calls in flight keep their places."""
    client().delete(rest_key(endpoint), circuit_key(endpoint))


def _keys(endpoint: Endpoint) -> list[str]:
    return [places_key(endpoint), rest_key(endpoint), circuit_key(endpoint)]


def _state(said: list[Any]) -> State:
    """The rest that lasts longer is the one to tell of."""
    now, in_flight, rest_since, rest_until, rest_why, open_since, open_until, open_why, failures, probing = said
    resting, broken = float(rest_until or 0), float(open_until or 0)
    until = max(resting, broken)
    asked = resting >= broken and resting > float(now)
    since = rest_since if asked else open_since
    return State(
        in_flight=in_flight,
        failures=int(failures or 0),
        since=_time(since),
        resting_until=_time(until) if until > float(now) else None,
        why=(rest_why if asked else open_why) or "",
        half_open=bool(broken) and until <= float(now),
        probing=bool(probing),
    )


def _time(seconds: str | float | None) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None
