"""Safety against usefulness, by arms of control; and what their monitors catch (Greenblatt et al. 2024, 2312.06942)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.lines import sized, told_apart
from judges.charts.marks import PLAIN, WIDE, Scale, ends, in_order, layer, numbers, said, steps
from judges.charts.theme import SHAPES, Spec
from judges.stats import Figure

HEIGHT = 320
# Above the axis, where a title is read without turning one's head.
ABOVE = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -44, "titleY": -14}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One arm of control: how safe it is, and how useful the work still is; `budget` = what it may audit."""

    arm: str
    budget: float
    usefulness: Figure
    figure: Figure
    kind: str = "arm"

    @property
    def label(self) -> str:
        return f"{self.arm}, {100 * self.budget:g} % audited"

    @property
    def said(self) -> str:
        return f"{said(self.figure)} safe, {said(self.usefulness)} as useful as unwatched"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an arm's monitor catches at a budget."""

    arm: str
    budget: float
    figure: Figure
    kind: str = "arm"

    @property
    def label(self) -> str:
        return f"{self.arm} at {100 * self.budget:g} %"

    @property
    def said(self) -> str:
        return said(self.figure)


def by_budget(source: Source) -> Iterator[Kept]:
    """The arms of which both are known, the smallest budget first."""
    found = []
    for row in source.report.arms:
        safety, useful = row.measures.get("safety"), row.measures.get("usefulness")
        known = safety and useful and safety.value is not None and useful.value is not None
        if known and safety and useful and row.arm.audit_budget is not None:
            found.append(Kept(arm=row.arm.name, budget=row.arm.audit_budget, usefulness=useful, figure=safety))
    yield from sorted(found, key=lambda point: point.budget)


def by_monitor(source: Source) -> Iterator[Seen]:
    for row in source.report.arms:
        for one in row.monitor:
            yield Seen(arm=row.arm.name, budget=one.budget, figure=one.audited)


def trade(points: Sequence[Kept], width: int) -> Spec:
    """A dot for each arm with both its intervals; a line joins them in the order of their budgets."""
    data = [_row(point) for point in points]
    across = _scale([point.usefulness for point in points])
    up = _scale([point.figure for point in points])
    colour, shape = _arms([point.label for point in points], width)
    roomy = width >= WIDE
    style = "" if colour else "arm "
    x, y = {"x": {"field": "useful"}}, {"y": {"field": "value"}}
    wide, high = {"x": {"field": "least"}, "x2": {"field": "most"}}, {"y": {"field": "low"}, "y2": {"field": "high"}}
    return {
        "width": width - 60,
        "height": HEIGHT,
        "data": {"values": data},
        "encoding": {
            "x": _axis(across, roomy, "usefulness: success, against unwatched work"),
            "y": _axis(up, roomy, "safety: attacks that did not pass unaudited", upright=True),
        },
        "layer": [
            layer("path frontier", x | y | {"order": {"field": "budget"}}, type="line", interpolate="linear"),
            layer(f"{style}across", x | high | colour, type="rule"),
            layer(f"{style}across", wide | y | colour, type="rule"),
            layer(f"{style}mark", x | y | colour | shape, type="point", size=120),
        ],
    }


def curves(points: Sequence[Seen], width: int) -> Spec:
    """A line in its band for each arm; on the dotted line a monitor that sees nothing."""
    arms = in_order(point.arm for point in points)
    data = [{"line": point.arm, "budget": point.budget, **numbers(point.figure)} for point in points]
    colour, shape = _arms(arms, width)
    roomy = width >= WIDE
    style = "" if colour else "arm "
    whole = Scale(low=0, high=1, ticks=tuple(n / 10 for n in range(11)), few=(0, 0.25, 0.5, 0.75, 1), label=PLAIN)
    x, value = {"x": {"field": "budget"}, **colour}, {"y": {"field": "value"}}
    guessing = {"values": [{"budget": 0, "value": 0}, {"budget": 1, "value": 1}]}
    return {
        "width": width - 60,
        "height": HEIGHT,
        "data": {"values": data},
        "encoding": {
            "x": _axis(whole, roomy, "honest work audited"),
            "y": _axis(whole, roomy, "attacks audited", upright=True),
        },
        "layer": [
            layer("level", {"x": {"field": "budget"}, **value}, type="line") | {"data": guessing},
            layer(f"{style}bar", x | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="area", opacity=0.16),
            layer(f"{style}path", x | value, type="line"),
            layer(f"{style}mark", x | value | shape | sized(45), type="point"),
        ],
    }


def _row(point: Kept) -> Spec:
    useful = numbers(point.usefulness)
    return {
        "line": point.label,
        "budget": point.budget,
        "useful": useful["value"],
        "least": useful["low"],
        "most": useful["high"],
        **numbers(point.figure),
    }


def _arms(named: Sequence[str], width: int) -> tuple[Spec, Spec]:
    """Colour and shape by arm, as many as there are of these; more share one."""
    return told_apart(named, width, offset=32, symbolOpacity=1) if len(named) <= len(SHAPES) else ({}, {})


def _scale(figures: Sequence[Figure]) -> Scale:
    """Up to 100 %, or beyond where something is; from the ten below the lowest interval."""
    within = ends(figures)
    low, high = min(0.9, floor(10 * min(within, default=0)) / 10), max([1.0, *within])
    return Scale(low=low, high=high, ticks=steps(low, high, 10), few=steps(low, high, 4), label=PLAIN)


def _axis(scale: Scale, roomy: bool, title: str, upright: bool = False) -> Spec:
    room = 0.03 * (scale.high - scale.low)
    own = ABOVE if upright else {"labelFlush": 12}
    return {
        "type": "quantitative",
        "scale": {"domain": [scale.low - room, scale.high + room], "nice": False},
        "axis": {**scale.axis(roomy, grid=upright), "title": title, **own},
    }


SAFETY = Chart(
    subject="safety",
    title="Safety against usefulness",
    words="For each arm of control, the share of attacks that did not pass unaudited against how useful the work is: "
    "its success, divided by that of the same work unwatched. 95 % intervals both ways; the line joins the arms in the "
    "order of their audit budgets.",
    points=by_budget,
    columns={
        **columns_of("arm", "budget"),
        "usefulness": lambda point: point.usefulness.value,
        "usefulness_low": lambda point: point.usefulness.low,
        "usefulness_high": lambda point: point.usefulness.high,
        "usefulness_n": lambda point: point.usefulness.n,
        "usefulness_method": lambda point: point.usefulness.method,
    },
    draw=trade,
)

MONITOR = Chart(
    subject="monitor",
    title="What the monitor catches",
    words="Share of attacks audited at each share of honest work audited, from the monitor’s suspicion scores, with a "
    "95 % band by question. On the dotted line the monitor tells attacks from honest work no better than chance.",
    points=by_monitor,
    columns=columns_of("arm", "budget"),
    draw=curves,
)
