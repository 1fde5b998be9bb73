"""Endpoints that ask for a pause, or that keep failing, are left alone for a while by all workers."""

from __future__ import annotations

import logging

from debate.llm.pace.in_flight import NOW
from debate.llm.pace.store import circuit_key, client, quietly, rest_key, script
from debate.models import Endpoint

log = logging.getLogger(__name__)

LONGEST_REST = 600.0
# So many failures in a row open a circuit, first for SHORTEST seconds, then for twice as long each time.
FAILURES = 5
SHORTEST, LONGEST = 5.0, 300.0
# Longer than any rest: what an endpoint that nobody calls was last heard to say is forgotten then.
REMEMBERED = 3600
LONGEST_REASON = 300

_REST = (
    NOW
    + """
local ends = now + tonumber(ARGV[1])
local known = redis.call('hget', KEYS[1], 'until')
if known and tonumber(known) >= ends then
    return
end
if not known then
    redis.call('hset', KEYS[1], 'since', now)
end
redis.call('hset', KEYS[1], 'until', ends, 'why', ARGV[2])
redis.call('pexpire', KEYS[1], math.ceil(ARGV[1] * 1000))
"""
)

# Once open, it opens again only by a probe: calls that were in flight before fail late, and say nothing new.
_FAILED = (
    NOW
    + """
local most, shortest, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local failures = redis.call('hincrby', KEYS[1], 'failures', 1)
redis.call('hset', KEYS[1], 'why', ARGV[1])
redis.call('expire', KEYS[1], ARGV[5])
local known = redis.call('hmget', KEYS[1], 'until', 'probe')
local opens = failures >= most
if known[1] then
    opens = tonumber(known[1]) <= now and known[2]
end
if not opens then
    return
end
local opened = redis.call('hincrby', KEYS[1], 'opened', 1)
local seconds = math.min(longest, shortest * 2 ^ (opened - 1))
redis.call('hset', KEYS[1], 'until', now + seconds)
redis.call('hsetnx', KEYS[1], 'since', now)
redis.call('hdel', KEYS[1], 'probe')
return {failures, seconds}
"""
)


@quietly
def rest(endpoint: Endpoint, seconds: float, why: str) -> None:
    """Nobody calls it for so long, ten minutes at most; of two rests the longer holds. Researchers are shown `why`."""
    seconds = min(seconds, LONGEST_REST)
    if seconds > 0:
        script(_REST)(keys=[rest_key(endpoint)], args=[seconds, _kept(why)])


@quietly
def failed(endpoint: Endpoint, why: str) -> None:
    """Count a failure that may pass. The fifth in a row opens the circuit; so does each failing probe, for longer."""
    args: list[str | float] = [_kept(why), FAILURES, SHORTEST, LONGEST, REMEMBERED]
    if opened := script(_FAILED)(keys=[circuit_key(endpoint)], args=args):
        log.warning("%s failed %d times in a row and rests for %d s", endpoint.name, *opened)


@quietly
def succeeded(endpoint: Endpoint) -> None:
    """It works: close its circuit and forget its failures. A rest that it asked for goes on."""
    client().delete(circuit_key(endpoint))


def _kept(why: str) -> str:
    """Half a surrogate pair, which a provider may send, can't be stored."""
    return why[:LONGEST_REASON].encode(errors="replace").decode()
