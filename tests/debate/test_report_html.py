"""`moot report NAME --html FILE`: one page that needs nothing else."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from debate.exporters import export
from debate.models import Experiment
from debate.publishing import planned_report_html, report_html
from debate.publishing.tables import Column, Value, table, written
from judges.queries import Scope, report_on
from judges.stats import FIGURES
from judges.stats.analysis_plan import AnalysisPlan, to_json
from tests.debate.pages import Parsed, flat, parsed

database = pytest.mark.django_db


def page_of(*experiments: Experiment) -> Parsed:
    return parsed(planned_report_html(Scope(experiments)))


def planned(made: Experiment, **values: object) -> Experiment:
    """The experiment as if it had been launched with a plan."""
    plan = AnalysisPlan(primary=("debate", "consultancy"))
    made.analysis_frozen = {**to_json(plan), **values}
    made.analysis_hash = "ab" * 32
    made.save()
    return made


@database
def test_it_loads_nothing_and_runs_nothing_but_its_own_script(played: Experiment) -> None:
    page = page_of(played)
    assert all(address.startswith("#") for address in page.addresses)
    assert page.handlers == set()
    assert [tag for tag, _ in page.elements if tag in ("link", "img", "iframe", "object", "embed", "base")] == []
    (script,) = page.scripts
    (policy,) = (given["content"] for given in page.attributes("meta") if "http-equiv" in given)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy


@database
def test_each_name_on_the_page_is_given_once(played: Experiment) -> None:
    names = Counter(given["id"] for _, given in page_of(played).elements if "id" in given)
    assert [name for name, times in names.items() if times > 1] == []
    leads = {given["href"] for _, given in page_of(played).elements if given.get("href", "").startswith("#")}
    assert {address[1:] for address in leads} <= set(names)


@database
def test_every_figure_is_there_with_its_words_and_how_it_was_made(played: Experiment) -> None:
    words = flat(page_of(played))
    for one in FIGURES.values():
        assert one.title in words
        assert one.words in words
    (blind,) = [row for row in report_on(played).arms if row.arm.name == "blind"]
    assert f"{blind.overall.figures['pgr'].method[1:]}." in words


@database
def test_charts_are_drawn_in_light_and_dark_for_wide_pages_and_phones_and_told_in_words(played: Experiment) -> None:
    drawings = [given for given in page_of(played).attributes("svg") if "drawing" in given["class"]]
    looks = Counter(given["class"] for given in drawings)
    assert set(looks) == {f"drawing {size} {look}" for size in ("wide", "narrow") for look in ("light", "dark")}
    assert len(set(looks.values())) == 1
    assert any("consultancy: 0 % (0 to" in given["aria-label"] for given in drawings)


@database
def test_judges_and_debaters_have_their_tables(played: Experiment) -> None:
    words = flat(page_of(played))
    assert "a model chooses alike in both orders" in words
    assert "What goes with winning" in words
    assert "Ratings of debaters" in words


@database
def test_the_data_are_counted_with_what_is_missing_and_why(played: Experiment) -> None:
    words = flat(page_of(played))
    assert "unparsed 2" in words
    assert "Missing judgements" in words or "of the judgements are missing" in words
    assert "people/volunteers" in words


@database
def test_it_says_that_nothing_was_planned_where_nothing_was(played: Experiment) -> None:
    words = flat(page_of(played))
    assert "No figure was planned" in words
    assert "not planned Points" not in words


@database
def test_planned_figures_are_told_from_all_others_and_the_plan_stands_there_with_its_hash(played: Experiment) -> None:
    words = flat(page_of(planned(played)))
    assert "primary comparison debate against consultancy" in words
    assert "ab" * 32 in words
    assert "Accuracy planned" in words
    assert "Brier score not planned" in words


@database
def test_other_judgements_than_the_plans_are_said_to_be_so(played: Experiment) -> None:
    scope = Scope((planned(played),), ("kind",), {"kind": ("models",)})
    words = flat(parsed(report_html(scope)))
    assert "only kind = models" in words
    assert "none of its figures was planned" in words


@database
def test_what_people_wrote_is_text(played: Experiment) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    page = page_of(planned(played, notes=hostile))
    assert hostile in page.words
    assert len(page.scripts) == 1
    assert list(page.attributes("img")) == []


@database
def test_the_hash_of_the_ratings_can_be_made_again_from_an_exported_file(played: Experiment) -> None:
    rated = [
        (debate["id"], judgement["number"], rating["round"], ",".join(map(str, rating["belief"])))
        for debate in map(json.loads, export(played, "jsonl"))
        for judgement in debate["judgements"]
        for rating in judgement["ratings"]
        if rating["final"] and rating["right"] is not None
    ]
    lines = "".join(f"{' '.join(map(str, row))}\n" for row in sorted(rated))
    words = flat(page_of(played))
    assert f"of the {len(rated)} final ratings that are counted {sha256(lines.encode()).hexdigest()}" in words


@database
def test_several_experiments_share_a_page_and_were_not_planned_together(played: Experiment) -> None:
    other = Experiment.objects.create(name="other", question_set=played.question_set)
    words = flat(page_of(played, other))
    assert "trial + other" in words
    assert "Several experiments together were not planned" in words


@database
def test_the_command_writes_it_and_writes_it_anew(played: Experiment, tmp_path: Path) -> None:
    file = tmp_path / "trial.html"
    call_command("report", "trial", html=str(file))
    call_command("report", "trial", html=str(file), by=["kind"])
    assert "each arm split by kind" in flat(parsed(file.read_text()))
    assert list(tmp_path.iterdir()) == [file]


@database
def test_the_command_replaces_no_file_but_a_report(played: Experiment, tmp_path: Path) -> None:
    file = tmp_path / "thesis.html"
    file.write_text("mine")
    with pytest.raises(CommandError, match=r"thesis\.html is there already, and isn't a report"):
        call_command("report", "trial", html=str(file))
    assert file.read_text() == "mine"
    with pytest.raises(CommandError, match="can't be written: No such file or directory"):
        call_command("report", "trial", html=str(tmp_path / "nowhere" / "trial.html"))


def test_methods_stand_once_below_their_table_by_letter() -> None:
    made = table("t", [Column("Arm"), Column("x", True)], [[Value("a"), Value("1", 1, "one way")]] * 2)
    assert [(note.letter, note.words) for note in made.notes] == [("", "One way")]
    two = table(
        "t", [Column("Arm"), Column("x")], [[Value("a"), Value("1", 1, way)] for way in ("one", "other", "one")]
    )
    assert [row[1].note for row in two.rows] == ["a", "b", "a"]


def test_many_methods_that_differ_in_their_numbers_alone_are_told_as_one() -> None:
    ways = [f"{n:,} draws of 7 questions" for n in (20, 1_000, 3, 40)]
    made = table("t", [Column("Arm"), Column("x")], [[Value("a"), Value("1", 1, way)] for way in [*ways, "none"]])
    assert [note.words for note in made.notes] == ["3 to 1,000 draws of 7 questions", "None"]
    assert [row[1].note for row in made.rows] == ["a", "a", "a", "a", "b"]


def test_columns_that_say_nothing_are_left_out() -> None:
    made = table("t", [Column("Arm"), Column("Part"), Column("n")], [[Value("–"), Value("–"), Value("0", 0)]])
    assert [column.name for column in made.columns] == ["Arm", "n"]


def test_numbers_are_written_by_their_unit() -> None:
    assert written(0.8441, "share") == "84.4 %"
    assert written(-10.46, "points") == "−10.5"
    assert written(0.0000004, "p") == "< 0.0001"
    assert (written(0.0042, "usd"), written(1234.5, "usd"), written(0, "usd")) == ("$0.0042", "$1,234.50", "$0.00")
    assert (written(-0.2, "bits"), written(1234.56, "rounds")) == ("−0.200", "1,234.6")
