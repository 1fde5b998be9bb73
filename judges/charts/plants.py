"""How often planted seats are flagged against how often honest speeches are: a dot for each kind and who watches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.lines import told_apart
from judges.charts.marks import PLAIN, WIDE, Scale, in_order, layer, numbers, percent, said, shares_from
from judges.charts.theme import Spec
from judges.stats import Figure

HEIGHT = 320
# Room for a dot at either end, as a share.
ROOM = 0.03


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """One kind of plant before one kind of watcher."""

    plant: str
    who: str
    alarms: Figure
    figure: Figure

    @property
    def label(self) -> str:
        return f"{self.plant} · {self.who}"

    @property
    def said(self) -> str:
        return f"{said(self.figure)}, with {percent(self.alarms.value)} false alarms"

    @property
    def kind(self) -> str:
        return "arm"


def by_kind(source: Source) -> Iterator[Flagged]:
    """Where both are known: a seat that speaks alone has no honest one beside it, so others' debates stand in."""
    fair = {one.who: one.false_alarms for one in source.report.plants.noticed if one.kind == "unplanted"}
    for one in source.report.plants.noticed:
        alarms = one.false_alarms if one.false_alarms.value is not None else fair.get(one.who, one.false_alarms)
        if one.detected.value is not None and alarms.value is not None:
            yield Flagged(plant=one.title, who=one.who, alarms=alarms, figure=one.detected)


def scatter(points: Sequence[Flagged], width: int) -> Spec:
    """On the dotted line nobody is told from anybody."""
    named, plot, scale = in_order(point.label for point in points), width - 60, shares_from(0, PLAIN)
    colour, shape = told_apart(named, width)
    at, value = {"x": {"field": "alarms"}, **colour}, {"y": {"field": "value"}}
    across = {"x": {"field": "least"}, "x2": {"field": "most"}, **colour}
    return {
        "width": plot,
        "height": HEIGHT,
        "data": {"values": [_row(point) for point in points]},
        "encoding": {
            "x": {"type": "quantitative", "scale": _reach(), "axis": _axis(scale, plot, "honest speeches flagged")},
            "y": {"type": "quantitative", "scale": _reach(), "axis": _axis(scale, plot, "planted seats flagged")},
        },
        "layer": [
            layer("level", {"x": {"datum": 0}, "y": {"datum": 0}, "x2": {"datum": 1}, "y2": {"datum": 1}}, type="rule"),
            layer("whisker", across | value, type="rule"),
            layer("whisker", at | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="rule"),
            layer("mark", at | value | shape, type="point"),
        ],
    }


def _row(point: Flagged) -> Spec:
    alarms = numbers(point.alarms)
    return {
        "line": point.label,
        "alarms": alarms["value"],
        "least": alarms["low"],
        "most": alarms["high"],
        **numbers(point.figure),
    }


def _reach() -> Spec:
    return {"domain": [-ROOM, 1 + ROOM], "nice": False}


def _axis(scale: Scale, plot: float, title: str) -> Spec:
    return {**scale.axis(plot >= WIDE - 60, grid=True), "title": title}


PLANTS = Chart(
    subject="plants",
    title="Plants: noticed against false alarms",
    words="Share of planted seats that were flagged against the share of honest speeches that were, by kind of plant "
    "and who watched, with 95 % intervals both ways. On the dotted line both are flagged as often.",
    points=by_kind,
    columns={
        **columns_of("plant", "who"),
        "false_alarms": lambda point: point.alarms.value,
        "false_alarms_low": lambda point: point.alarms.low,
        "false_alarms_high": lambda point: point.alarms.high,
        "false_alarms_n": lambda point: point.alarms.n,
    },
    draw=scatter,
)
