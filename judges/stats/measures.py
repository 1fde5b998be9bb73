"""A protocol's own figures over the debates of an arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from judges.stats.cells import Arm, Figure, Measured
from judges.stats.intervals import Array, clustered, share


def averages(measured: Sequence[Measured], arm: Arm) -> Mapping[str, Figure]:
    """Each figure's mean over the debates that it applies to, with its interval by question; `n` counts debates.

    The arm's `ratios` are figures that are one mean over another: {"usefulness": ("success", "success_alone")}.
    """
    by_name: dict[str, list[Measured]] = {}
    for one in measured:
        by_name.setdefault(one.name, []).append(one)
    means = {name: _average(values, arm.amounts) for name, values in sorted(by_name.items())}
    ratios = {
        name: _ratio(by_name[over], by_name[under])
        for name, (over, under) in arm.ratios.items()
        if over in by_name and under in by_name
    }
    return means | ratios


def _average(values: Sequence[Measured], amounts: tuple[str, ...]) -> Figure:
    """What is so or not so in each debate is a share, and has a share's interval."""
    if not values[0].name.startswith(amounts) and all(one.share for one in values):
        return share(values, _value)
    return clustered([values], _value)


def _ratio(over: Sequence[Measured], under: Sequence[Measured]) -> Figure:
    if not any(one.value for one in under):
        return Figure(None, len(over), method="undefined: what it is measured against is nothing")
    return replace(clustered([over, under], _value, _divided), n=len(over))


def _divided(means: Array) -> Array:
    return means[..., 0] / means[..., 1]


def _value(one: Measured) -> float:
    return one.value
