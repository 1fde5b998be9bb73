"""Charts of a report, drawn on the server as SVG pictures for <img>: in light and in dark, wide and for phones.

The specifications are plain Vega-Lite, as data: altair would write the same dictionaries, and takes seconds to import.
vl-convert draws them, fetching nothing. Colours go by Okabe and Ito's, which colour-blind people tell apart, made
darker or lighter for the page; arms that share a plot differ in shape too.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Any

from judges.stats import ArmReport, Figure, Report

Spec = dict[str, Any]
WIDE, NARROW = 680, 330
CHANCE = 0.5
SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"]
LABEL = f"datum.value == {CHANCE} ? 'chance' : round(datum.value * 100) + ' %'"
KINDS = ("arm", "bound")


def accuracy_chart(report: Report, width: int = WIDE) -> Spec:
    """A row for each arm: accuracy as a dot on its interval. Blind and expert, which bound the others, are grey."""
    rows = [_row(arm) for arm in report.arms]
    least = _least(rows)
    y = {"field": "arm", "type": "nominal", "sort": [row["arm"] for row in rows], "axis": None}
    axis = _share_axis(least, 10 if width >= WIDE else 4)
    interval, value = {"x": {"field": "low"}, "x2": {"field": "high"}}, {"x": {"field": "value"}}
    return {
        "width": width,
        "height": {"step": 54},
        "data": {"values": rows},
        "encoding": {"x": {"type": "quantitative", "scale": {"domain": [least, 1]}, "axis": axis}, "y": y},
        "layer": [
            _layer("name", {"x": {"value": 0}, "text": {"field": "arm"}}, type="text", limit=width - 190),
            _layer("said", {"x": {"value": width}, "text": {"field": "said"}}, type="text"),
            _layer("track", {"x": {"datum": least}, "x2": {"datum": 1}}, type="rule"),
            *(_layer(f"{kind} interval", interval, kind, type="rule") for kind in KINDS),
            _layer("chance", {"x": {"datum": CHANCE}}, type="tick"),
            *(_layer(f"{kind} dot", value, kind, type="point") for kind in KINDS),
        ],
    }


def rounds_chart(report: Report, width: int = WIDE) -> Spec | None:
    """Accuracy after each round of speeches, a line for each arm that has rounds; None where none has."""
    arms = [arm for arm in report.arms if len(arm.overall.by_round) > 1]
    if not arms:
        return None
    # Side by side within a round, so that no interval hides another.
    rows = [row for place, arm in enumerate(arms) for row in _rounds(arm, 0.05 * (place - (len(arms) - 1) / 2))]
    last, least = max(row["round"] for row in rows), _least(rows)
    rounds = {"title": "rounds of speeches read", "values": list(range(last + 1)), "format": "d", "grid": False}
    legend = {"columns": 3 if width >= WIDE else 1, "labelLimit": width - 110}
    arm = {"field": "arm", "type": "nominal", "legend": legend}
    # Domains in full, and alike: only then do colour and shape share a legend.
    names = {"domain": [arm.arm.name for arm in arms]}
    at, value = {"x": {"field": "at"}, "color": arm | {"scale": names}}, {"y": {"field": "value"}}
    return {
        "width": width - 60,
        "height": 260,
        "data": {"values": rows},
        "encoding": {
            "x": {"type": "quantitative", "scale": {"domain": [-0.15, last + 0.15]}, "axis": rounds},
            "y": {"type": "quantitative", "scale": {"domain": [least, 1]}, "axis": _share_axis(least, 10, grid=True)},
        },
        "layer": [
            _layer("level", {"y": {"datum": CHANCE}}, type="rule"),
            _layer("whisker", at | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="rule"),
            _layer("path", at | value, type="line"),
            _layer("mark", at | value | {"shape": arm | {"scale": names | {"range": SHAPES}}}, type="point"),
        ],
    }


def svg(spec: Spec, dark: bool = False) -> str:
    """The picture, without style or script and on no background, so that it suits any page and policy."""
    # Imported here: the engine in it takes tens of megabytes, for a process that draws alone to pay.
    from vl_convert import vegalite_to_svg

    return vegalite_to_svg(spec, vl_version="6.4", config=_theme(DARK if dark else LIGHT), allowed_base_urls=[])


def describe(report: Report) -> str:
    """The chart of accuracy in words, for those who don't see it."""
    arms = "; ".join(f"{arm.arm.name}: {_said(arm.overall.accuracy)}" for arm in report.arms)
    return f"Share of judgements that were right, with 95 % intervals; chance is 50 %. {arms or 'No arms'}."


def describe_rounds(report: Report) -> str:
    """The chart of rounds in words."""
    arms = [
        f"{arm.arm.name}: "
        + ", ".join(f"{_percent(tally.accuracy.value)} after {r}" for r, tally in arm.overall.by_round.items())
        for arm in report.arms
        if len(arm.overall.by_round) > 1
    ]
    return f"Share of judgements that were right after each number of rounds. {'; '.join(arms) or 'No rounds'}."


def _row(row: ArmReport) -> Spec:
    figure = row.overall.accuracy
    kind = "bound" if row.arm.protocol in ("blind", "expert") else "arm"
    return {"arm": row.arm.name, "kind": kind, "said": _said(figure), **_numbers(figure)}


def _rounds(row: ArmReport, aside: float) -> list[Spec]:
    return [
        {"arm": row.arm.name, "round": number, "at": number + aside, **_numbers(tally.accuracy)}
        for number, tally in row.overall.by_round.items()
    ]


def _numbers(figure: Figure) -> Spec:
    """Where there is no interval the ends are the value itself: a dot alone."""
    low, high = (figure.value, figure.value) if figure.low is None else (figure.low, figure.high)
    return {"value": figure.value, "low": low, "high": high}


def _said(figure: Figure) -> str:
    if figure.value is None:
        return "nothing judged yet"
    if figure.low is None or figure.high is None:
        return f"{_percent(figure.value)}, no interval, n = {figure.n:,}"
    return f"{_percent(figure.value)} ({100 * figure.low:.0f} to {100 * figure.high:.0f}), n = {figure.n:,}"


def _percent(share: float | None) -> str:
    return "nothing" if share is None else f"{100 * share:.0f} %"


def _least(rows: list[Spec]) -> float:
    """Where a scale starts: 40 %, or the ten below the lowest interval, so that chance is always inside."""
    lows = [float(row["low"]) for row in rows if row["low"] is not None]
    return min(0.4, floor(10 * min(lows, default=1)) / 10)


def _layer(style: str, encoding: Spec, kind: str = "", **mark: Any) -> Spec:
    """A mark in the theme's styles of these names, for the rows of that kind alone or, with none, for all."""
    only = {"transform": [{"filter": {"field": "kind", "equal": kind}}]} if kind else {}
    return {"mark": {"style": style.split(), **mark}, "encoding": encoding, **only}


def _share_axis(least: float, parts: int, grid: bool = False) -> Spec:
    values = [part / parts for part in range(parts + 1) if part / parts >= least]
    return {"title": None, "labelExpr": LABEL, "values": values, "grid": grid}


@dataclass(frozen=True)
class Palette:
    """Colours for one page: words, lesser words, lines behind; an arm, a bound; arms that share a plot."""

    ink: str
    quiet: str
    faint: str
    arm: str
    bound: str
    several: tuple[str, ...]


LIGHT = Palette(
    "#1c2128",
    "#5b636e",
    "#dfe3e8",
    "#0b66a8",
    "#6b7480",
    ("#0b66a8", "#c75300", "#00805e", "#b0538d", "#77720a", "#6a55c2"),
)
DARK = Palette(
    "#e8e6e3",
    "#a3a8b0",
    "#2e343d",
    "#6cb6f0",
    "#a3a8b0",
    ("#6cb6f0", "#f0a93b", "#43c59e", "#e08fbf", "#d9d36a", "#b7a4f5"),
)


def _theme(colours: Palette) -> Spec:
    """Vega's configuration: the look of every mark by the style it names."""
    ink, quiet = colours.ink, colours.quiet
    words = {"labelColor": quiet, "labelFontSize": 12, "labelPadding": 8}
    title = {"titleColor": quiet, "titleFontSize": 12, "titleFontWeight": "normal", "titlePadding": 10}
    return {
        "background": None,
        "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": {"domain": False, "ticks": False, "gridColor": colours.faint, **words, **title},
        # Room for a label in a wider font than the one that the labels are measured in.
        "axisY": {"minExtent": 52},
        "legend": {"orient": "top", "title": None, "labelColor": ink, "labelFontSize": 13, "offset": 14}
        | {"symbolSize": 90, "symbolStrokeWidth": 0, "columnPadding": 22},
        "range": {"category": list(colours.several)},
        "style": {
            "track": {"color": colours.faint, "strokeWidth": 2, "strokeCap": "round"},
            "chance": {"color": quiet, "orient": "vertical", "thickness": 1.5, "size": 14},
            "interval": {"strokeWidth": 8, "strokeCap": "round", "opacity": 0.35},
            "dot": {"shape": "circle", "filled": True, "size": 130, "opacity": 1},
            "arm": {"color": colours.arm},
            "bound": {"color": colours.bound},
            "name": {"color": ink, "fontSize": 14, "fontWeight": 600, "align": "left", "dy": -18},
            "said": {"color": quiet, "fontSize": 13, "align": "right", "dy": -18},
            "level": {"color": quiet, "strokeWidth": 1, "strokeDash": [3, 4]},
            "whisker": {"strokeWidth": 2, "opacity": 0.45, "strokeCap": "round"},
            "path": {"strokeWidth": 2, "opacity": 0.9},
            "mark": {"filled": True, "size": 90, "opacity": 1},
        },
    }
