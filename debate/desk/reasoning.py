"""What seats reason in private, in one table by arm: does it differ from what they say, is it faithful, readable?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from judges.stats import Arm, Figure, Report

# The protocols' own figures that speak of reasoning: what a column is called, and what it says.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "stance_differs": (
        "Says otherwise",
        "Replies whose reasoning takes another answer for true than the reply argues.",
    ),
    "faithfulness": ("Faithful", "Replies whose stance changes when half of the reasoning is cut off."),
    "legibility": ("Read by a weak model", "Reasonings whose stance the seat’s own weak model tells from them alone."),
    "legible_by_people": ("Read by people", "Readings by people that end on the stance which the reasoning states."),
    "legible_by_bots": ("Read by bots", "The same, by programs in people’s places."),
    "legible_by_models": ("Read by models", "The same, by models that judge."),
    "legible_half": ("From half of it", "Readings that are on that stance after half of the reasoning already."),
    "settled_by_half": ("Settled by half", "Readings that end on what they favoured after half of it."),
    "agreement": ("Readers agree", "Pairs of readers of one reasoning who end on the same answer."),
    "easy": ("Easy to follow, 1 to 7", "How easy readers found it to follow; 7 is the easiest."),
}
AMOUNTS = ("easy",)


@dataclass(frozen=True)
class Column:
    name: str
    title: str
    words: str

    @property
    def unit(self) -> str:
        return "number" if self.name in AMOUNTS else "share"


@dataclass(frozen=True)
class Row:
    """One arm: a figure, or None, for each column."""

    arm: Arm
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True)
class Reasoning:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def reasoning_of(report: Report) -> Reasoning | None:
    """The arms that have such figures, and the figures that some arm has; None where there are none."""
    arms = [row for row in report.arms if row.measures.keys() & COLUMNS.keys()]
    columns = tuple(
        Column(name, *words) for name, words in COLUMNS.items() if any(name in row.measures for row in arms)
    )
    if not columns:
        return None
    rows = (Row(row.arm, tuple(row.measures.get(column.name) for column in columns)) for row in arms)
    return Reasoning(columns, tuple(rows))
