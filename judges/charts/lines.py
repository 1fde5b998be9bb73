"""A line for each of several over steps that are counted: rounds, judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from judges.charts.marks import WIDE, Scale, in_order, layer, longest, numbers
from judges.charts.theme import SHAPES, Spec
from judges.stats import Figure

# Points between the dots of a step, which stand side by side so that no interval hides another; and around them.
BESIDE, AROUND = 4, 0.15
# Dots further apart than this, in points, are large.
FAR = 30
# Points that a character of a plot's name takes in a wide font.
NAME = 7.6


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
    plot = width - 60
    first, last = _reach([step.at for step in steps])
    apart = plot / max(1, last - first)
    gap = min(max(0.05, BESIDE / apart), 0.6 / max(1, len(named)))
    data = [_at(one, gap * (named.index(one.line) - (len(named) - 1) / 2)) for one in steps]
    colour, shape = told_apart(named, width)
    room = max(AROUND, gap * len(named) / 2)
    drawn = _plot(data, scale, title, width >= WIDE, colour, shape | sized(90 if apart > FAR else 45), room)
    return {"width": plot, "height": 260, "data": {"values": data}, **drawn}


def sized(size: int) -> Spec:
    """A dot alone, without an interval, comes from too few to weigh as much as the others."""
    return {"size": {"condition": {"test": "datum.low === datum.high", "value": size // 3}, "value": size}}


def told_apart(named: Sequence[str], width: int, **legend: float) -> tuple[Spec, Spec]:
    """Colours and shapes of the lines, under one `legend`."""
    columns = max(1, int(width / (8 * longest(named) + 50)))
    legend = {"columns": columns, "labelLimit": width - 110, **legend}
    # Domains in full, and alike: only then do colour and shape share a legend.
    line, names = {"field": "line", "type": "nominal", "legend": legend}, {"domain": named}
    return {"color": line | {"scale": names}}, {"shape": line | {"scale": names | {"range": SHAPES}}}


def _small(steps: Sequence[Step], named: Sequence[str], width: int, scale: Scale, title: str) -> Spec:
    """Side by side, on one scale."""
    data = [_at(step, 0) for step in steps]
    columns = small_plots(named, width, most=3)
    plot = _plot(data, scale, title, False, {}, sized(60))
    return {
        "data": {"values": data},
        "facet": {"field": "line", "type": "nominal", "sort": list(named), "title": None},
        "columns": columns,
        "spacing": 26,
        "spec": {"width": (width - 60) // columns - 26, "height": 120, **plot},
    }


def small_plots(named: Sequence[str], width: int, most: int) -> int:
    """How many plots stand side by side, so that the name of each has room above it."""
    return max(1, min(most, int((width - 50) / (NAME * longest(named) + 12))))


def _plot(
    data: Sequence[Spec], scale: Scale, title: str, roomy: bool, colour: Spec, shape: Spec, room: float = AROUND
) -> Spec:
    first, last = _reach([row["step"] for row in data])
    steps = {"title": title, "values": list(range(first, last + 1)), "format": "d", "grid": False}
    at, value = {"x": {"field": "at"}, **colour}, {"y": {"field": "value"}}
    style = "" if colour else "arm "
    middle = [layer("level", {"y": {"datum": scale.middle}}, type="rule")] if scale.middle is not None else []
    return {
        "encoding": {
            "x": {"type": "quantitative", "scale": {"domain": [first - room, last + room]}, "axis": steps},
            "y": {
                "type": "quantitative",
                # With room for a dot at the top: one that reaches beyond would push its plot's name up.
                "scale": {"domain": [scale.low, scale.high + 0.03 * (scale.high - scale.low)], "nice": False},
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


def _reach(steps: Sequence[int]) -> tuple[int, int]:
    return min(steps, default=0), max(steps, default=0)


def _at(step: Step, aside: float) -> Spec:
    return {"line": step.line, "step": step.at, "at": step.at + aside, **numbers(step.figure)}
