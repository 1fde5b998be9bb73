"""One JSON object a debate, a line each: `debate.records.DebateRecord`. What `moot import` reads back."""

from __future__ import annotations

from collections.abc import Iterator

from debate.exporters.debates import records
from debate.exporters.format import Format
from debate.models import Experiment


def _pieces(experiment: Experiment) -> Iterator[str]:
    for record in records(experiment):
        yield record.model_dump_json() + "\n"


FORMAT = Format(
    name="jsonl",
    help="Everything: one JSON object a debate, with its turns, calls and judgements.",
    content_type="application/jsonl",
    pieces=_pieces,
)
