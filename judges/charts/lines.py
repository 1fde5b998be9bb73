"""A line for each of several over steps that are counted: rounds, judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from judges.charts.marks import WIDE, Scale, in_order, layer, numbers
from judges.charts.theme import SHAPES, Spec
from judges.stats import Figure


@dataclass(frozen=True)
class Step:
    """A figure of one line, at one step."""

    line: str
    at: int
    figure: Figure


def lines(steps: Sequence[Step], width: int, scale: Scale, title: str) -> Spec:
    """A line for each, with intervals; many get a small plot each. `title` says what is counted from left to right."""
    named = in_order(step.line for step in steps)
    if len(named) > len(SHAPES):
        return _small(steps, named, width, scale, title)
    # Side by side within a step, so that no interval hides another.
    aside = {name: 0.05 * (place - (len(named) - 1) / 2) for place, name in enumerate(named)}
    data = [_at(step, aside[step.line]) for step in steps]
    colour, shape = told_apart(named, width)
    plot = _plot(data, scale, title, width >= WIDE, colour, shape)
    return {"width": width - 60, "height": 260, "data": {"values": data}, **plot}


def told_apart(named: Sequence[str], width: int) -> tuple[Spec, Spec]:
    """Colours and shapes of the lines, under one legend."""
    legend = {"columns": 3 if width >= WIDE else 1, "labelLimit": width - 110}
    # Domains in full, and alike: only then do colour and shape share a legend.
    line, names = {"field": "line", "type": "nominal", "legend": legend}, {"domain": named}
    return {"color": line | {"scale": names}}, {"shape": line | {"scale": names | {"range": SHAPES}}}


def _small(steps: Sequence[Step], named: Sequence[str], width: int, scale: Scale, title: str) -> Spec:
    """Side by side, on one scale."""
    data = [_at(step, 0) for step in steps]
    columns = 3 if width >= WIDE else 1
    plot = _plot(data, scale, title, False, {}, {})
    return {
        "data": {"values": data},
        "facet": {"field": "line", "type": "nominal", "sort": list(named), "title": None},
        "columns": columns,
        "spacing": 26,
        "spec": {"width": width // columns - 70, "height": 120, **plot},
    }


def _plot(data: Sequence[Spec], scale: Scale, title: str, roomy: bool, colour: Spec, shape: Spec) -> Spec:
    first, last = min(row["step"] for row in data), max(row["step"] for row in data)
    steps = {"title": title, "values": list(range(first, last + 1)), "format": "d", "grid": False}
    at, value = {"x": {"field": "at"}, **colour}, {"y": {"field": "value"}}
    style = "" if colour else "arm "
    middle = [layer("level", {"y": {"datum": scale.middle}}, type="rule")] if scale.middle is not None else []
    return {
        "encoding": {
            "x": {"type": "quantitative", "scale": {"domain": [first - 0.15, last + 0.15]}, "axis": steps},
            "y": {
                "type": "quantitative",
                "scale": {"domain": [scale.low, scale.high]},
                "axis": scale.axis(roomy, grid=True),
            },
        },
        "layer": [
            *middle,
            layer(f"{style}whisker", at | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="rule"),
            layer(f"{style}path", at | value, type="line"),
            layer(f"{style}mark", at | value | shape, type="point"),
        ],
    }


def _at(step: Step, aside: float) -> Spec:
    return {"line": step.line, "step": step.at, "at": step.at + aside, **numbers(step.figure)}
