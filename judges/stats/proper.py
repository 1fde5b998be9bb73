"""Mean proper scores of stated beliefs; the rules are in judges.scoring."""

from __future__ import annotations

from judges.stats.cells import Figure
from judges.stats.intervals import clustered, narrow
from judges.stats.sample import Sample


def brier(sample: Sample) -> Figure:
    """The mean Brier score: 0 is best; a judge who always says 50 % of two options has 0.25."""
    return clustered([sample.cells], lambda cell: cell.brier_sum)


def log_score(sample: Sample) -> Figure:
    """The mean log score, in bits: 0 is best; a judge who always says 50 % of two options has -1."""
    return narrow(clustered([sample.cells], lambda cell: cell.log_sum), "91-94 %")
