"""Charts of a report, drawn on the server: as SVG pictures for <img>, in light and in dark, wide and for phones; as PNG
for papers; and their numbers as CSV. vl-convert draws them, fetching nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from judges.charts import drawing
from judges.charts.drawing import NARROW, WIDE
from judges.charts.points import Point, by_arm, by_half, by_judge, by_round, own_shares, to_csv
from judges.charts.theme import DARK, LIGHT, PAPER, Palette, Spec, theme
from judges.stats import Report

VEGA_LITE = "6.4"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One subject: what it draws of a report, how, and what it is about, in words."""

    subject: str
    title: str
    words: str
    points: Callable[[Report], Iterator[Point]]
    draw: Callable[[Sequence[Point], int], Spec]

    def of(self, report: Report) -> tuple[Point, ...]:
        """What it draws; nothing = there is no such chart of this report."""
        return tuple(self.points(report))

    def describe(self, report: Report) -> str:
        """The chart in words, for those who don't see it."""
        told = [f"{_whose(point)}: {drawing.said(point.figure)}" for point in self.of(report)]
        return f"{self.words} {'; '.join(told) or 'Nothing to show'}."


def _whose(point: Point) -> str:
    return point.label if point.round is None else f"{point.label} after {point.round}"


CHARTS: Mapping[str, Chart] = {
    chart.subject: chart
    for chart in (
        Chart(
            subject="accuracy",
            title="Accuracy",
            words="Share of judgements that were right, with 95 % intervals; chance is 50 %.",
            points=by_arm,
            draw=drawing.rows,
        ),
        Chart(
            subject="rounds",
            title="After each round",
            words="Share of judgements that were right after each number of rounds, with 95 % intervals.",
            points=by_round,
            draw=drawing.lines,
        ),
        Chart(
            subject="judges",
            title="By judge",
            words="Share of each judge's judgements that were right, with 95 % intervals; chance is 50 %.",
            points=by_judge,
            draw=drawing.rows,
        ),
        Chart(
            subject="halves",
            title="Where one speaker is heard",
            words="Share of judgements that were right, by what the speaker argued for, with 95 % intervals.",
            points=by_half,
            draw=drawing.rows,
        ),
        Chart(
            subject="measures",
            title="The protocols' own figures",
            words="The protocols' own figures that are shares of debates, with 95 % intervals.",
            points=own_shares,
            draw=lambda points, width: drawing.rows(points, width, chance=False),
        ),
    )
}


def svg(spec: Spec, dark: bool = False) -> str:
    """The picture, without style or script and on no background, so that it suits any page and policy."""
    # Imported here: the engine in it takes tens of megabytes, for a process that draws alone to pay.
    from vl_convert import vegalite_to_svg

    return vegalite_to_svg(spec, vl_version=VEGA_LITE, config=theme(DARK if dark else LIGHT), allowed_base_urls=[])


def png(spec: Spec) -> bytes:
    """The picture on white paper, at twice the size."""
    from vl_convert import vegalite_to_png

    return vegalite_to_png(spec, vl_version=VEGA_LITE, config=theme(LIGHT, PAPER), scale=2, allowed_base_urls=[])


__all__ = [
    "CHARTS",
    "DARK",
    "LIGHT",
    "NARROW",
    "WIDE",
    "Chart",
    "Palette",
    "Point",
    "Spec",
    "png",
    "svg",
    "to_csv",
]
