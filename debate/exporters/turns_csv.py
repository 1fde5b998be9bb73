"""A flat table of turns: a row for each ask of a speaker or a judge, with its reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from debate.exporters.debates import records
from debate.exporters.format import Format
from debate.exporters.table import Cell, Columns, most_options, probability, table
from debate.models import Experiment
from debate.records import DebateRecord, SeatRecord, TurnRecord


@dataclass(frozen=True)
class Said:
    """One row: a turn with the seat that had it."""

    debate: DebateRecord
    seat: SeatRecord
    turn: TurnRecord


COLUMNS: Columns[Said] = {
    "experiment": lambda row: row.debate.experiment.name,
    "arm": lambda row: row.debate.arm.name,
    "protocol": lambda row: row.debate.arm.protocol,
    "debate": lambda row: row.debate.id,
    "question": lambda row: row.debate.question.id,
    "turn": lambda row: row.turn.id,
    "role": lambda row: row.turn.role,
    "reader": lambda row: row.turn.reader,
    "endpoint": lambda row: row.seat.endpoint,
    "models": lambda row: " ".join(row.seat.models),
    "pool": lambda row: row.seat.pool,
    "person": lambda row: row.seat.player,
    "step": lambda row: row.turn.step,
    "round": lambda row: int(row.turn.ask.get("about", {}).get("round", 0)),
    "prompt": lambda row: row.turn.ask["prompt"],
    "option": lambda row: row.turn.option,
    "status": lambda row: row.turn.status,
    "reason": lambda row: row.turn.reason,
    "text": lambda row: row.turn.text,
    "cut": lambda row: row.turn.cut,
    "quotes": lambda row: len(row.turn.quotes),
    "quotes_found": lambda row: sum(quote.found is not None for quote in row.turn.quotes),
    "calls": lambda row: len(row.turn.calls),
    "cached": lambda row: sum(call.cached for call in row.turn.calls),
    "tokens_in": lambda row: sum(call.tokens_in for call in row.turn.calls),
    "tokens_out": lambda row: sum(call.tokens_out for call in row.turn.calls),
    "cost_usd": lambda row: sum(call.cost_usd for call in row.turn.calls),
    "opened_at": lambda row: row.turn.opened_at,
    "seen_at": lambda row: row.turn.seen_at,
    "answered_at": lambda row: row.turn.answered_at,
}


def _probability(row: Said, option: int) -> Cell:
    return probability(row.debate, row.turn.belief, option)


def _rows(experiment: Experiment) -> Iterator[Said]:
    for debate in records(experiment):
        seats = {(seat.role, seat.reader): seat for seat in debate.seats}
        for turn in debate.turns:
            yield Said(debate, seats[turn.role, turn.reader], turn)


def _pieces(experiment: Experiment) -> Iterator[str]:
    options = {f"p_{n}": partial(_probability, option=n) for n in range(most_options(experiment))}
    return table({**COLUMNS, **options}, _rows(experiment))


FORMAT = Format(
    name="turns.csv",
    help="A row for each turn of a speaker or judge; p_0, p_1 ... are the probabilities a judge gave to each option.",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
