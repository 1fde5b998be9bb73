"""A row for each figure: its name, its numbers, and its value as a dot on its interval."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from judges.charts.marks import WIDE, Mark, Scale, in_order, layer, longest, numbers
from judges.charts.theme import Spec

# With more rows than this a row is one line: its name, its interval, its numbers; in points, the least of the interval.
TALL, LEAST_PLOT = 6, 240
# Points that a character takes in a wide font, of a name and of the numbers.
NAME, SAID = 8.2, 7.3
LINE = 18
# A line without words that still takes its room.
BREAK, NOTHING = "\n", "\u00a0"
NAME_ABOVE, NAMES_ABOVE, NAME_BESIDE, NAME_OVER_NUMBERS = 54, 44, 26, 66


def rows(points: Sequence[Mark], width: int, scale: Scale) -> Spec:
    """Kinds differ in colour and shape, as the theme has them."""
    data = [{"name": point.label, "kind": point.kind, "said": point.said, **numbers(point.figure)} for point in points]
    kinds = in_order(point.kind for point in points) or ["arm"]
    names, told = NAME * longest(row["name"] for row in data) + 14, SAID * longest(row["said"] for row in data) + 14
    many = len(data) > TALL
    one_line = width >= WIDE and many and width - names - told >= LEAST_PLOT
    plot = width - names - told if one_line else width
    over = not one_line and names + told > width
    step = NAME_BESIDE if one_line else NAME_OVER_NUMBERS if over else NAMES_ABOVE if many else NAME_ABOVE
    lines = 2 if over and names > width else 1
    if lines == 2:
        data = [row | {"called": _in_two(row["name"], int(width / NAME))} for row in data]
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in data], "axis": None}
    x = {"type": "quantitative", "scale": {"domain": [scale.low, scale.high]}, "axis": scale.axis(plot >= WIDE)}
    interval, value = {"x": {"field": "low"}, "x2": {"field": "high"}}, {"x": {"field": "value"}}
    return {
        "width": plot,
        "height": {"step": step + LINE * (lines - 1)},
        "data": {"values": data},
        "encoding": {"x": x, "y": y},
        "layer": [
            *(_words_beside(plot, names, told) if one_line else _words_above(width, told, lines if over else 0)),
            layer("track", {"x": {"datum": scale.low}, "x2": {"datum": scale.high}}, type="rule"),
            *(layer(f"{kind} interval", interval, kind, type="rule") for kind in kinds),
            *([layer("chance", {"x": {"datum": scale.middle}}, type="tick")] if scale.middle is not None else ()),
            *(layer(f"{kind} dot {kind}-dot", value, kind, type="point") for kind in kinds),
        ],
    }


def _words_above(width: int, told: float, over: int) -> list[Spec]:
    """Names beside the numbers or, in so many lines, over them."""
    name, said = {"x": {"value": 0}, "text": {"field": "name"}}, {"text": {"field": "said"}}
    if over:
        name["text"] = {"field": "called" if over > 1 else "name"}
        dy = -37 - LINE * (over - 1)
        return [
            layer("name", name, type="text", dy=dy, limit=width, lineBreak=BREAK, lineHeight=LINE),
            layer("said", said | {"x": {"value": 0}}, type="text", align="left"),
        ]
    return [
        layer("name", name, type="text", limit=width - told),
        layer("said", said | {"x": {"value": width}}, type="text"),
    ]


def _in_two(name: str, most: int) -> str:
    """A name on the second of two lines, or what doesn't fit there on both; of one that fills more, the end is cut."""
    lines = wrap(name, most, max_lines=2, placeholder=" …")
    return BREAK.join(lines if len(lines) > 1 else [NOTHING, name])


def _words_beside(plot: float, names: float, told: float) -> list[Spec]:
    name = {"x": {"value": -names}, "text": {"field": "name"}}
    said = {"x": {"value": plot + told}, "text": {"field": "said"}}
    return [
        layer("name", name, type="text", dy=0, fontSize=13, limit=names - 8),
        layer("said", said, type="text", dy=0, fontSize=12),
    ]
