"""The calls that an endpoint has in flight: a place for each, leased, so that a killed worker's comes free again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from debate.llm.pace.store import circuit_key, client, places_key, quietly, rest_key, script
from debate.models import Endpoint

# A probe is on its way; how long it takes is not known.
PROBE_WAIT = 2.0

# Redis's own clock: that of hosts differs by more than a short rest.
NOW = """
local time = redis.call('time')
local now = time[1] + time[2] / 1000000
"""

_ENTER = (
    NOW
    + """
local places, rest, circuit = KEYS[1], KEYS[2], KEYS[3]
local most, seconds, pass, probe_wait = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]

if ARGV[5] == '1' then
    redis.call('del', circuit)
end
local resting = redis.call('hmget', rest, 'until', 'why')
if resting[1] and tonumber(resting[1]) > now then
    redis.call('zrem', places, pass)
    return {tostring(resting[1] - now), resting[2]}
end
local broken = redis.call('hmget', circuit, 'until', 'why', 'probe')
if broken[1] then
    if tonumber(broken[1]) > now then
        redis.call('zrem', places, pass)
        return {tostring(broken[1] - now), broken[2]}
    end
    local expires = broken[3] and redis.call('zscore', places, broken[3])
    if expires and tonumber(expires) > now and broken[3] ~= pass then
        redis.call('zrem', places, pass)
        return {probe_wait, broken[2]}
    end
end
redis.call('zremrangebyscore', places, '-inf', now)
if not redis.call('zscore', places, pass) and redis.call('zcard', places) >= most then
    return 0
end
redis.call('zadd', places, now + seconds, pass)
if broken[1] then
    redis.call('hset', circuit, 'probe', pass)
end
return 1
"""
)


class Resting(Exception):
    """Nobody calls this endpoint for `wait` seconds, since `why`."""

    def __init__(self, wait: float, why: str) -> None:
        super().__init__(f"resting for {wait:.1f} s: {why}")
        self.wait, self.why = wait, why


@dataclass(frozen=True)
class Pass:
    """A place among an endpoint's calls in flight, until it is left or expires."""

    token: str


def enter(endpoint: Endpoint, seconds: float, held: Pass | None = None, works: bool = False) -> Pass | None:
    """A place for one call, for at most so long; None = all are taken. Raises Resting.

    While a circuit is half open, one call at a time passes: the probe. Who goes on to another call shows the place
    that is `held`, and keeps it, or has lost it where this raises; `works` = the last call succeeded, which closes a
    circuit.
    """
    token = held.token if held else uuid.uuid4().hex
    keys = [places_key(endpoint), rest_key(endpoint), circuit_key(endpoint)]
    said = script(_ENTER)(keys=keys, args=[endpoint.most_in_flight, seconds, token, PROBE_WAIT, int(works)])
    if isinstance(said, list):
        raise Resting(float(said[0]), said[1] or "")
    return Pass(token) if said else None


@quietly
def leave(endpoint: Endpoint, place: Pass) -> None:
    """Give a place back; nothing where it has expired."""
    client().zrem(places_key(endpoint), place.token)
