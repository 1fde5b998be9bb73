"""Reliability: whether judges are right as often as they say they are (DeGroot and Fienberg 1983, The Statistician 32).

Beneath it a bar for the judgements of each bin, as a share of the arm's fullest one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.lines import sized, small_plots, told_apart
from judges.charts.marks import PLAIN, WIDE, ends, in_order, layer, numbers, percent, said, shares_from
from judges.charts.theme import Spec
from judges.stats import Figure

# More arms than this get a plot each; the bars take this part of a plot's height beneath it.
MOST_TOGETHER, BARS = 3, 0.2
SURE, RIGHT = "how sure they were", "how often judges were right"


@dataclass(frozen=True, kw_only=True)
class Said:
    """The judgements of one arm that are about as sure as each other: `low` <= belief < `high`, `belief` their mean."""

    arm: str
    protocol: str
    low: float
    high: float
    belief: float
    figure: Figure
    kind: str = "arm"

    @property
    def label(self) -> str:
        return f"{self.arm} at {percent(self.belief)}"

    @property
    def said(self) -> str:
        return said(self.figure)


def by_belief(source: Source) -> Iterator[Said]:
    """The bins that hold judgements."""
    for row in source.report.arms:
        for one in row.overall.calibration.bins:
            if one.belief is not None:
                yield Said(
                    arm=row.arm.name,
                    protocol=row.arm.protocol,
                    low=one.low,
                    high=one.high,
                    belief=one.belief,
                    figure=one.right,
                )


def diagram(points: Sequence[Said], width: int) -> Spec:
    """Few arms share a plot, told apart by colour and shape; many get one each."""
    arms = in_order(point.arm for point in points)
    low = min((point.low for point in points), default=0.5)
    least = min(low, floor(10 * min(ends(point.figure for point in points), default=0)) / 10)
    floor_ = least - BARS * (1 - least)
    together = len(arms) <= MOST_TOGETHER
    data = [row for place, arm in enumerate(arms) for row in _rows(points, arm, place, len(arms) * together or 1)]
    for row in data:
        row |= {"floor": floor_, "top": floor_ + 0.7 * (least - floor_) * row["share"]}
    if together:
        # Above the words over the axis.
        colour, shape = told_apart(arms, width, offset=32)
        plot = _plot(low, least, floor_, width >= WIDE, colour, shape)
        return {"width": width - 60, "height": 380 if width >= WIDE else 300, "data": {"values": data}, **plot}
    columns = small_plots(arms, width, most=4 if width >= WIDE else 2)
    plot = _plot(low, least, floor_, False, {}, {})
    return {
        "data": {"values": data},
        "title": f"{RIGHT}, against {SURE}",
        "facet": {"field": "line", "type": "nominal", "sort": list(arms), "title": None},
        "columns": columns,
        "spacing": {"row": 28, "column": 16},
        "spec": {"width": (width - 50) // columns - 16, "height": 150 if columns > 1 else 120, **plot},
    }


def _rows(points: Sequence[Said], arm: str, place: int, beside: int) -> list[Spec]:
    """One arm's bins; its bars stand beside those of the arms that share its plot."""
    own = [point for point in points if point.arm == arm]
    most = max(point.figure.n for point in own)
    return [
        {
            "line": arm,
            # Side by side, so that no interval hides another.
            "belief": point.belief + 0.005 * (place - (beside - 1) / 2) * (beside > 1),
            "share": point.figure.n / most,
            "n": point.figure.n,
            "from": _within(point, (place if beside > 1 else 0) / beside, 0.003),
            "to": _within(point, ((place if beside > 1 else 0) + 1) / beside, -0.003),
            **numbers(point.figure),
        }
        for point in own
    ]


def _within(point: Said, part: float, inset: float) -> float:
    """A place within the middle four fifths of a bin."""
    return point.low + (point.high - point.low) * (0.1 + 0.8 * part) + inset


def _plot(low: float, least: float, floor_: float, roomy: bool, colour: Spec, shape: Spec) -> Spec:
    sure, right = shares_from(low, PLAIN), shares_from(least, PLAIN)
    # Above the axis, where a title is read without turning one's head.
    above = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -44, "titleY": -14}
    # With room for a dot at the ends: one that reaches beyond would push its plot's name up.
    x = {"type": "quantitative", "scale": {"domain": [low - 0.02, 1.02], "nice": False}}
    y = {"type": "quantitative", "scale": {"domain": [floor_, 1.04], "nice": False}}
    style = "" if colour else "arm "
    across, value = {"x": {"field": "belief"}, **colour}, {"y": {"field": "value"}}
    honest = {"values": [{"belief": low, "value": low}, {"belief": 1, "value": 1}]}
    bars = {"x": {"field": "from"}, "x2": {"field": "to"}, "y": {"field": "floor"}, "y2": {"field": "top"}}
    titles = {"x": SURE if colour else None, "y": RIGHT if colour else None}
    return {
        "encoding": {
            "x": {**x, "axis": {**sure.axis(roomy), "title": titles["x"], "labelFlush": 12}},
            "y": {**y, "axis": {**right.axis(roomy, grid=True), "title": titles["y"], **above}},
        },
        "layer": [
            layer("level", {"x": {"field": "belief"}, **value}, type="line") | {"data": honest},
            layer(f"{style}bar", bars | colour, type="rect"),
            layer(f"{style}whisker", across | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="rule"),
            layer(f"{style}joined", across | value, type="line"),
            layer(f"{style}mark", across | value | shape | sized(90 if colour else 60), type="point"),
        ],
    }


RELIABILITY = Chart(
    subject="reliability",
    title="Reliability",
    words="How often judgements were right against how sure they were, with 95 % intervals. On the dotted line judges "
    "are as often right as they say; under it they are too sure. The bars beneath show how many were so sure.",
    points=by_belief,
    columns={
        **columns_of("arm", "protocol"),
        "from": lambda point: point.low,
        "to": lambda point: point.high,
        "belief": lambda point: point.belief,
    },
    draw=diagram,
)
