"""Which arms nothing beats on both accuracy and cost."""

from __future__ import annotations

import csv
import io

import pytest

from judges.charts import CHARTS, NARROW, WIDE, svg
from judges.stats import Arm, Counts, Report, Spent, report
from judges.stats.cells import Cell
from judges.stats.frontier import unbeaten, unit_of

BOUNDS = {"blind": "floor", "expert": "ceiling"}
# By arm: how many of ten judgements are right, and what each costs.
Priced = dict[str, tuple[int, float | None]]


def told(arms: Priced, seconds: float | None = 10) -> Report:
    cells, spent = list[Cell](), list[Spent]()
    for name, (right, usd) in arms.items():
        for number in range(10):
            is_right = int(number < right)
            cells.append(Cell(arm=name, judge="j", question=f"q{number}", right=is_right))
            one = Spent(
                arm=name, judge="j", question=f"q{number}", right=is_right, cost_usd=usd,
                seconds=seconds and seconds * len(name),
            )  # fmt: skip
            spent.append(one)
    known = [Arm(name=name, own_name=name, protocol=name, bound=BOUNDS.get(name, "")) for name in arms]
    return report("trial", known, Counts(cells=cells, spent=spent))


def test_an_arm_is_beaten_by_one_that_is_no_dearer_and_no_less_often_right() -> None:
    found = told({"debate": (8, 0.3), "critique": (7, 0.2), "consultancy": (7, 0.3), "tiered": (6, 0.5)})
    assert unbeaten(found) == {"debate", "critique"}


def test_arms_that_are_alike_do_not_beat_each_other() -> None:
    assert unbeaten(told({"debate": (8, 0.3), "critique": (8, 0.3)})) == {"debate", "critique"}


def test_blind_judgement_can_beat_and_expert_judgement_is_no_choice() -> None:
    found = told({"blind": (7, 0.1), "expert": (10, 0.1), "debate": (8, 0.3), "critique": (7, 0.2)})
    assert unbeaten(found) == {"debate"}
    assert unbeaten(told({"blind": (9, 0.1), "debate": (8, 0.3)})) == frozenset()


def test_where_nothing_costs_money_time_is_the_price_and_what_has_none_is_left_out() -> None:
    free = told({"debate": (8, 0.0), "critique": (7, 0.0), "abc": (6, 0.0)})
    assert unit_of(free) == "seconds"
    assert unbeaten(free) == {"debate", "abc"}
    assert unbeaten(told({"debate": (8, 0.3), "critique": (9, None)}, seconds=None)) == {"debate"}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True])
def test_the_chart_tells_beaten_arms_apart_and_names_floor_and_ceiling(width: int, dark: bool) -> None:
    found = told({"blind": (5, 0.01), "expert": (9, 0.02), "debate": (8, 0.3), "critique": (7, 0.4)})
    chart = CHARTS["frontier"]
    points = chart.of(found)
    assert [(point.label, point.kind) for point in points] == [
        ("blind", "bound"),
        ("expert", "bound"),
        ("debate", "arm"),
        ("critique", "beaten"),
    ]
    drawn = svg(chart.draw(points, width), dark=dark)
    for name in ("blind", "expert", "debate", "critique"):
        assert f">{name}<" in drawn
    assert "debate: 80 % (49 to 94), n = 10, for $0.3" in chart.describe(found)
    rows = list(csv.DictReader(io.StringIO(chart.csv(points))))
    assert [row["beaten"] for row in rows] == ["0", "0", "0", "1"]


def test_floor_and_ceiling_that_lie_close_keep_their_names_apart() -> None:
    arms: Priced = {"blind": (5, 0.01), "expert": (5, 0.02), "debate": (8, 0.3), "critique": (7, 0.4)}
    chart = CHARTS["frontier"]
    names = next(
        part["data"]["values"]
        for part in chart.draw(chart.of(told(arms)), WIDE)["layer"]
        if "called" in part["mark"]["style"] and "data" in part
    )
    assert {row["name"] for row in names} == {"blind", "expert"}
    first, second = (row["y"] for row in names)
    assert abs(first - second) >= 15


def test_one_arm_alone_is_no_choice_to_draw() -> None:
    assert CHARTS["frontier"].of(told({"blind": (5, 0.01), "debate": (8, 0.3)})) == ()


def test_of_many_arms_each_is_held_against_its_floor_wherever_that_stands() -> None:
    many: Priced = dict.fromkeys(("one", "two", "three", "four", "five"), (6, 0.1))
    found = told({"one": (6, 0.1), "blind": (5, 0.01), **many})
    assert [(pair.first, pair.second) for pair in found.comparisons] == [
        ("one", "blind"),
        ("two", "blind"),
        ("three", "blind"),
        ("four", "blind"),
        ("five", "blind"),
    ]
