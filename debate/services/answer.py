"""An answer is one guarded update; what follows from it (a rating, the next turns) is in the same transaction."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from debate.core import quotes
from debate.core.types import Turn as Reply
from debate.models import Debate, Turn
from debate.models.statements import DURABLE, FORGETFUL, rows, stored, together
from debate.services.advance import IDLE, LOCK, Standing, advance_locked, fail, refresh
from debate.services.wake import tell, wake_soon
from debate.transcripts import STAGE, ask_from_json
from judges import services as judging
from judges.services import log

ANSWERED = (
    *("status", "text", "belief", "fields", "quotes", "private", "cut", "reason"),
    *("answered_at", "lease", "lease_until", "due_at"),
)
# Guarded by the status: a doubled answer waits for the lock of its debate and would then overwrite.
_ANSWER = f"""
UPDATE debate_turn SET {", ".join(f"{name} = %({name})s" for name in ANSWERED)}
WHERE id = %(id)s AND status = 'open'
"""  # noqa: S608 - names of columns
_OF_PERSON = " AND endpoint_id IS NULL RETURNING id"
# What goes with a person's answer, in one trip: its key, its draft, its line in the log.
_SUBMITTED = f"""
WITH submitted AS (
    UPDATE debate_turn SET submission = %(key)s WHERE id = %(turn)s RETURNING seat_id, public_id
), forgotten AS (
    DELETE FROM judges_draft WHERE turn_id = %(turn)s
)
{log.LINE.format(turns="submitted")}
"""  # noqa: S608 - SQL of this project's own
_OF_WORKER = """ AND debate_turn.lease IS NOT DISTINCT FROM %(mine)s AND EXISTS (
    SELECT FROM debate_experiment WHERE id = %(in_experiment)s AND status IN ('running', 'paused')
) RETURNING id"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A reply to a turn; `cut` says that a speech was cut to its limit, `reason` why there is none."""

    reply: Reply
    cut: bool = False
    reason: str = ""


def answer(turn: Turn, given: Answer) -> bool:
    """A worker's answer. False, and nothing written, when its lease is another's or the turn is closed."""
    return _close(turn, _OF_WORKER, given)


@transaction.atomic
def answer_by_person(turn: Turn, given: Answer, submission: str = "") -> bool:
    """A person's answer. False when the turn was answered before (two tabs, a doubled click): the first one counts.

    `submission` is the key of the form that it came with, by which a copy of it is known when it comes again.
    """
    if not _close(turn, _OF_PERSON, given):
        return False
    data = {"key": submission, **({"reason": given.reason} if given.reason else {})}
    rows(_SUBMITTED, {"turn": turn.pk, "key": submission, "kind": "submitted", "data": json.dumps(data)})
    return True


@transaction.atomic(savepoint=False)
def _close(turn: Turn, guard: str, given: Answer) -> bool:
    debate, lease = turn.debate, turn.lease
    values = _values(given, debate.question.passage.text if debate.question.passage else "")
    for name, value in values.items():
        setattr(turn, name, value)
    key = {"debate": debate.pk}
    answered = {**stored(turn, values), "id": turn.pk, "mine": lease, "in_experiment": debate.experiment_id}
    # The debate's row is locked first, as in `advance`: the other order would let two answers wait for each other.
    _, (now,), closed, readings, stage, idle = together(
        FORGETFUL if turn.endpoint_id else DURABLE,
        (LOCK, key),
        (_ANSWER + guard, answered),
        (judging.READINGS_SO_FAR, {"seat": turn.seat_id, "step": turn.step}),
        (STAGE, key),
        (IDLE, key),
    )
    if not closed:
        return False
    refresh(debate, now)
    judging.record(turn, debate, readings)
    advance_locked(debate, Standing(stage, idle))
    return True


def _values(given: Answer, passage: str) -> dict[str, Any]:
    """The columns of a turn that an answer fills in."""
    reply = given.reply
    return {
        "status": reply.status,
        "text": reply.text,
        "belief": list(reply.belief),
        "fields": fields_of(reply),
        "quotes": found_quotes(reply.text, passage),
        "private": asdict(reply.private) if reply.private else None,
        "cut": given.cut,
        "reason": given.reason,
        "answered_at": timezone.now(),
        "lease": None,
        "lease_until": None,
        "due_at": None,
    }


def fields_of(reply: Reply) -> dict[str, Any]:
    """What a form held besides words and belief, as stored."""
    parts = {"choices": reply.choices, "scales": reply.scales, "marks": reply.marks, "items": reply.items}
    return {name: dict(values) for name, values in parts.items() if values}


def found_quotes(text: str, passage: str) -> list[dict[str, Any]]:
    """A speech's quotes with their places in it and in the passage, as stored."""
    return [
        {"text": q.text, "at": [q.at, q.end], "found": list(q.found) if q.found else None}
        for q in quotes.quotes(text, passage)
    ]


def give_back(turn: Turn, wait: float, *, tried: bool = True) -> None:
    """Leave the turn open for another try in `wait` seconds; a turn that wasn't `tried` keeps its attempts."""
    mine = Turn.objects.filter(pk=turn.pk, lease=turn.lease, status=Turn.Status.OPEN)
    due_at = timezone.now() + timedelta(seconds=wait)
    mine.update(lease=None, lease_until=None, due_at=due_at, attempts=F("attempts") - int(not tried))
    if turn.endpoint:
        wake_soon(turn.endpoint, wait)


def give_up(turn: Turn, reason: str) -> None:
    """A call failed for good. A reader's turn closes as an error, a missing rating; a speaker's debate fails.

    Either can be retried: the reader's turn is opened again, the speaker's was never closed.
    """
    if turn.seat.reader:
        answer(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), status="error"), reason=reason))
    else:
        _fail_stage(turn, reason)


@transaction.atomic
def _fail_stage(turn: Turn, reason: str) -> None:
    debate = Debate.objects.select_for_update(of=("self",)).select_related("experiment").get(pk=turn.debate_id)
    mine = Turn.objects.filter(pk=turn.pk, lease=turn.lease, status=Turn.Status.OPEN)
    if mine.update(lease=None, lease_until=None, due_at=None, reason=reason) == 1:
        if debate.status == Debate.Status.RUNNING:
            fail(debate, reason)
        tell(debate.public_id, debate.experiment.name)
