"""Charts of a report, drawn on the server: as SVG pictures for <img>, in light and in dark, wide and for phones; as PNG
for papers; as Vega-Lite to change; and their numbers as CSV. vl-convert draws them, fetching nothing.

A new chart is a file with its points, its drawing and its words, and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from judges.charts.agreement import AGREEMENT
from judges.charts.chart import Chart, Judged, Needs, Source
from judges.charts.debaters import DEBATERS
from judges.charts.differences import DIFFERENCES
from judges.charts.drift import DRIFT
from judges.charts.frontier import FRONTIER
from judges.charts.marks import NARROW, WIDE, Mark
from judges.charts.pictures import png, svg, vega_lite
from judges.charts.plants import PLANTS
from judges.charts.points import Point
from judges.charts.reliability import RELIABILITY
from judges.charts.safety import MONITOR, SAFETY
from judges.charts.shares import ACCURACY, BELIEF, HALVES, MEASURES, PARTS, ROUNDS
from judges.charts.spending import COST
from judges.charts.theme import DARK, LIGHT, Palette, Spec
from judges.charts.together import ENSEMBLES, ensembles_from

CHARTS: Mapping[str, Chart[Any]] = {
    chart.subject: chart
    for chart in (
        ACCURACY,
        DIFFERENCES,
        ROUNDS,
        BELIEF,
        RELIABILITY,
        PARTS,
        HALVES,
        MEASURES,
        COST,
        SAFETY,
        MONITOR,
        FRONTIER,
        DEBATERS,
        AGREEMENT,
        ENSEMBLES,
        PLANTS,
        DRIFT,
    )
}

__all__ = [
    "CHARTS",
    "DARK",
    "LIGHT",
    "NARROW",
    "WIDE",
    "Chart",
    "Judged",
    "Mark",
    "Needs",
    "Palette",
    "Point",
    "Source",
    "Spec",
    "ensembles_from",
    "png",
    "svg",
    "vega_lite",
]
