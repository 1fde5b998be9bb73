"""The rows of restored debates: seats, turns, calls, judgements, with the times and ids that they had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from django.db.models import Model

from debate.models import Arm, Debate, Endpoint, ModelCall, Player, Pool, Question, Seat, Turn
from debate.records import CallRecord, DebateRecord, JudgementRecord, OnStageRecord, SeatRecord, TurnRecord
from judges.models import Place, Rating, Sitting

BATCH = 500
Row = TypeVar("Row", bound=Model)


class Named(Protocol):
    """Finds rows by the names that stand in a file."""

    def endpoint(self, name: str | None) -> Endpoint | None: ...
    def pool(self, name: str | None) -> Pool | None: ...
    def player(self, endpoint: str | None, person: str | None) -> Player | None: ...


def store_rows(
    records: Sequence[DebateRecord], arms: Sequence[Arm], questions: Sequence[Question], who: Named, *, new_ids: bool
) -> None:
    """Store debates with all that belongs to them; with `new_ids`, under public ids of their own."""
    rows = _Rows(who, new_ids)
    for record, arm, question in zip(records, arms, questions, strict=True):
        rows.add(record, arm, question)
    rows.store()


class _Table(Generic[Row]):
    """Rows to be stored, some with a time that the column's own clock would overrule."""

    def __init__(self, model: type[Row], clock: str = "") -> None:
        self.model, self.clock = model, clock
        self.rows: list[Row] = []
        self.times: list[datetime | None] = []

    def add(self, row: Row, time: datetime | None = None) -> Row:
        self.rows.append(row)
        self.times.append(time)
        return row

    def store(self) -> None:
        self.model._default_manager.bulk_create(self.rows, batch_size=BATCH)
        if self.clock:
            for row, time in zip(self.rows, self.times, strict=True):
                setattr(row, self.clock, time)
            self.model._default_manager.bulk_update(self.rows, [self.clock], batch_size=BATCH)


class _Rows:
    """Rows of several debates, in the order in which their tables must be filled."""

    def __init__(self, who: Named, new_ids: bool) -> None:
        self.who, self.new_ids = who, new_ids
        self.debates = _Table(Debate, "opened_at")
        self.seats = _Table(Seat)
        self.turns = _Table(Turn, "opened_at")
        self.calls = _Table(ModelCall, "started_at")
        self.places = _Table(Place)
        self.sittings = _Table(Sitting)
        self.ratings = _Table(Rating, "at")

    def add(self, record: DebateRecord, arm: Arm, question: Question) -> None:
        debate = self._debate(record, arm, question)
        seats = {(seat.role, seat.reader): self._seat(debate, seat) for seat in record.seats}
        for turn in record.turns:
            self._turn(debate, seats[turn.role, turn.reader], turn)
        readers = {seat.reader: seat for seat in seats.values() if seat.reader}
        for judgement in record.judgements:
            self._judgement(debate, readers, judgement)
        for sat in record.on_stage:
            self._on_stage(debate, sat)

    def store(self) -> None:
        self.debates.store()
        self.seats.store()
        self.turns.store()
        self.calls.store()
        self.places.store()
        self.sittings.store()
        self.ratings.store()

    def _id(self, public_id: str) -> dict[str, str]:
        return {} if self.new_ids else {"public_id": public_id}

    def _debate(self, record: DebateRecord, arm: Arm, question: Question) -> Debate:
        same = {
            "repeat",
            "chair",
            "seed",
            "way",
            "half",
            "pair",
            "form",
            "candidate",
            "display",
            "measures",
            "tags",
            "status",
            "reason",
            "finished_at",
        }
        row = Debate(
            experiment=arm.experiment,
            arm=arm,
            question=question,
            place_in_order=record.order,
            **self._id(record.id),
            **record.model_dump(include=same),
        )
        return self.debates.add(row, record.opened_at)

    def _seat(self, debate: Debate, record: SeatRecord) -> Seat:
        seated = {"role", "reader", "display", "best_of", "refine", "reasoning", "probed", "plant"}
        row = Seat(
            debate=debate,
            player=self.who.player(record.endpoint, record.player),
            pool=self.who.pool(record.pool),
            selector=self.who.endpoint(record.selector),
            **self._id(record.id),
            **record.model_dump(include=seated),
        )
        return self.seats.add(row)

    def _turn(self, debate: Debate, seat: Seat, record: TurnRecord) -> None:
        same = {"step", "key", "ask", "status", "reason", "text", "cut", "belief", "fields", "private"}
        times = {"seen_at", "answered_at", "deadline"}
        endpoint = seat.player.endpoint if seat.player else None
        row = Turn(
            debate=debate,
            seat=seat,
            endpoint=endpoint,
            experiment_id=debate.experiment_id if endpoint else None,
            place_in_order=debate.place_in_order,
            quotes=[quote.model_dump(mode="json") for quote in record.quotes],
            **self._id(record.id),
            **record.model_dump(include=same | times),
        )
        self.turns.add(row, record.opened_at)
        for call in record.calls:
            self._call(row, call)

    def _call(self, turn: Turn, record: CallRecord) -> None:
        same = record.model_dump(exclude={"endpoint", "model", "cost_usd", "started_at"})
        row = ModelCall(
            turn=turn,
            endpoint=self.who.endpoint(record.endpoint),
            resolved_model=record.model,
            cost_usd=Decimal(str(record.cost_usd)),
            # Without its request and content, no later call takes this one for its own.
            request={},
            content_key="",
            **same,
        )
        self.calls.add(row, record.started_at)

    def _on_stage(self, debate: Debate, record: OnStageRecord) -> None:
        who = {"pool": self.who.pool(record.pool), "player": self.who.player(None, record.player)}
        same = record.model_dump(include={"number", "role", "taken_at", "finished_at", "left_at"})
        self.places.add(Place(debate=debate, **who, **same))

    def _judgement(self, debate: Debate, readers: dict[int, Seat], record: JudgementRecord) -> None:
        place = Place(
            debate=debate,
            endpoint=self.who.endpoint(record.endpoint),
            pool=self.who.pool(record.pool),
            player=self.who.player(record.endpoint, record.player),
            **record.model_dump(include={"number", "chair", "experience", "taken_at", "finished_at", "left_at"}),
        )
        self.places.add(place)
        for reading in record.readings:
            self.sittings.add(Sitting(place=place, seat=readers[reading.reader], finished_at=reading.finished_at))
        for rating in record.ratings:
            self.ratings.add(Rating(place=place, **rating.model_dump(exclude={"at"})), rating.at)
