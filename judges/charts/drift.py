"""Accuracy and overconfidence by experience: of people by how many judgements came before, of models by transcripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.lines import told_apart
from judges.charts.marks import WIDE, Scale, around, counted, in_order, layer, numbers, said, shares
from judges.charts.theme import Spec
from judges.stats import Figure

TITLES = {"accuracy": "Accuracy", "overconfidence": "Overconfidence, in points"}
# Who is new is named shorter than the words of a filter, to stand under a narrow axis.
SHORT = {"none before": "none"}
POINTS = "(datum.value > 0 ? '+' : '') + round(datum.value * 100)"


@dataclass(frozen=True, kw_only=True)
class At:
    """A figure of people, or of models, at one stage of experience."""

    who: str
    stage: str
    name: str
    figure: Figure
    kind: str = "arm"

    @property
    def label(self) -> str:
        return f"{TITLES[self.name].split(',')[0]} of {self.who}, {self.stage}"

    @property
    def said(self) -> str:
        return said(self.figure) if self.name == "accuracy" else counted(self.figure, unit="points", times=100)


def by_stage(source: Source) -> Iterator[At]:
    """Nothing where everybody is at one stage."""
    drift = source.drift
    for one in drift.course if drift and drift.is_something else ():
        if one.value.value is not None:
            yield At(who=one.who, stage=one.stage, name=one.figure, figure=one.value)


def over_stages(points: Sequence[At], width: int) -> Spec:
    """One plot below the other, on the same stages."""
    stages, who = in_order(_short(point.stage) for point in points), in_order(point.who for point in points)
    plots = []
    for name, title in TITLES.items():
        mine = [point for point in points if point.name == name]
        figures = [point.figure for point in mine]
        scale = shares(figures) if name == "accuracy" else around(figures, 0, 0.1, POINTS)
        plots.append(_plot(mine, stages, who, scale, width) | {"title": title})
    return {"vconcat": plots, "spacing": 24}


def _plot(points: Sequence[At], stages: Sequence[str], who: Sequence[str], scale: Scale, width: int) -> Spec:
    data = [{"stage": _short(point.stage), "line": point.who, **numbers(point.figure)} for point in points]
    axis = {"labelAngle": 0, "title": "judgements before, or transcripts read first", "labelLimit": 90}
    if width < WIDE:
        axis |= {"labelAngle": -30, "labelAlign": "right"}
    colour, shape = told_apart(who, width) if len(who) > 1 else ({}, {})
    style = "" if colour else "arm "
    at = {"x": {"field": "stage"}, **colour}
    if colour:
        at["xOffset"] = {"field": "line", "type": "nominal", "scale": {"domain": list(who)}}
    value = {"y": {"field": "value"}}
    level = [layer("level", {"y": {"datum": scale.middle}}, type="rule")] if scale.middle is not None else []
    return {
        "width": width - 60,
        "height": 170,
        "data": {"values": data},
        "encoding": {
            "x": {"type": "ordinal", "scale": {"domain": list(stages)}, "axis": axis},
            "y": {
                "type": "quantitative",
                "scale": {"domain": [scale.low, scale.high], "nice": False},
                "axis": scale.axis(width >= WIDE, grid=True),
            },
        },
        "layer": [
            *level,
            layer(f"{style}whisker", at | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="rule"),
            layer(f"{style}mark", at | value | shape, type="point"),
        ],
    }


def _short(stage: str) -> str:
    return SHORT.get(stage, stage.replace(" before", ""))


DRIFT = Chart(
    subject="drift",
    title="Drift",
    words="Share of judgements that are right, and belief in what is favoured less that share, by how many judgements "
    "the same person had given before, or how many transcripts a model had read first; with 95 % intervals.",
    points=by_stage,
    columns=columns_of("who", "stage", "name"),
    draw=over_stages,
    needs="drift",
)
