"""The log of what people were shown and did, as a flat table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from debate.exporters.format import Format
from debate.exporters.people_sql import LOG
from debate.exporters.sql_table import Row
from debate.exporters.table import Columns, table
from debate.models import Experiment


def _data(row: Row) -> str:
    return json.dumps(row.data, ensure_ascii=False) if row.data else ""


COLUMNS: Columns[Row] = {**{name: attrgetter(name) for name in LOG.columns}, "data": _data}


def _pieces(experiment: Experiment) -> Iterator[str]:
    return table(COLUMNS, chain.from_iterable(LOG.chunks(experiment)))


FORMAT = Format(
    name="log.csv",
    help="A row for everything that a person was shown or did, by the server's clock, in the order in which it came.",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
