"""What people answered to a pool's own questions: surveys, and comprehension at each try."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from debate.exporters.format import Format
from debate.exporters.people_sql import ANSWERS
from debate.exporters.sql_table import Row
from debate.exporters.table import Columns, table
from debate.models import Experiment

COLUMNS: Columns[Row] = {name: attrgetter(name) for name in ANSWERS.columns}


def _pieces(experiment: Experiment) -> Iterator[str]:
    return table(COLUMNS, chain.from_iterable(ANSWERS.chunks(experiment)))


FORMAT = Format(
    name="answers.csv",
    help="A row for each answer to the questions that a pool asks of its people: surveys, comprehension at each try.",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
