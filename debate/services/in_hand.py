"""The turns that this process works on, so that they can be given back when it must end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from debate.llm import pace
from debate.models import ModelCall, Turn
from debate.services.answer import give_back
from debate.services.money import settle

_turns: dict[int, tuple[Turn, pace.Pass]] = {}
_lock = threading.Lock()


@contextmanager
def holding(turn: Turn, place: pace.Pass) -> Iterator[None]:
    with _lock:
        _turns[turn.pk] = turn, place
    try:
        yield
    finally:
        with _lock:
            del _turns[turn.pk]


def give_all_back() -> None:
    """Put these turns back into their queues at once, and their places among their endpoint's calls.

    Their calls in flight count with the most that they can cost.
    """
    with _lock:
        turns = list(_turns.values())
    for turn, place in turns:
        # First the call: the next one of this turn must not be taken for it.
        for call in turn.calls.filter(status=ModelCall.Status.IN_FLIGHT).select_related("turn", "endpoint"):
            settle(call, ModelCall.Status.LOST, call.reserved_usd)
        give_back(turn, 0, tried=False)
        assert turn.endpoint is not None, "only turns with an endpoint are claimed"
        pace.leave(turn.endpoint, place)
