"""Charts as they are drawn: what they show, and what they must not hold."""

from __future__ import annotations

import csv
import re
from io import StringIO
from xml.etree import ElementTree

import pytest

from judges.charts import CHARTS, DARK, LIGHT, NARROW, WIDE, Palette, Spec, png, svg
from judges.stats import Arm, Cell, Counts, Measured, Report, report

MARKUP = '</text><script>alert("$1")</script>'


def cells(arm: str, right: int, n: int, round: int = 0, final: bool = True) -> list[Cell]:
    return [
        Cell(arm=arm, judge="j", question=f"q{q}", round=round, final=final, right=int(q < right)) for q in range(n)
    ]


def experiment() -> Report:
    arms = [Arm(name=name, protocol=name) for name in ("debate", "consultancy", "blind")]
    arms += [Arm(name=MARKUP, protocol="debate"), Arm(name="waiting", protocol="debate")]
    found = cells("debate", 5, 10, final=False) + cells("debate", 8, 10, round=1)
    found += cells("consultancy", 4, 10, final=False) + cells("consultancy", 7, 10, round=1)
    found += cells("blind", 5, 10) + cells(MARKUP, 3, 10)
    measured = [Measured(arm="debate", question=f"q{q}", name="moved", value=float(q < 4)) for q in range(10)]
    return report("first-look", arms, Counts(cells=found, measured=measured))


def drawn(subject: str, of: Report | None = None, width: int = WIDE) -> Spec:
    chart = CHARTS[subject]
    return chart.draw(chart.of(of or experiment()), width)


def words(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter() if element.tag.endswith("text")]


def marks(picture: str, description: str) -> int:
    return picture.count(f'aria-roledescription="{description}"')


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_picture_holds_nothing_that_a_strict_page_would_block_or_fetch(dark: bool, width: int) -> None:
    for subject in ("accuracy", "rounds", "judges", "measures"):
        picture = svg(drawn(subject, width=width), dark)
        assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
        assert not re.findall(r"<(?:style|script|image|foreignObject)|\sstyle=|href=|url\(|\son\w+=", picture)


def test_an_arms_name_stays_words_whatever_it_is() -> None:
    assert MARKUP in words(svg(drawn("accuracy")))


def test_every_arm_has_its_name_and_figure_and_a_dot_once_it_has_ratings() -> None:
    picture = svg(drawn("accuracy"))
    shown = words(picture)
    assert {"debate", "consultancy", "blind", "waiting", "chance"} <= set(shown)
    assert "80 % (49 to 94), n = 10" in shown
    assert "nothing judged yet" in shown
    assert marks(picture, "point") == 4


def test_a_figure_without_interval_is_shown_as_such() -> None:
    found = [Cell(arm="debate", judge="j", question="q", n=4, right=3)]
    one = report("x", [Arm(name="debate", protocol="debate")], Counts(cells=found))
    picture = svg(drawn("accuracy", one))
    assert "75 %, no interval, n = 4" in words(picture)
    assert marks(picture, "point") == 1


def test_the_scale_reaches_down_to_the_lowest_interval_and_always_holds_chance() -> None:
    def least(right: int) -> float:
        found = report("x", [Arm(name="debate", protocol="debate")], Counts(cells=cells("debate", right, 10)))
        return float(drawn("accuracy", found)["encoding"]["x"]["scale"]["domain"][0])

    assert least(10) == 0.4
    # Wilson for 3 of 10 starts at 10.8 %.
    assert least(3) == 0.1


def test_rounds_are_drawn_for_arms_that_have_them_with_one_legend() -> None:
    shown = words(svg(drawn("rounds")))
    assert (shown.count("debate"), shown.count("consultancy"), shown.count("blind")) == (1, 1, 0)
    assert {"0", "1", "rounds of speeches read", "chance"} <= set(shown)


def test_arms_in_one_plot_differ_in_shape_as_well_as_in_colour() -> None:
    points = re.findall(
        r'<path aria-label="[^"]*line: (\w+)[^"]*"[^>]* d="([^"]*)" fill="([^"]*)"', svg(drawn("rounds"))
    )
    looks = {(arm, shape, colour) for arm, shape, colour in points}
    assert len(looks) == len({shape for _, shape, _ in looks}) == len({colour for _, _, colour in looks}) == 2


def test_without_rounds_there_is_no_chart_of_them() -> None:
    blind = report("x", [Arm(name="blind", protocol="blind")], Counts(cells=cells("blind", 5, 10)))
    assert CHARTS["rounds"].of(blind) == ()
    assert "Nothing to show." in CHARTS["rounds"].describe(blind)


def test_an_experiment_without_ratings_or_arms_is_drawn_too() -> None:
    nothing = report("x", [Arm(name="a", protocol="debate")], Counts())
    assert "nothing judged yet" in words(svg(drawn("accuracy", nothing)))
    assert svg(drawn("accuracy", report("x", [], Counts()))).startswith("<svg")


@pytest.mark.parametrize(("palette", "page"), [(LIGHT, "#ffffff"), (DARK, "#14181d")])
def test_words_and_marks_stand_out_from_the_page(palette: Palette, page: str) -> None:
    """WCAG 2.2: 4.5 for words, 3 for graphics."""
    assert min(contrast(colour, page) for colour in (palette.ink, palette.quiet)) >= 4.5
    assert min(contrast(colour, page) for colour in (palette.arm, palette.bound, *palette.several)) >= 3


def test_light_and_dark_are_drawn_in_their_own_colours_on_no_background() -> None:
    light, dark = svg(drawn("accuracy")), svg(drawn("accuracy"), dark=True)
    assert LIGHT.ink in light
    assert DARK.ink in dark
    assert LIGHT.ink not in dark
    for picture in (light, dark):
        assert not re.search(r'<rect[^>]*fill="#|class="background"[^>]*fill=', picture)


def test_the_charts_are_told_in_words() -> None:
    assert "debate: 80 % (49 to 94), n = 10; consultancy: 70 %" in CHARTS["accuracy"].describe(experiment())
    assert "waiting: nothing judged yet" in CHARTS["accuracy"].describe(experiment())
    assert "debate after 0: 50 % (24 to 76), n = 10; debate after 1: 80 %" in CHARTS["rounds"].describe(experiment())


def many_arms(n: int = 22) -> Report:
    arms = [Arm(name=f"arm-{a}", protocol="debate") for a in range(n)]
    found = [c for a in arms for c in cells(a.name, 5, 10, final=False) + cells(a.name, 6, 10, round=1)]
    return report("many", arms, Counts(cells=found))


def test_many_arms_take_one_short_line_each_and_none_is_cut() -> None:
    picture = svg(drawn("accuracy", many_arms()))
    assert float(re.findall(r'<svg[^>]* height="([\d.]+)"', picture)[0]) < 22 * 30
    assert {f"arm-{n}" for n in range(22)} <= set(words(picture))


def test_more_arms_than_shapes_get_a_plot_each_over_rounds() -> None:
    shown = words(svg(drawn("rounds", many_arms())))
    assert [shown.count(f"arm-{n}") for n in range(22)] == [1] * 22
    assert shown.count("rounds of speeches read") == 3


def test_a_protocols_own_shares_are_drawn_and_its_counts_are_not() -> None:
    arms = [Arm(name="debate", protocol="debate", amounts=("moves",))]
    measured = [
        Measured(arm="debate", question=f"q{q}", name=name, value=float(q < 4))
        for name in ("moved", "moves")
        for q in range(10)
    ]
    found = report("x", arms, Counts(cells=cells("debate", 5, 10), measured=measured))
    assert [point.label for point in CHARTS["measures"].of(found)] == ["debate · moved"]
    assert "chance" not in words(svg(drawn("measures", found)))


def test_a_file_holds_every_number_that_is_drawn_with_its_n_interval_and_method() -> None:
    points = CHARTS["rounds"].of(experiment())
    rows = list(csv.DictReader(StringIO(CHARTS["rounds"].csv(points))))
    assert len(rows) == len(points) == 4
    last = rows[1]
    assert (last["arm"], last["round"], float(last["value"]), last["n"]) == ("debate", "1", 0.8, "10")
    assert (round(float(last["low"]), 2), round(float(last["high"]), 2)) == (0.49, 0.94)
    assert last["method"].startswith("Wilson")


def test_a_picture_for_paper_is_a_png() -> None:
    assert png(drawn("accuracy")).startswith(b"\x89PNG")
