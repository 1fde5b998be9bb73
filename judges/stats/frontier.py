"""Which arms nothing beats: no other is at least as often right for no more (a Pareto frontier)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from judges.stats.cells import Figure
from judges.stats.report import ArmReport, Report

Unit = Literal["usd", "seconds"]


def unit_of(report: Report) -> Unit:
    """In what arms are priced: US dollars or, where none costs any, seconds."""
    return "usd" if any(row.overall.figures["cost"].value for row in report.arms) else "seconds"


def price_of(row: ArmReport, unit: Unit) -> Figure:
    """What a judgement of the arm takes."""
    return row.overall.figures["cost" if unit == "usd" else "time"]


@dataclass(frozen=True)
class _Priced:
    arm: str
    price: float
    accuracy: float

    def beats(self, other: _Priced) -> bool:
        no_worse = self.price <= other.price and self.accuracy >= other.accuracy
        return no_worse and (self.price, self.accuracy) != (other.price, other.accuracy)


def unbeaten(report: Report) -> frozenset[str]:
    """The names of the arms that none beats. Of the bounds, blind judgement can beat, since it is always to be had.

    Values alone decide, so that which arms they are can be chance: their intervals say how far.
    """
    priced = list(_priced(report))
    choices = {row.arm.name for row in report.arms if not row.arm.bound}
    return frozenset(one.arm for one in priced if one.arm in choices and not any(other.beats(one) for other in priced))


def _priced(report: Report) -> Iterable[_Priced]:
    unit = unit_of(report)
    for row in report.arms:
        price, accuracy = price_of(row, unit).value, row.overall.accuracy.value
        if row.arm.bound != "ceiling" and price is not None and accuracy is not None:
            yield _Priced(row.arm.name, price, accuracy)
