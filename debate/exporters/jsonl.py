"""One JSON object a debate, a line each: `debate.records.DebateRecord`. What `moot import` reads back."""

from __future__ import annotations

from debate.exporters.debates import lines
from debate.exporters.format import Format

FORMAT = Format(
    name="jsonl",
    help="Everything: one JSON object a debate, with its turns, calls and judgements.",
    content_type="application/jsonl",
    pieces=lines,
)
