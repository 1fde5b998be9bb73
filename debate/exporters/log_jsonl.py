"""The log of what people were shown and did, a line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Iterator

from debate.exporters.format import Format
from debate.exporters.people_sql import LOG
from debate.models import Experiment


def _pieces(experiment: Experiment) -> Iterator[str]:
    for rows in LOG.chunks(experiment):
        for row in rows:
            line = {**row._asdict(), "at": row.at.isoformat()}
            yield json.dumps(line, ensure_ascii=False) + "\n"


FORMAT = Format(
    name="log.jsonl",
    help="The same log, one JSON object a line.",
    content_type="application/jsonl",
    pieces=_pieces,
)
