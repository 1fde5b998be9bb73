"""Charts of debaters, of judges' agreement and of judges together."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from itertools import combinations
from xml.etree import ElementTree

import pytest

from judges.charts import CHARTS, NARROW, WIDE, Spec, ensembles_from, svg
from judges.charts.labels import CHARACTER, Dot, Label, placed
from judges.stats import Counts, Figure, report
from judges.stats.bradley_terry import Rating
from judges.stats.ensembles import Ensemble
from judges.stats.judging import to_json
from tests.judges.test_charts import words

NOTHING = report("x", [], Counts())


@dataclass(frozen=True)
class Judged:
    """As much of judges.stats.judging.Judging as charts show."""

    pairs: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    ratings: tuple[Rating, ...] = ()


def rating(debater: str, honest: bool, elo: float | None, group: int = 0) -> Rating:
    figure = Figure(None, 3) if elo is None else Figure(elo, 30, elo - 40, elo + 40)
    return Rating(debater, "honest" if honest else "dishonest", group, figure)


def rated() -> Judged:
    strong, weak = rating("strong", True, 80), rating("strong", False, -20)
    return Judged(ratings=(strong, weak, rating("weak", True, -60), rating("never met", True, None, group=1)))


def agreeing(judges: int) -> Judged:
    names = [f"judge {number}" for number in range(judges)]
    return Judged(
        pairs={pair: Figure(0.9 - 0.08 * n, 40, 0.5, 1.0) for n, pair in enumerate(combinations(names, 2))}
        | {("judge 0", "stranger"): Figure(None, 0, method="undefined")}
    )


def panels() -> tuple[Ensemble, ...]:
    rules = ("mean", "log_odds")
    return tuple(Ensemble(rule, k, Figure(0.6 + k / 20, 50, 0.5, 0.9, "how")) for rule in rules for k in (1, 2, 3))


def drawn(subject: str, judged: Judged, width: int = WIDE) -> Spec:
    chart = CHARTS[subject]
    return chart.draw(chart.of(NOTHING, judged, panels()), width)


def test_debaters_are_rated_by_seat_in_colours_and_shapes_of_their_own() -> None:
    picture = svg(drawn("debaters", rated()))
    assert {"strong · for the truth", "strong · against it", "+80 (+40 to +120), n = 30", "mean"} <= set(words(picture))
    looks = dict(re.findall(r'name: ([^;"]*)"[^>]* d="([^"]*)" fill="#', picture))
    assert looks["strong · for the truth"] == looks["weak · for the truth"] != looks["strong · against it"]


def test_who_can_not_be_rated_is_not_drawn_and_groups_that_can_not_be_compared_are_named() -> None:
    assert [point.debater for point in CHARTS["debaters"].of(NOTHING, rated())] == ["strong", "strong", "weak"]
    apart = Judged(ratings=(rating("a", True, 10), rating("b", True, 20, group=3)))
    assert [point.said[-7:] for point in CHARTS["debaters"].of(NOTHING, apart)] == ["group 1", "group 2"]


def test_few_pairs_of_judges_are_rows_with_intervals_and_many_are_a_matrix() -> None:
    assert "0.90 (0.50 to 1.00), n = 40" in words(svg(drawn("agreement", agreeing(3))))
    shown = words(svg(drawn("agreement", agreeing(6))))
    assert sorted(text for text in shown if text.startswith("0.9")) == ["0.90"]
    assert "−0.22" in shown
    assert [shown.count(f"judge {number}") for number in range(6)] == [1, 2, 2, 2, 2, 1]


def test_a_cell_too_small_for_a_number_has_a_colour_alone() -> None:
    shown = words(svg(drawn("agreement", agreeing(16), NARROW)))
    assert not [text for text in shown if re.fullmatch(r"−?\d\.\d\d", text)]


def test_judges_who_share_no_debate_are_no_pair() -> None:
    assert "stranger" not in {point.other for point in CHARTS["agreement"].of(NOTHING, agreeing(3))}


def test_judges_together_are_lines_by_rule_over_their_number() -> None:
    shown = words(svg(drawn("ensembles", Judged())))
    assert {"mean belief", "mean of log-odds", "1", "2", "3", "judges together"} <= set(shown)
    assert "3 by mean belief: 75 % (50 to 90), n = 50" in CHARTS["ensembles"].describe(NOTHING, ensembles=panels())
    assert CHARTS["ensembles"].of(NOTHING, ensembles=panels()[:1]) == ()


def test_ensembles_are_read_back_from_their_json_as_they_were() -> None:
    @dataclass(frozen=True)
    class Found:
        ensembles: tuple[Ensemble, ...]

    unknown = Ensemble("dawid_skene", 1, Figure(None, 4, method="too few"))
    told = to_json(Found((*panels(), unknown)))
    assert ensembles_from(told) == (*panels(), unknown)


@pytest.mark.parametrize("subject", ["debaters", "agreement", "ensembles"])
def test_what_has_not_been_made_is_no_chart(subject: str) -> None:
    assert CHARTS[subject].needs != "report"
    assert CHARTS[subject].of(NOTHING) == ()
    assert "Nothing to show." in CHARTS[subject].describe(NOTHING)
    assert ElementTree.fromstring(svg(CHARTS[subject].draw((), WIDE))).tag.endswith("svg")


def test_their_numbers_come_as_a_file() -> None:
    def rows(subject: str, judged: Judged) -> list[dict[str, str]]:
        chart = CHARTS[subject]
        return list(csv.DictReader(StringIO(chart.csv(chart.of(NOTHING, judged, panels())))))

    first = rows("debaters", rated())[0]
    assert (first["debater"], first["seat"], first["value"], first["n"]) == ("strong", "honest", "80", "30")
    assert [row["other"] for row in rows("agreement", agreeing(3))] == ["judge 1", "judge 2", "judge 2"]
    assert [row["k"] for row in rows("ensembles", Judged())] == ["1", "2", "3"] * 2


def box(label: Label) -> tuple[float, float, float, float]:
    length = CHARACTER * len(label.name)
    return label.x - length * label.left, label.y - 7, label.x + length * (not label.left), label.y + 7


def test_labels_stand_on_no_dot_on_no_other_label_and_inside_the_plot() -> None:
    dots = [Dot(f"arm {number}", 40.0 + 9 * number, 100.0 + 13 * (number % 3)) for number in range(12)]
    labels = placed(dots, [], 300, 200)
    boxes = [box(label) for label in labels]
    assert 4 <= len(labels) < len(dots)
    for number, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= 300
        assert not [dot for dot in dots if one[0] < dot.x < one[2] and one[1] < dot.y < one[3]]
        for other in boxes[:number]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_label_keeps_off_a_line_where_it_can() -> None:
    dot = Dot("arm", 100, 100)
    (near,) = placed([dot], [], 300, 200)
    left, top, right, bottom = box(near)
    (off,) = placed([dot], [(left, (top + bottom) / 2, right, (top + bottom) / 2)], 300, 200)
    assert off == Label("arm", 200 - near.x, near.y, left=not near.left)
    everywhere = [(0.0, y, 300.0, y) for y in range(0, 200, 4)]
    assert len(placed([dot], everywhere, 300, 200)) == 1
