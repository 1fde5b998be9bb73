"""Which protocol, and at what price: accuracy against cost, between the lines of floor and ceiling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from judges.charts.chart import Chart, Source
from judges.charts.spending import COST, Spot, by_arm, scatter
from judges.charts.theme import Spec
from judges.stats.frontier import unbeaten


def priced(source: Source) -> Iterator[Spot]:
    """The arms whose accuracy and cost are known, where there are two or more to choose from."""
    best, spots = unbeaten(source.report), list(by_arm(source))
    if sum(not spot.bound for spot in spots) > 1:
        yield from (replace(spot, beaten=not spot.bound and spot.arm not in best) for spot in spots)


def frontier(points: Sequence[Spot], width: int) -> Spec:
    arms = [point for point in points if not point.bound]
    return scatter(arms, width, bounds=[point for point in points if point.bound])


FRONTIER = Chart(
    subject="frontier",
    title="Which protocol, at what price",
    words="Share of judgements that were right against what one costs, or the time it takes where none costs money; "
    "95 % intervals both ways. Full dots are arms that no other, nor blind judgement, beats on both; hollow ones are "
    "beaten. Dashed lines: floor and ceiling.",
    points=priced,
    columns={**COST.columns, "beaten": lambda point: point.beaten},
    draw=frontier,
)
