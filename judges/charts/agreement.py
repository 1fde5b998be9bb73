"""How far every two judges agree beyond chance: rows with intervals, or a matrix where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judges.charts.chart import Chart, Source, columns_of
from judges.charts.marks import Scale, counted, ends, layer, longest, steps
from judges.charts.rows import rows
from judges.charts.theme import Spec
from judges.stats import Figure

# More pairs than this are a matrix. A cell that is narrower than this, in points, has no number in it.
MOST_ROWS, LEAST_CELL = 10, 30
# How strong a cell's colour is: where words stand in it, they must stand out from the darkest.
FAINTEST, DARKEST, DARKEST_WITH_WORDS = 0.06, 0.95, 0.5
ALPHA = "datum.value == 0 ? 'chance' : format(datum.value, '.1f')"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Krippendorff's alpha of two judges: 1 = they always agree, 0 = as often as by chance."""

    judge: str
    other: str
    figure: Figure
    kind: str = "arm"

    @property
    def label(self) -> str:
        return f"{self.judge} and {self.other}"

    @property
    def said(self) -> str:
        return counted(self.figure, digits=2, sign="")


def by_pair(source: Source) -> Iterator[Pair]:
    """The pairs of judges who share enough debates for a figure."""
    for (judge, other), figure in source.judging.pairs.items() if source.judging else ():
        if figure.value is not None:
            yield Pair(judge=judge, other=other, figure=figure)


def agreements(points: Sequence[Pair], width: int) -> Spec:
    return rows(points, width, _scale(points)) if len(points) <= MOST_ROWS else matrix(points, width)


def _scale(points: Sequence[Pair]) -> Scale:
    low = min(0, *ends(point.figure for point in points)) if points else 0
    ticks = steps(low, 1, 6)
    return Scale(low=min(low, ticks[0]), high=1, ticks=ticks, few=steps(low, 1, 3), label=ALPHA, middle=0)


def matrix(points: Sequence[Pair], width: int) -> Spec:
    """Each judge with each judge, below the diagonal; the darker, the more they agree."""
    judges = sorted({name for point in points for name in (point.judge, point.other)})
    names = min(7 * longest(judges) + 12, width // 3)
    size = min((width - names) / (len(judges) - 1), 56)
    data = [_cell(point, judges) for point in points]
    across = {"field": "across", "type": "nominal", "sort": judges[:-1], "scale": {"domain": judges[:-1]}}
    down = {"field": "down", "type": "nominal", "sort": judges[1:], "scale": {"domain": judges[1:]}}
    words = {"title": None, "labelLimit": names}
    agree = {"field": "alpha", "type": "quantitative", "legend": None}
    told = size >= LEAST_CELL
    strength = [FAINTEST, DARKEST_WITH_WORDS if told else DARKEST]
    shade = {"opacity": agree | {"scale": {"domain": [0, 1], "range": strength, "clamp": True}}}
    inside = [layer("inside", {"text": {"field": "short"}}, type="text")] if told else []
    # Room for names in a wider font than the one that they are measured in.
    slanted = {"orient": "bottom", "labelAlign": "right"} | (
        {"labelAngle": -40, "minExtent": 0.7 * names} if told else {"labelAngle": -90, "minExtent": names}
    )
    return {
        "width": size * (len(judges) - 1),
        "height": min(size, 34) * (len(judges) - 1),
        "data": {"values": data},
        "encoding": {
            "x": across | {"axis": words | slanted},
            "y": down | {"axis": words | {"minExtent": names}},
        },
        "layer": [layer("cell", shade, type="rect"), *inside],
    }


def _cell(point: Pair, judges: Sequence[str]) -> Spec:
    first, second = sorted((point.judge, point.other), key=judges.index)
    short = point.said.split(" ")[0]
    return {"across": first, "down": second, "alpha": point.figure.value, "short": short, "said": point.said}


AGREEMENT = Chart(
    subject="agreement",
    title="Agreement of judges",
    words="How far every two judges of the same debates choose the same option: Krippendorff’s alpha, 1 being always "
    "and 0 as often as by chance; with 95 % intervals where there are few, else the darker the more.",
    points=by_pair,
    columns=columns_of("judge", "other"),
    draw=agreements,
    needs="judging",
)
