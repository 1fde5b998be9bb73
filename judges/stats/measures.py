"""A protocol's own figures over the debates of an arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from judges.stats.cells import Figure, Measured
from judges.stats.intervals import clustered


def averages(measured: Sequence[Measured]) -> Mapping[str, Figure]:
    """Each figure's mean over the debates that it applies to, with its interval by question; `n` counts debates."""
    names = sorted({one.name for one in measured})
    return {name: _average([one for one in measured if one.name == name]) for name in names}


def _average(values: Sequence[Measured]) -> Figure:
    return clustered([values], lambda one: one.value)
