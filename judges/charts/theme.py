"""The look of every chart, in light and in dark.

Colours go by Okabe and Ito's, which colour-blind people tell apart, made darker or lighter for the page; arms that
share a plot differ in shape too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"]


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
PAPER = "#ffffff"


def theme(colours: Palette, background: str | None = None) -> Spec:
    """Vega's configuration: the look of every mark by the style it names."""
    ink, quiet = colours.ink, colours.quiet
    words = {"labelColor": quiet, "labelFontSize": 12, "labelPadding": 8}
    title = {"titleColor": quiet, "titleFontSize": 12, "titleFontWeight": "normal", "titlePadding": 10}
    return {
        "background": background,
        "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": {"domain": False, "ticks": False, "gridColor": colours.faint, **words, **title},
        # Room for a label in a wider font than the one that the labels are measured in.
        "axisY": {"minExtent": 52},
        "legend": {"orient": "top", "title": None, "labelColor": ink, "labelFontSize": 13, "offset": 14}
        | {"symbolSize": 90, "symbolStrokeWidth": 0, "columnPadding": 22},
        "header": {"labelColor": ink, "labelFontSize": 13, "labelFontWeight": 600, "title": None}
        | {"labelAnchor": "start", "labelPadding": 6},
        "title": {"color": quiet, "fontSize": 12, "fontWeight": "normal", "anchor": "start", "offset": 12},
        "range": {"category": list(colours.several)},
        "style": {
            "track": {"color": colours.faint, "strokeWidth": 2, "strokeCap": "round"},
            "chance": {"color": quiet, "orient": "vertical", "thickness": 1.5, "size": 14},
            "interval": {"strokeWidth": 8, "strokeCap": "round", "opacity": 0.35},
            "dot": {"shape": "circle", "filled": True, "size": 130, "opacity": 1},
            "arm": {"color": colours.arm},
            "bound": {"color": colours.bound},
            "beaten": {"color": colours.bound},
            "beaten-dot": {"filled": False, "strokeWidth": 2, "size": 110},
            "bound-line": {"color": colours.bound, "strokeWidth": 1.5, "strokeDash": [6, 4]},
            "planned": {"color": colours.arm},
            "unplanned": {"color": colours.bound},
            "unplanned-dot": {"shape": "diamond", "filled": False, "strokeWidth": 2, "size": 110},
            "honest": {"color": colours.several[2]},
            "dishonest": {"color": colours.several[1]},
            "dishonest-dot": {"shape": "square", "size": 110},
            "name": {"color": ink, "fontSize": 14, "fontWeight": 600, "align": "left", "dy": -18},
            "said": {"color": quiet, "fontSize": 13, "align": "right", "dy": -18},
            "level": {"color": quiet, "strokeWidth": 1, "strokeDash": [3, 4]},
            "whisker": {"strokeWidth": 2, "opacity": 0.45, "strokeCap": "round"},
            "path": {"strokeWidth": 2, "opacity": 0.9},
            "joined": {"strokeWidth": 1.5, "opacity": 0.5},
            "mark": {"filled": True, "size": 90, "opacity": 1},
            "bar": {"opacity": 0.45},
            "frontier": {"color": quiet, "strokeWidth": 1, "opacity": 0.7, "interpolate": "step-after"},
            "across": {"strokeWidth": 1.5, "opacity": 0.35, "strokeCap": "round"},
            "called": {"color": ink, "fontSize": 12, "baseline": "middle"},
            "cell": {"color": colours.arm, "cornerRadius": 2},
            "inside": {"color": ink, "fontSize": 12},
        },
    }
