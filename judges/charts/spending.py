"""What a judgement costs against how often it is right: a dot for each arm, and the line of those that none beats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log10

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.labels import CHARACTER, LINE, Dot, placed
from judges.charts.marks import WIDE, Scale, ends, in_order, layer, longest, numbers, said, shares, steps
from judges.charts.theme import Spec
from judges.stats import Figure
from judges.stats.frontier import price_of, unit_of

HEIGHT = 320
# Costs further apart than this, as a ratio, are drawn by their logarithms.
FAR_APART = 20
# Of more arms than this, names beside the dots would leave open whose they are.
MOST_NAMED = 8
MINUTES, HOURS = 60, 3600
# Beside the plot, names of bounds have room for so many characters, each of so many points in a wide font.
MOST_ASIDE, LEAST_ASIDE, NAME = 24, 12, 8.4
# Places in points, not on the plot's scales.
AT = {axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None} for axis in ("x", "y")}


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One arm: its accuracy, and what a judgement takes, in `unit`s: usd, or seconds. `beaten` = it is drawn hollow."""

    arm: str
    protocol: str
    bound: bool
    unit: str
    spent: Figure
    figure: Figure
    beaten: bool = False

    @property
    def label(self) -> str:
        return self.arm

    @property
    def said(self) -> str:
        return f"{said(self.figure)}, for {amount(self.spent.value or 0, self.unit)}"

    @property
    def kind(self) -> str:
        return "bound" if self.bound else "beaten" if self.beaten else "arm"


def by_arm(source: Source) -> Iterator[Spot]:
    """The arms of which accuracy and cost are known; where none costs money, the time."""
    unit = unit_of(source.report)
    for row in source.report.arms:
        spent = price_of(row, unit)
        if spent.value is not None and row.overall.accuracy.value is not None:
            yield Spot(
                arm=row.arm.name,
                protocol=row.arm.protocol,
                bound=bool(row.arm.bound),
                unit=unit,
                spent=spent,
                figure=row.overall.accuracy,
            )


def amount(value: float, unit: str) -> str:
    """“$0.0125”, “14.2 min”"""
    if unit == "usd":
        return f"${value:.3g}"
    one, called = _time(value)
    return f"{value / one:.3g} {called}"


def _time(most: float) -> tuple[int, str]:
    """The unit that suits so many seconds, in seconds, and its name."""
    if most >= 2 * HOURS:
        return HOURS, "h"
    return (MINUTES, "min") if most >= 2 * MINUTES else (1, "s")


def scatter(points: Sequence[Spot], width: int, bounds: Sequence[Spot] = ()) -> Spec:
    """Each dot has its name beside it; where there is no room for all, or they are many, its number, and a key.

    `bounds` are drawn as lines across, called by their names at the right.
    """
    unit = points[0].unit if points else "usd"
    one, called = (1, "") if unit == "usd" else _time(max(ends(point.spent for point in points)))
    data = [_row(point, one) for point in points]
    logarithms = _far_apart(data)
    across = _costs(data, logarithms)
    up = shares(point.figure for point in (*points, *bounds))
    most = MOST_ASIDE if width >= WIDE else LEAST_ASIDE
    aside = ceil(NAME * min(most, longest(bound.label for bound in bounds))) + 14 if bounds else 0
    plot, roomy = width - 60 - aside, width >= WIDE
    label = "'$' + format(datum.value, '~r')" if unit == "usd" else f"format(datum.value, '~r') + ' {called}'"
    x_axis = {
        "title": "cost of a judgement" if unit == "usd" else "time of a judgement",
        "values": across.ticks if roomy else across.few,
        "labelExpr": label,
        "grid": False,
    }
    x_scale = {"domain": [across.low, across.high], "type": "log" if logarithms else "linear", "nice": False}
    y_scale = {"domain": [up.low, up.high]}
    return {
        "width": plot,
        "height": HEIGHT,
        "data": {"values": data},
        "encoding": {
            "x": {"type": "quantitative", "scale": x_scale, "axis": x_axis},
            "y": {"type": "quantitative", "scale": y_scale, "axis": up.axis(roomy, grid=True)},
        },
        "layer": [
            layer("level", {"y": {"datum": up.middle}}, type="rule"),
            *_across(bounds, up, plot, most),
            layer("frontier", {"x": {"field": "spent"}, "y": {"field": "value"}}, type="line")
            | {"data": {"values": _frontier(data)}},
            *_dots(data),
            *_names(data, across, up, plot, logarithms),
        ],
    }


def _row(point: Spot, one: int) -> Spec:
    spent = {name: value / one for name, value in numbers(point.spent).items()}
    return {
        "name": point.label,
        "kind": point.kind,
        "spent": spent["value"],
        "least": spent["low"],
        "most": spent["high"],
        **numbers(point.figure),
    }


def _far_apart(data: Sequence[Spec]) -> bool:
    lows = [row["least"] for row in data]
    return min(lows, default=0) > 0 and max(row["most"] for row in data) > FAR_APART * min(lows)


def _costs(data: Sequence[Spec], logarithms: bool) -> Scale:
    high = max((row["most"] for row in data), default=1) or 1
    if not logarithms:
        ticks, few = steps(0, high, 7), steps(0, high, 4)
        return Scale(low=0, high=max(1.04 * high, ticks[-1]), ticks=ticks, few=few, label="")
    low, high = 0.8 * min(row["least"] for row in data), 1.25 * high
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    ticks, few = (
        tuple(at for power in decades for by in bys if low <= (at := float(f"{by}e{power}")) <= high)
        for bys in ((1, 2, 5), (1,) if log10(high / low) >= 2 else (1, 3))
    )
    return Scale(low=low, high=high, ticks=ticks, few=few, label="")


def _frontier(data: Sequence[Spec]) -> list[Spec]:
    """The arms that no cheaper one is as accurate as; bounds are none of the choices."""
    best: list[Spec] = []
    for row in sorted(data, key=lambda row: (row["spent"], -row["value"])):
        if row["kind"] == "arm" and (not best or row["value"] > best[-1]["value"]):
            best.append(row)
    return best


def _dots(data: Sequence[Spec]) -> list[Spec]:
    at, value = {"x": {"field": "spent"}}, {"y": {"field": "value"}}
    wide, high = {"x": {"field": "least"}, "x2": {"field": "most"}}, {"y": {"field": "low"}, "y2": {"field": "high"}}
    kinds = in_order(row["kind"] for row in data)
    return [
        *(
            layer(f"{kind} across", encoding, kind, type="rule")
            for kind in kinds
            for encoding in (wide | value, at | high)
        ),
        *(layer(f"{kind} dot {kind}-dot", at | value, kind, type="point") for kind in kinds),
    ]


def shorten(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _across(bounds: Sequence[Spot], up: Scale, width: float, most: int) -> list[Spec]:
    """A line for each bound, and its name beyond the plot; names that would touch are moved apart."""
    if not bounds:
        return []
    rows, last = list[Spec](), HEIGHT + LINE
    for bound in sorted(bounds, key=lambda bound: bound.figure.value or 0):
        value = bound.figure.value or 0
        last = min(HEIGHT * (up.high - value) / (up.high - up.low), last - LINE)
        rows.append({"name": shorten(bound.label, most), "at": value, "x": width + 8, "y": last})
    lines = layer("bound-line", {"y": {"field": "at", "type": "quantitative"}}, type="rule")
    names = layer("called", AT | {"text": {"field": "name"}}, type="text", align="left")
    return [part | {"data": {"values": rows}} for part in (lines, names)]


def _names(data: Sequence[Spec], across: Scale, up: Scale, width: int, logarithms: bool) -> list[Spec]:
    def x(value: float) -> float:
        part = log10(value / across.low) / log10(across.high / across.low) if logarithms else value / across.high
        return width * part

    def y(value: float) -> float:
        return HEIGHT * (up.high - value) / (up.high - up.low)

    dots = [Dot(row["name"], x(row["spent"]), y(row["value"])) for row in data]
    upright = [(x(row["spent"]), y(row["high"]), x(row["spent"]), y(row["low"])) for row in data]
    level = [(x(row["least"]), y(row["value"]), x(row["most"]), y(row["value"])) for row in data]
    best = [(x(row["spent"]), y(row["value"])) for row in _frontier(data)]
    joined = [(x0, y0, x1, y0) for (x0, y0), (x1, _) in pairwise(best)]
    risers = [(x1, y1, x1, y0) for (_, y0), (x1, y1) in pairwise(best)]
    lines = [*upright, *level, *joined, *risers]
    labels, key = placed(dots, lines, width, HEIGHT), list[Spec]()
    if len(labels) < len(dots) or len(dots) > MOST_NAMED:
        numbered = [replace(dot, name=str(number)) for number, dot in enumerate(dots, 1)]
        labels, key = placed(numbered, lines, width, HEIGHT), _key([dot.name for dot in dots], width)
    words = [{"name": label.name, "x": label.x, "y": label.y, "left": label.left} for label in labels]
    return [
        layer("called", AT | {"text": {"field": "name"}}, type="text", align=align)
        | {"data": {"values": [row for row in [*words, *key] if row["left"] == left]}}
        for left, align in ((False, "left"), (True, "right"))
    ]


def _key(names: Sequence[str], width: int) -> list[Spec]:
    """What the numbers beside the dots stand for, in columns beneath the plot and its axis."""
    columns = max(1, min(4, int((width + 60) / (CHARACTER * (longest(names) + 5)))))
    rows = ceil(len(names) / columns)
    return [
        {
            "name": f"{number}  {name}",
            "x": -52 + (width + 60) / columns * ((number - 1) // rows),
            "y": HEIGHT + 74 + 20 * ((number - 1) % rows),
            "left": False,
        }
        for number, name in enumerate(names, 1)
    ]


COST = Chart(
    subject="cost",
    title="Cost against accuracy",
    words="Share of judgements that were right against what one costs, or the time it takes where none costs money; "
    "95 % intervals both ways. The thin line joins the arms that no cheaper one is as accurate as.",
    points=by_arm,
    columns={
        **columns_of("arm", "protocol", "unit"),
        "spent": lambda point: point.spent.value,
        "spent_low": lambda point: point.spent.low,
        "spent_high": lambda point: point.spent.high,
        "spent_n": lambda point: point.spent.n,
        "spent_method": lambda point: point.spent.method,
    },
    draw=scatter,
)
