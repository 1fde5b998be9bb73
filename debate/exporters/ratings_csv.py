"""A flat table of judgements: a row for what each judge believed after each round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from debate.core.types import WHOLE
from debate.exporters.format import Format
from debate.exporters.ratings_parquet import RATINGS
from debate.exporters.sql_table import Row
from debate.exporters.table import Columns, of_options, table
from debate.models import Experiment

NAMES = (
    "experiment",
    "arm",
    "protocol",
    "debate",
    "question",
    "answer",
    "half",
    "repeat",
    "judgement",
    "judge",
    "person",
    "chair",
    "round",
    "final",
    "missing",
    "right",
    "tie",
    "brier",
    "log2",
    "clipped",
    "taken_at",
    "rated_at",
    "p_correct",
    "left",
    "form",
    "candidate",
    "candidate_is_right",
    "experience",
)


def _p_right(row: Row) -> float | None:
    """What a belief about a candidate gives to its being right."""
    return row.belief[0] / WHOLE if row.belief and row.form == "candidate" else None


COLUMNS: Columns[Row] = {**{name: attrgetter(name) for name in NAMES}, "p_right": _p_right}


def _pieces(experiment: Experiment) -> Iterator[str]:
    return table({**COLUMNS, **of_options(experiment)}, chain.from_iterable(RATINGS.chunks(experiment)))


FORMAT = Format(
    name="ratings.csv",
    help="A row for each judgement and round; p_0, p_1 ... are the probabilities given to each option.",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
