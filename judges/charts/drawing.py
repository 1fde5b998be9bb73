"""From points to Vega-Lite: rows of dots on their intervals, and lines over rounds.

The specifications are plain data: altair would write the same dictionaries, and takes seconds to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

from judges.charts.points import Point
from judges.charts.theme import SHAPES, Spec
from judges.stats import Figure

WIDE, NARROW = 680, 330
CHANCE = 0.5
LABEL = f"datum.value == {CHANCE} ? 'chance' : round(datum.value * 100) + ' %'"
PLAIN = "round(datum.value * 100) + ' %'"
KINDS = ("arm", "bound")
# With more rows than this a row is one line: its name, its interval, its numbers; in points, the three columns.
TALL, NAMES, SAID = 6, 190, 180
LONGEST = 24  # characters of a name that such a row has room for
NAME_ABOVE, NAMES_ABOVE, NAME_BESIDE = 54, 44, 26
# On phones a longer name than this stands above its numbers.
LONGEST_NARROW, NAME_OVER_NUMBERS = 17, 66


def rows(points: Sequence[Point], width: int, chance: bool = True) -> Spec:
    """A row for each point: its value as a dot on its interval. Bounds are grey."""
    data = [_row(point) for point in points]
    least = _least(data) if chance else 0.0
    many = len(data) > TALL
    one_line = width >= WIDE and many and all(len(row["name"]) <= LONGEST for row in data)
    plot = width - NAMES - SAID if one_line else width
    over = width < WIDE and any(len(row["name"]) > LONGEST_NARROW for row in data)
    step = NAME_BESIDE if one_line else NAME_OVER_NUMBERS if over else NAMES_ABOVE if many else NAME_ABOVE
    axis = _share_axis(least, 10 if plot >= WIDE else 4, LABEL if chance else PLAIN)
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in data], "axis": None}
    interval, value = {"x": {"field": "low"}, "x2": {"field": "high"}}, {"x": {"field": "value"}}
    return {
        "width": plot,
        "height": {"step": step},
        "data": {"values": data},
        "encoding": {"x": {"type": "quantitative", "scale": {"domain": [least, 1]}, "axis": axis}, "y": y},
        "layer": [
            *(_words_beside(plot) if one_line else _words_above(plot, over)),
            _layer("track", {"x": {"datum": least}, "x2": {"datum": 1}}, type="rule"),
            *(_layer(f"{kind} interval", interval, kind, type="rule") for kind in KINDS),
            *([_layer("chance", {"x": {"datum": CHANCE}}, type="tick")] if chance else ()),
            *(_layer(f"{kind} dot", value, kind, type="point") for kind in KINDS),
        ],
    }


def _words_above(width: int, over: bool) -> list[Spec]:
    name, said = {"x": {"value": 0}, "text": {"field": "name"}}, {"text": {"field": "said"}}
    if over:
        return [
            _layer("name", name, type="text", dy=-37, limit=width),
            _layer("said", said | {"x": {"value": 0}}, type="text", align="left"),
        ]
    return [
        _layer("name", name, type="text", limit=width - 190),
        _layer("said", said | {"x": {"value": width}}, type="text"),
    ]


def _words_beside(plot: int) -> list[Spec]:
    name = {"x": {"value": -NAMES}, "text": {"field": "name"}}
    said = {"x": {"value": plot + SAID}, "text": {"field": "said"}}
    return [
        _layer("name", name, type="text", dy=0, fontSize=13, limit=NAMES - 12),
        _layer("said", said, type="text", dy=0, fontSize=12),
    ]


def lines(points: Sequence[Point], width: int) -> Spec:
    """A line for each arm over the rounds of speeches; many arms get a small plot each."""
    arms = list(dict.fromkeys(point.arm for point in points))
    if len(arms) > len(SHAPES):
        return _small_lines(points, arms, width)
    # Side by side within a round, so that no interval hides another.
    aside = {arm: 0.05 * (place - (len(arms) - 1) / 2) for place, arm in enumerate(arms)}
    data = [_at(point, aside[point.arm]) for point in points]
    legend = {"columns": 3 if width >= WIDE else 1, "labelLimit": width - 110}
    # Domains in full, and alike: only then do colour and shape share a legend.
    arm, names = {"field": "arm", "type": "nominal", "legend": legend}, {"domain": arms}
    colour = {"color": arm | {"scale": names}}
    shape = {"shape": arm | {"scale": names | {"range": SHAPES}}}
    plot = _over_rounds(data, colour, shape, parts=10)
    return {"width": width - 60, "height": 260, "data": {"values": data}, **plot}


def _small_lines(points: Sequence[Point], arms: Sequence[str], width: int) -> Spec:
    """Side by side, on one scale."""
    data = [_at(point, 0) for point in points]
    columns = 3 if width >= WIDE else 1
    plot = _over_rounds(data, {}, {}, parts=4)
    return {
        "data": {"values": data},
        "facet": {"field": "arm", "type": "nominal", "sort": list(arms), "title": None},
        "columns": columns,
        "spacing": 26,
        "spec": {"width": width // columns - 70, "height": 120, **plot},
    }


def _over_rounds(data: Sequence[Spec], colour: Spec, shape: Spec, parts: int) -> Spec:
    last, least = max(row["round"] for row in data), _least(data)
    rounds = {"title": "rounds of speeches read", "values": list(range(last + 1)), "format": "d", "grid": False}
    at, value = {"x": {"field": "at"}, **colour}, {"y": {"field": "value"}}
    style = "" if colour else "arm "
    axis = _share_axis(least, parts, LABEL, grid=True)
    return {
        "encoding": {
            "x": {"type": "quantitative", "scale": {"domain": [-0.15, last + 0.15]}, "axis": rounds},
            "y": {"type": "quantitative", "scale": {"domain": [least, 1]}, "axis": axis},
        },
        "layer": [
            _layer("level", {"y": {"datum": CHANCE}}, type="rule"),
            _layer(f"{style}whisker", at | {"y": {"field": "low"}, "y2": {"field": "high"}}, type="rule"),
            _layer(f"{style}path", at | value, type="line"),
            _layer(f"{style}mark", at | value | shape, type="point"),
        ],
    }


def _row(point: Point) -> Spec:
    kind = "bound" if point.bound else "arm"
    return {"name": point.label, "kind": kind, "said": said(point.figure), **_numbers(point.figure)}


def _at(point: Point, aside: float) -> Spec:
    assert point.round is not None, "only figures by round are drawn as lines"
    return {"arm": point.arm, "round": point.round, "at": point.round + aside, **_numbers(point.figure)}


def _numbers(figure: Figure) -> Spec:
    """Where there is no interval the ends are the value itself: a dot alone."""
    low, high = (figure.value, figure.value) if figure.low is None else (figure.low, figure.high)
    return {"value": figure.value, "low": low, "high": high}


def said(figure: Figure) -> str:
    """“63 % (55 to 70), n = 120”."""
    if figure.value is None:
        return "nothing judged yet" if not figure.n else "not defined"
    if figure.low is None or figure.high is None:
        return f"{percent(figure.value)}, no interval, n = {figure.n:,}"
    return f"{percent(figure.value)} ({100 * figure.low:.0f} to {100 * figure.high:.0f}), n = {figure.n:,}"


def percent(share: float | None) -> str:
    return "nothing" if share is None else f"{100 * share:.0f} %"


def _least(data: Sequence[Spec]) -> float:
    """Where a scale starts: 40 %, or the ten below the lowest interval, so that chance is always inside."""
    lows = [row["low"] for row in data if row["low"] is not None]
    return min(0.4, floor(10 * min(lows, default=1)) / 10)


def _layer(style: str, encoding: Spec, kind: str = "", **mark: Any) -> Spec:
    """A mark in the theme's styles of these names, for the rows of that kind alone or, with none, for all."""
    only = {"transform": [{"filter": {"field": "kind", "equal": kind}}]} if kind else {}
    return {"mark": {"style": style.split(), **mark}, "encoding": encoding, **only}


def _share_axis(least: float, parts: int, label: str, grid: bool = False) -> Spec:
    values = [part / parts for part in range(parts + 1) if part / parts >= least]
    return {"title": None, "labelExpr": label, "values": values, "grid": grid}
