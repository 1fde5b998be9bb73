"""How much an endpoint is given to do, kept in Redis for all workers of all hosts together.

Before a call: `enter` for one of its places, `take` for its minute. After it: `correct`, `failed` or `succeeded`, then
`leave`. Those before a call raise redis.exceptions.RedisError where Redis is gone: who can't count must not call. Those
after it never raise; a place that could not be given back comes free by itself.
"""

from debate.llm.pace.circuit import failed, rest, succeeded
from debate.llm.pace.in_flight import Pass, Resting, enter, leave
from debate.llm.pace.minute import TooFast, by_the_minute, correct, take
from debate.llm.pace.soon import first, others_wait, received, sent, waiting
from debate.llm.pace.state import State, forget, free, state, states

__all__ = [
    "Pass",
    "Resting",
    "State",
    "TooFast",
    "by_the_minute",
    "correct",
    "enter",
    "failed",
    "first",
    "forget",
    "free",
    "leave",
    "others_wait",
    "received",
    "rest",
    "sent",
    "state",
    "states",
    "succeeded",
    "take",
    "waiting",
]
