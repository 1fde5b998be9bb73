"""Charts of reliability, beliefs, costs and differences: what they show of a report, and in which shapes."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from judges.charts import CHARTS, NARROW, WIDE, Spec, svg, vega_lite
from judges.stats import AnalysisPlan, Arm, Asked, Cell, Counts, Level, Report, Spent, report

ARMS = ("debate", "consultancy", "blind", "expert", "propaganda", "tiered")
PLANNED = Asked(plan=AnalysisPlan(primary=("debate", "consultancy"), secondary=(("debate", "blind"),)))


def cells(arm: str, right: int, n: int = 20) -> list[Cell]:
    """Two rounds; all believe 50 % at first, and those who are right 80 % of the truth at last."""
    first = [Cell(arm=arm, judge="j", question=f"q{q}", final=False, p_sum=0.5) for q in range(n)]
    last = [
        Cell(arm=arm, judge="j", question=f"q{q}", round=1, right=int(q < right), p_sum=0.8 if q < right else 0.2)
        for q in range(n)
    ]
    return first + last


def sure(arm: str, belief: int, right: int, n: int = 10) -> list[Level]:
    return [
        Level(
            arm=arm, judge="j", question=f"q{belief}-{q}", level=belief // 10 * 10, belief=belief, right=int(q < right)
        )
        for q in range(n)
    ]


def spent(arm: str, usd: float | None, seconds: float | None = 90) -> list[Spent]:
    return [Spent(arm=arm, judge="j", question=f"q{q}", right=1, cost_usd=usd, seconds=seconds) for q in range(20)]


def told(arms: int = 2, usd: float | None = 0.01, seconds: float | None = 90, asked: Asked = PLANNED) -> Report:
    """Arms that are right in 14, 13 ... of 20 judgements, each twice as expensive as the one before."""
    names = ARMS[:arms] + tuple(f"arm {number}" for number in range(len(ARMS), arms))
    counts = Counts(
        cells=[cell for place, name in enumerate(names) for cell in cells(name, max(3, 14 - place))],
        levels=[one for name in names for one in sure(name, 65, 6) + sure(name, 95, 8)],
        spent=[one for p, name in enumerate(names) for one in spent(name, usd and usd * 2**p, seconds)],
    )
    return report("told", [Arm(name=name, protocol=name) for name in names], counts, asked)


def drawn(subject: str, of: Report, width: int = WIDE) -> Spec:
    chart = CHARTS[subject]
    return chart.draw(chart.of(of), width)


def words(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter() if element.tag.endswith("text")]


def rows(subject: str, of: Report) -> list[dict[str, str]]:
    chart = CHARTS[subject]
    return list(csv.DictReader(StringIO(chart.csv(chart.of(of)))))


NEW = ("reliability", "belief", "cost", "differences")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("arms", [1, 2, 4, 16])
@pytest.mark.parametrize("subject", NEW)
def test_it_is_drawn_for_few_arms_and_for_many_without_style_or_script(subject: str, arms: int, width: int) -> None:
    found = told(arms)
    if subject == "differences" and arms == 1:
        assert CHARTS[subject].of(found) == ()
    picture = svg(drawn(subject, found, width), dark=arms > 2)
    assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.findall(r"<(?:style|script|image|foreignObject)|\sstyle=|href=|\son\w+=", picture)
    size = [float(number) for number in re.findall(r'<svg[^>]* width="([\d.]+)"', picture)]
    assert max(size) < width + 50


def test_reliability_has_a_dot_for_each_belief_that_was_stated_with_its_interval() -> None:
    found = [
        (point.low, round(point.belief, 2), point.figure.value, point.figure.n)
        for point in CHARTS["reliability"].of(told())
    ]
    assert found == [(0.6, 0.65, 0.6, 10), (0.9, 0.95, 0.8, 10)] * 2
    assert "debate at 65 %: 60 % (31 to 83), n = 10; debate at 95 %: 80 %" in CHARTS["reliability"].describe(told())
    row = rows("reliability", told())[0]
    assert (row["from"], row["to"], row["belief"], row["low"][:4]) == ("0.6", "0.7", "0.65", "0.31")


def test_reliability_shows_how_many_said_so_and_what_honest_beliefs_would_give() -> None:
    spec = drawn("reliability", told())
    data = spec["data"]["values"]
    assert [row["n"] for row in data] == [10] * 4
    assert all(row["floor"] < row["top"] < min(row["low"] for row in data) for row in data)
    diagonal = [layer["data"]["values"] for layer in spec["layer"] if "data" in layer]
    assert [[(end["belief"], end["value"]) for end in ends] for ends in diagonal] == [[(0.6, 0.6), (1, 1)]]


def test_few_arms_share_a_reliability_diagram_and_many_have_one_each_with_its_name() -> None:
    assert "facet" not in drawn("reliability", told(3))
    shown = words(svg(drawn("reliability", told(16))))
    assert [shown.count(row.arm.name) for row in told(16).arms] == [1] * 16


def test_bars_of_arms_that_share_a_plot_stand_beside_each_other() -> None:
    data = drawn("reliability", told(3))["data"]["values"]
    ends = sorted((row["from"], row["to"]) for row in data if 0.6 <= row["from"] < 0.7)
    assert len(ends) == 3
    assert all(end < start for (_, end), (start, _) in pairwise(ends))


def test_belief_is_drawn_beside_accuracy_after_each_round() -> None:
    found = [(point.arm, point.round, round(point.figure.value, 2)) for point in CHARTS["belief"].of(told())]
    assert found == [("debate", 0, 0.5), ("debate", 1, 0.62), ("consultancy", 0, 0.5), ("consultancy", 1, 0.59)]
    assert "chance" not in words(svg(drawn("belief", told())))


def test_cost_is_in_dollars_where_money_was_spent_and_else_in_time() -> None:
    assert (
        CHARTS["cost"]
        .describe(told())
        .endswith("debate: 70 % (48 to 85), n = 20, for $0.01; consultancy: 65 % (43 to 82), n = 20, for $0.02.")
    )
    for free in (None, 0.0):
        assert "n = 20, for 90 s" in CHARTS["cost"].describe(told(usd=free))
    assert "for 10 min" in CHARTS["cost"].describe(told(usd=None, seconds=600))
    assert CHARTS["cost"].of(told(usd=None, seconds=None)) == ()


def test_cost_is_written_with_both_intervals_and_its_unit() -> None:
    first, second = rows("cost", told())
    assert (first["arm"], first["unit"], round(float(first["spent"]), 4), float(first["value"])) == (
        "debate",
        "usd",
        0.01,
        0.7,
    )
    assert (round(float(second["spent"]), 4), second["spent_n"]) == (0.02, "20")


def test_the_frontier_joins_what_no_cheaper_arm_is_as_accurate_as() -> None:
    found = told(4)
    frontier = next(
        layer["data"]["values"] for layer in drawn("cost", found)["layer"] if layer["mark"]["type"] == "line"
    )
    assert [row["name"] for row in frontier] == ["debate"]
    better = report(
        "better",
        [Arm(name="a", protocol="debate"), Arm(name="b", protocol="debate"), Arm(name="c", protocol="debate")],
        Counts(
            cells=cells("a", 12) + cells("b", 10) + cells("c", 15),
            spent=spent("a", 0.01) + spent("b", 0.02) + spent("c", 0.03),
        ),
    )
    frontier = next(
        layer["data"]["values"] for layer in drawn("cost", better)["layer"] if layer["mark"]["type"] == "line"
    )
    assert [row["name"] for row in frontier] == ["a", "c"]


def test_every_arms_name_stands_beside_its_dot_or_in_a_key() -> None:
    for arms in (2, 16):
        for width in (WIDE, NARROW):
            shown = words(svg(drawn("cost", told(arms), width)))
            for number, row in enumerate(told(arms).arms, 1):
                assert {row.arm.name, f"{number}  {row.arm.name}"} & set(shown)


def test_costs_far_apart_are_drawn_by_their_logarithms_and_near_ones_from_nothing() -> None:
    assert drawn("cost", told(2))["encoding"]["x"]["scale"]["domain"][0] == 0
    far = drawn("cost", told(16))["encoding"]["x"]
    assert far["scale"]["type"] == "log"
    assert len(far["axis"]["values"]) >= 3


def test_differences_are_in_points_and_planned_ones_differ_in_shape_and_word() -> None:
    found = CHARTS["differences"].of(told(3))
    assert [(point.label, point.promised) for point in found] == [
        ("debate − consultancy", "primary"),
        ("debate − blind", "planned"),
        ("consultancy − blind", "unplanned"),
    ]
    picture = svg(drawn("differences", told(3)))
    assert any(re.fullmatch(r"\+5 points \(0 to \+\d+\), n = 40, primary", text) for text in words(picture))
    assert "equal" in words(picture)
    looks = re.findall(r'name: (\w+ − \w+)"[^>]* d="([^"]*)" (fill|stroke)="#', picture)
    shapes = {name: shape for name, shape, _ in looks}
    assert shapes["debate − consultancy"] == shapes["debate − blind"] != shapes["consultancy − blind"]


def test_nothing_counts_as_planned_where_other_judgements_were_asked_for() -> None:
    found = CHARTS["differences"].of(told(2, asked=Asked(plan=PLANNED.plan, as_planned=False)))
    assert {point.promised for point in found} == {"unplanned"}
    assert rows("differences", told(2))[0]["promised"] == "primary"


def test_a_scale_of_differences_always_holds_none_and_every_interval() -> None:
    for arms in (2, 3, 16):
        found = told(arms)
        low, high = drawn("differences", found)["encoding"]["x"]["scale"]["domain"]
        ends = [end for point in CHARTS["differences"].of(found) for end in (point.figure.low, point.figure.high)]
        assert low <= min(0.0, *ends)
        assert high >= max(0.0, *ends)


@pytest.mark.parametrize(
    ("by", "title"),
    [(("judge",), "By judge"), (("set", "kind"), "By question set and kind of judge"), (("question.hard",), "hard")],
)
def test_the_chart_of_parts_says_what_arms_are_split_into(by: tuple[str, ...], title: str) -> None:
    chart = CHARTS["judges"].about(told(asked=Asked(by=by)))
    assert title in chart.title
    assert "part" not in chart.title + chart.words
    assert CHARTS["accuracy"].about(told()).title == "Accuracy"


def test_a_chart_that_is_about_a_report_stays_so() -> None:
    found = told(asked=Asked(by=("question.party",)))
    once = CHARTS["judges"].about(found)
    assert once.title == once.about(found).title == "By party of the question"


def test_a_chart_of_very_many_things_is_not_told_to_the_end() -> None:
    described = CHARTS["reliability"].describe(told(30))
    assert described.count("n = ") == 40
    assert described.endswith("; and 20 more.")


@pytest.mark.parametrize("subject", [*NEW, "accuracy", "rounds"])
def test_vega_lite_holds_all_that_an_editor_of_it_needs(subject: str) -> None:
    """Drawn from the file alone, it is the same picture."""
    from vl_convert import vegalite_to_svg

    text = vega_lite(drawn(subject, told()), CHARTS[subject].describe(told()))
    whole = json.loads(text)
    assert whole["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert whole["description"].startswith(CHARTS[subject].words[:20])
    assert "url" not in text.replace(whole["$schema"], "")
    again = vegalite_to_svg(whole, vl_version="6.4", allowed_base_urls=[])
    assert words(again) == words(svg(drawn(subject, told())))
