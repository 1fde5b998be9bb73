"""A flat table of turns: a row for each ask of a speaker or a judge, with its reply."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from debate.exporters.format import Format
from debate.exporters.sql_table import Row
from debate.exporters.table import Columns, of_options, table
from debate.exporters.turns_parquet import turns
from debate.models import Experiment

NAMES = (
    "experiment",
    "arm",
    "protocol",
    "debate",
    "question",
    "turn",
    "role",
    "reader",
    "endpoint",
    "models",
    "pool",
    "person",
    "step",
    "round",
    "prompt",
    "option",
    "status",
    "reason",
    "text",
    "cut",
    "quotes",
    "quotes_found",
    "calls",
    "cached",
    "tokens_in",
    "tokens_out",
    "cost_usd",
    "opened_at",
    "seen_at",
    "answered_at",
)


def _models(row: Row) -> str:
    return " ".join(row.models or ())


COLUMNS: Columns[Row] = {**{name: attrgetter(name) for name in NAMES}, "models": _models}


def _pieces(experiment: Experiment) -> Iterator[str]:
    return table({**COLUMNS, **of_options(experiment)}, chain.from_iterable(turns(experiment)))


FORMAT = Format(
    name="turns.csv",
    help="A row for each turn of a speaker or judge; p_0, p_1 ... are the probabilities a judge gave to each option.",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
