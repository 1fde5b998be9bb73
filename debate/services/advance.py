"""The one place where a debate moves on: the protocol is asked who must act, and their turns are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from debate.core.flags import sitting_asks, stage_asks
from debate.core.measuring import measures_of
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Transcript
from debate.models import Debate, Endpoint, Experiment, Player, Seat, Turn, statements
from debate.models.statements import columns, insertion, instance, new, split
from debate.services.wake import tell, wake
from debate.transcripts import STAGE, ask_to_json, case_of, plants_of, protocol_of, stage_turns, whole_steps
from debate.whole import JOINED, WHOLE, make_whole
from judges import services as judging

# What of a debate's row changes while it runs; all else is as launched.
CHANGES = ["status", "measures", "reason", "finished_at"]
_LOCKED = f"""
SELECT {columns(Debate, "d")}, {columns(Experiment, "e")}, {WHOLE}
FROM debate_debate d JOIN debate_experiment e ON e.id = d.experiment_id {JOINED}
WHERE d.id = %(debate)s FOR UPDATE OF d
"""  # noqa: S608 - names of columns
LOCK = f"SELECT {columns(Debate, 'd')} FROM debate_debate d WHERE id = %(debate)s FOR UPDATE"  # noqa: S608
# A seat with whoever sits in it, as `_seat` reads it.
_SEAT = f"{columns(Seat, 's')}, {columns(Player, 'p')}, {columns(Endpoint, 'e')}"
_IN_IT = "LEFT JOIN debate_player p ON p.id = s.player_id LEFT JOIN debate_endpoint e ON e.id = p.endpoint_id"
_STAGE_SEATS = f"SELECT {_SEAT} FROM debate_seat s {_IN_IT} WHERE s.debate_id = %(debate)s AND s.reader = 0"  # noqa: S608
# Who reads and owes no answer, and how often each has answered. Who has left or is done is asked nothing more: hundreds
# are done with a debate for practice.
IDLE = f"""
SELECT {_SEAT}, told.closed
FROM debate_seat s
JOIN judges_sitting ON judges_sitting.seat_id = s.id
JOIN judges_place ON judges_place.id = judges_sitting.place_id AND judges_place.left_at IS NULL
    AND judges_sitting.finished_at IS NULL
{_IN_IT}
CROSS JOIN LATERAL (
    SELECT count(*) AS closed, count(*) FILTER (WHERE t.status = 'open') AS open
    FROM debate_turn t WHERE t.seat_id = s.id
) told
WHERE s.debate_id = %(debate)s AND s.reader > 0 AND told.open = 0
ORDER BY s.id
"""  # noqa: S608 - names of columns
_OPEN = "INSERT INTO {insertion} ON CONFLICT DO NOTHING RETURNING id"
# How many turns of one debate are commonly due together: two debaters', or a reader's two.
TURNS_AT_ONCE = 2
CHANGED = "The protocol changed since launch: its asks are no longer those that are stored."


@transaction.atomic
def advance(debate_id: int) -> None:
    """Open whatever turns are due in a debate, and finish it when there are none. Doing it twice does nothing."""
    advance_locked(locked(debate_id))


def locked(debate_id: int) -> Debate:
    """A debate under the lock of its row, so that two answers that come at once advance it one after the other."""
    (row,) = statements.rows(_LOCKED, {"debate": debate_id})
    debate, debate.experiment, *about = split(row, Debate, Experiment)
    make_whole(debate, about)
    return cast(Debate, debate)


@dataclass(frozen=True)
class Standing:
    """How a debate stands, read under its lock: the stage's turns, and who reads and owes nothing.

    Both are rows, as STAGE and IDLE give them.
    """

    stage: Sequence[tuple[Any, ...]]
    idle: Sequence[tuple[Any, ...]]


def refresh(debate: Debate, row: Sequence[Any]) -> None:
    """Take over what may have changed since the debate was read, from its row as LOCK gives it."""
    now = instance(Debate, row)
    for name in CHANGES:
        setattr(debate, name, getattr(now, name))


def advance_locked(debate: Debate, standing: Standing | None = None) -> None:
    """The same for a debate whose row the caller's transaction has locked and read."""
    if debate.status in (Debate.Status.CANCELLED, Debate.Status.WITHDRAWN):
        return
    if standing is None:
        key = {"debate": debate.pk}
        standing = Standing(*statements.together((STAGE, key), (IDLE, key)))
    rows = [instance(Turn, row) for row in standing.stage]
    transcript = whole_steps(rows)
    protocol, case = protocol_of(debate.arm), case_of(debate)
    if debate.status == Debate.Status.RUNNING:
        _advance_stage(debate, protocol, case, transcript, rows)
    if debate.status in (Debate.Status.RUNNING, Debate.Status.FINISHED):
        _advance_readers(debate, protocol, case, transcript, standing.idle)
    tell(debate.public_id, debate.experiment.name)


def _advance_stage(
    debate: Debate, protocol: OversightProtocol, case: Case, transcript: Transcript, rows: Sequence[Turn]
) -> None:
    asks = stage_asks(protocol, case, transcript)
    stored = [row.ask for row in rows if row.step == len(transcript)]
    if not _as_stored(protocol, case, transcript) or (stored and stored != [*map(ask_to_json, asks)]):
        fail(debate, CHANGED)
    elif not asks:
        debate.status, debate.finished_at = Debate.Status.FINISHED, timezone.now()
        debate.save(update_fields=["status", "finished_at"])
    elif not stored:
        found = statements.rows(_STAGE_SEATS, {"debate": debate.pk})
        seats = {seat.role: seat for seat, *_ in map(_seat, found)}
        open_turns(new_turn(debate, seats[ask.role], len(transcript), ask) for ask in asks)
        if any(seats[ask.role].player_id is None for ask in asks):
            judging.offer(debate)


def _as_stored(protocol: OversightProtocol, case: Case, transcript: Transcript) -> bool:
    """Whether the last whole step is what the protocol asks for there; earlier ones were checked when they closed."""
    last = transcript[-1:]
    return not last or stage_asks(protocol, case, transcript[:-1]) == tuple(turn.ask for turn in last[0])


def _advance_readers(
    debate: Debate, protocol: OversightProtocol, case: Case, transcript: Transcript, idle: Sequence[tuple[Any, ...]]
) -> None:
    asks = sitting_asks(protocol, case, transcript)
    # The last column is the number of their answers.
    ready = [_seat(row) for row in idle if row[-1] < len(asks)]
    open_turns(new_turn(debate, seat, closed, asks[closed]) for seat, closed in ready)
    if asks and not protocol.sitting(case, ()):
        judging.offer_reading(debate)
    if debate.status == Debate.Status.FINISHED:
        if protocol.decides:
            judging.record_verdict(debate, protocol.verdict(case, transcript), transcript)
        if judging.finish_places(debate, asks=len(asks)) and debate.experiment.purpose == Experiment.Purpose.STUDY:
            _measure(debate, protocol, case, transcript)


def _seat(row: Sequence[Any]) -> tuple[Any, ...]:
    """A seat with whoever sits in it, and what else its row holds."""
    seat, player, endpoint, *rest = split(row, Seat, Player, Endpoint)
    seat.player = player
    if player and endpoint:
        player.endpoint = endpoint
    return seat, *rest


def begin_reading(debate: Debate, seat: Seat) -> None:
    """Open the first ask of somebody who has just sat down, if it is due: what `advance` would do, for this seat alone.

    The debate's row is locked, as for `advance_locked`.
    """
    asks = sitting_asks(protocol_of(debate.arm), case_of(debate), whole_steps(stage_turns(debate)))
    open_turns(new_turn(debate, seat, 0, ask) for ask in asks[:1])


def measure(debate: Debate) -> None:
    """A debate's own figures, worked out anew from the judgements that are left; none where none is.

    The debate's row is locked, as for `advance_locked`.
    """
    if debate.places.filter(finished_at__isnull=False, left_at=None).exists():
        _measure(debate, protocol_of(debate.arm), case_of(debate), whole_steps(stage_turns(debate)))
    elif debate.measures:
        debate.measures = {}
        debate.save(update_fields=["measures"])


def _measure(debate: Debate, protocol: OversightProtocol, case: Case, transcript: Transcript) -> None:
    """Keep a debate's own figures; those that don't apply are left out."""
    measures = measures_of(protocol, case, transcript, judging.judgements_of(debate), plants_of(debate))
    if measures != debate.measures:
        debate.measures = measures
        debate.save(update_fields=["measures"])


def new_turn(debate: Debate, seat: Seat, step: int, ask: Ask) -> Turn:
    """An open turn, not yet stored; with an endpoint it is due at once.

    Each step lines up behind the one before it of so many later debates as fill the endpoint. Debate after debate, the
    last ones would go step by step with places free: a run of 200 took a fifth longer (measured).
    """
    now = timezone.now()
    endpoint = seat.player.endpoint if seat.player else None
    abreast = endpoint.most_in_flight // TURNS_AT_ONCE if endpoint else 0
    return Turn(
        debate=debate,
        seat=seat,
        step=step,
        key=ask.key,
        ask=ask_to_json(ask),
        endpoint=endpoint,
        experiment_id=debate.experiment_id if endpoint else None,
        place_in_order=debate.place_in_order + step * abreast,
        due_at=now if endpoint else None,
    )


def open_turns(turns: Iterable[Turn]) -> None:
    """Store them, each at most once, and wake whoever must answer."""
    made = list(turns)
    if made:
        statement = _OPEN.format(insertion=insertion(Turn))
        statements.together(*((statement, new(turn)) for turn in made))
    wake(turn.endpoint for turn in made if turn.endpoint)


def fail(debate: Debate, reason: str) -> None:
    """A failed debate keeps its turns; a retry goes on from them."""
    debate.status, debate.reason, debate.finished_at = Debate.Status.FAILED, reason, timezone.now()
    debate.save(update_fields=["status", "reason", "finished_at"])
    # Its open turns leave their queue; a retry puts them back.
    debate.turns.filter(status=Turn.Status.OPEN, lease=None).update(due_at=None)
