"""The words of somebody who withdrew, deleted wherever they are stored.

What was said after them in the same debate may repeat them, so it goes too; and so do the calls by which models were
shown it. Nothing of this is needed any more: the debate is in no figure and no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import timezone

from debate.core import earlier
from debate.models import Arm, Debate, ModelCall, Question, Seat, Turn
from debate.transcripts import case_of, protocol_of, transcript_of
from judges.models import Draft, Notebook, Place

# Why the words of a turn are gone, and a debate counts no more.
WITHDREW = "withdrawn"
GONE = "(Withdrawn.)"
# By so much the clocks of two machines may differ.
SKEW = timedelta(minutes=1)
_NOTHING: Mapping[str, Any] = {"text": "", "fields": {}, "quotes": [], "private": None, "cut": False}
_NO_CALL: Mapping[str, Any] = {
    "request": {},
    "reply": None,
    "text": "",
    "error": "",
    # So that nobody is answered from it: what it answered can't be asked again.
    "content_key": "",
    "prompt_hash": "",
}


def redact_seat(seat: Seat) -> None:
    """Of one who read: nobody heard them."""
    _redact(seat.turns.all(), belief=[])


def redact(debate: Debate, place: Place) -> None:
    """Of one who spoke on the stage, and all that was said since. The debate's row is locked, and not yet saved."""
    mine = Turn.objects.filter(debate=debate, seat__reader=0, seat__player=place.player_id)
    spoken = mine.exclude(status=Turn.Status.OPEN)
    _forget_learnt(debate)
    _forget_arguments(debate, spoken)
    first = spoken.aggregate(first=Min("answered_at"))["first"] or debate.opened_at
    _redact(mine, belief=[])
    _redact_since(debate, first - SKEW)


def redact_since(debate: Debate) -> None:
    """The same for what a worker has stored since; when they first spoke is when the first redacted turn was closed."""
    first = debate.turns.filter(reason=WITHDREW).aggregate(first=Min("answered_at"))["first"]
    if first is not None:
        _redact_calls(debate, first - SKEW)


def _redact_since(debate: Debate, since: datetime) -> None:
    _redact(debate.turns.filter(answered_at__gte=since))
    _redact(debate.turns.filter(status=Turn.Status.OPEN))
    for turn in debate.turns.filter(opened_at__gte=since):
        # The numbers of rounds are nobody's words.
        about = {name: text if text.isdigit() else "" for name, text in turn.ask.get("about", {}).items()}
        Turn.objects.filter(pk=turn.pk).update(ask={**turn.ask, "about": about})
    Draft.objects.filter(turn__debate=debate).delete()
    Notebook.objects.filter(seat__debate=debate).delete()
    _redact_calls(debate, since)


def _redact(turns: QuerySet[Turn], **further: Any) -> None:
    """What was open is answered by nobody any more; each keeps its status, by which it is counted."""
    closed = {"status": Turn.Status.TIMED_OUT, "answered_at": timezone.now()}
    waits = {"due_at": None, "lease": None, "lease_until": None}
    keys = list(turns.values_list("pk", flat=True))
    these = Turn.objects.filter(pk__in=keys)
    these.update(**_NOTHING, **further, reason=WITHDREW)
    these.filter(status=Turn.Status.OPEN).update(**closed, **waits)


def _redact_calls(debate: Debate, since: datetime) -> None:
    """Of the calls since: what was asked and what was replied. What they cost, and how many there were, stays."""
    ModelCall.objects.filter(turn__debate=debate, started_at__gte=since).exclude(request={}).update(**_NO_CALL)


def _forget_learnt(debate: Debate) -> None:
    """Other arms may have been given this debate to read: its text goes there, and from what their models were sent."""
    learnt = Arm.objects.filter(after=debate.arm_id, given__has_key=earlier.KEY)
    if not learnt:
        return
    text = earlier.remembered(protocol_of(debate.arm), case_of(debate), transcript_of(debate), {}).text
    for arm in learnt:
        given = arm.given or {}
        kept = [{**one, "text": GONE} if one["text"] == text else one for one in given[earlier.KEY]]
        Arm.objects.filter(pk=arm.pk).update(given={**given, earlier.KEY: kept})
        for call in ModelCall.objects.filter(turn__debate__arm=arm).exclude(request={}).iterator(100):
            _cut_out(call, text)


def _cut_out(call: ModelCall, text: str) -> None:
    messages = call.request.get("messages", [])
    without = [{**message, "content": message["content"].replace(text, GONE)} for message in messages]
    if without != messages:
        ModelCall.objects.filter(pk=call.pk).update(request={**call.request, "messages": without}, content_key="")


def _forget_arguments(debate: Debate, spoken: QuerySet[Turn]) -> None:
    """A question that came with an imported debate holds the speeches that were held on it."""
    question, said = debate.question, set(spoken.exclude(text="").values_list("text", flat=True))
    if question.arguments and said:
        kept = [[one for one in speeches if one["text"] not in said] for speeches in question.arguments]
        Question.objects.filter(pk=question.pk).update(arguments=kept)
