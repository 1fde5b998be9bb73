"""The one place where a debate moves on: the protocol is asked who must act, and their turns are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from debate.core.flags import sitting_asks, stage_asks
from debate.core.measuring import measures_of
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Transcript
from debate.models import Debate, Seat, Turn
from debate.services.wake import tell, wake
from debate.transcripts import ask_to_json, case_of, plants_of, protocol_of, stage_turns, whole_steps
from judges import services as judging

CHANGED = "The protocol changed since launch: its asks are no longer those that are stored."


@transaction.atomic
def advance(debate_id: int) -> None:
    """Open whatever turns are due in a debate, and finish it when there are none. Doing it twice does nothing."""
    advance_locked(locked(debate_id))


def locked(debate_id: int) -> Debate:
    """A debate under the lock of its row, so that two answers that come at once advance it one after the other."""
    whole = Debate.objects.select_related("arm__config", "experiment", "question__passage")
    return whole.select_for_update(of=("self",)).get(pk=debate_id)


def advance_locked(debate: Debate) -> None:
    """The same for a debate whose row the caller's transaction has locked and read."""
    if debate.status == Debate.Status.CANCELLED:
        return
    rows = stage_turns(debate)
    transcript = whole_steps(rows)
    protocol, case = protocol_of(debate.arm), case_of(debate)
    if debate.status == Debate.Status.RUNNING:
        _advance_stage(debate, protocol, case, transcript, rows)
    if debate.status in (Debate.Status.RUNNING, Debate.Status.FINISHED):
        _advance_readers(debate, protocol, case, transcript)
    tell(debate.public_id, debate.experiment.name)


def _advance_stage(
    debate: Debate, protocol: OversightProtocol, case: Case, transcript: Transcript, rows: Sequence[Turn]
) -> None:
    asks = stage_asks(protocol, case, transcript)
    stored = [row for row in rows if row.step == len(transcript)]
    if not _as_stored(protocol, case, transcript) or (stored and [r.ask for r in stored] != [*map(ask_to_json, asks)]):
        fail(debate, CHANGED)
    elif not asks:
        debate.status, debate.finished_at = Debate.Status.FINISHED, timezone.now()
        debate.save(update_fields=["status", "finished_at"])
    elif not stored:
        seats = {seat.role: seat for seat in debate.seats.filter(reader=0).select_related("player__endpoint")}
        open_turns(new_turn(debate, seats[ask.role], len(transcript), ask) for ask in asks)


def _as_stored(protocol: OversightProtocol, case: Case, transcript: Transcript) -> bool:
    """Whether the last whole step is what the protocol asks for there; earlier ones were checked when they closed."""
    last = transcript[-1:]
    return not last or stage_asks(protocol, case, transcript[:-1]) == tuple(turn.ask for turn in last[0])


def _advance_readers(debate: Debate, protocol: OversightProtocol, case: Case, transcript: Transcript) -> None:
    asks = sitting_asks(protocol, case, transcript)
    # Who has left is asked nothing more.
    stayed = debate.seats.filter(reader__gt=0, sitting__place__left_at=None)
    seats = stayed.select_related("player__endpoint").prefetch_related("turns")
    over = debate.status == Debate.Status.FINISHED
    for seat in seats:
        closed = [turn for turn in seat.turns.all() if turn.status != Turn.Status.OPEN]
        waiting = len(closed) < len(seat.turns.all())
        if not waiting and len(closed) < len(asks):
            open_turns([new_turn(debate, seat, len(closed), asks[len(closed)])])
    if over:
        if protocol.decides:
            judging.record_verdict(debate, protocol.verdict(case, transcript), transcript)
        if judging.finish_places(debate, asks=len(asks)):
            _measure(debate, protocol, case, transcript)


def begin_reading(debate: Debate, seat: Seat) -> None:
    """Open the first ask of somebody who has just sat down, if it is due: what `advance` would do, for this seat alone.

    The debate's row is locked, as for `advance_locked`.
    """
    asks = sitting_asks(protocol_of(debate.arm), case_of(debate), whole_steps(stage_turns(debate)))
    open_turns(new_turn(debate, seat, 0, ask) for ask in asks[:1])


def _measure(debate: Debate, protocol: OversightProtocol, case: Case, transcript: Transcript) -> None:
    """Keep a debate's own figures; those that don't apply are left out."""
    measures = measures_of(protocol, case, transcript, judging.judgements_of(debate), plants_of(debate))
    if measures != debate.measures:
        debate.measures = measures
        debate.save(update_fields=["measures"])


def new_turn(debate: Debate, seat: Seat, step: int, ask: Ask) -> Turn:
    """An open turn, not yet stored; with an endpoint it is due at once."""
    now = timezone.now()
    endpoint = seat.player.endpoint if seat.player else None
    return Turn(
        debate=debate,
        seat=seat,
        step=step,
        key=ask.key,
        ask=ask_to_json(ask),
        endpoint=endpoint,
        experiment_id=debate.experiment_id if endpoint else None,
        place_in_order=debate.place_in_order,
        due_at=now if endpoint else None,
    )


def open_turns(turns: Iterable[Turn]) -> None:
    """Store them, each at most once, and wake whoever must answer."""
    made = Turn.objects.bulk_create(list(turns), ignore_conflicts=True)
    wake(turn.endpoint_id for turn in made if turn.endpoint_id)


def fail(debate: Debate, reason: str) -> None:
    """A failed debate keeps its turns; a retry goes on from them."""
    debate.status, debate.reason, debate.finished_at = Debate.Status.FAILED, reason, timezone.now()
    debate.save(update_fields=["status", "reason", "finished_at"])
