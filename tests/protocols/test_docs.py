"""The protocols' pages say what the code does. What was run for them is made again by `make docs`, not here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from debate import demo
from debate.core.play import sit
from debate.core.types import Case, Judgement, Question, Sat
from debate.importers import read_experiment
from debate.protocols import PROTOCOLS, create
from debate.services.planning import chosen_questions, design, problems
from debate.services.setup import names_in, set_up
from docs.make import excerpts, pages
from docs.make.drawing import Again, Arrow, Lane, Loop, svg, wrapped
from docs.make.loops import LOOPS
from tests.protocols.test_conformance import SETTINGS, games

SLUGS = sorted(PROTOCOLS)
CASE = Case(question=Question(text="", options=("", "")))
of_each = pytest.mark.parametrize("slug", SLUGS)


def text(slug: str) -> str:
    return pages.page(slug).read_text()


def rows(slug: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    under = text(slug).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in under.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def code(cell: str) -> str:
    return cell.strip().strip("`")


@of_each
def test_a_protocol_has_a_page_that_the_index_leads_to_and_a_picture_that_the_page_shows(slug: str) -> None:
    assert f"(protocols/{slug}.md)" in pages.INDEX.read_text()
    assert text(slug).startswith("# ")
    assert f"(../pictures/protocols/{slug}.svg)" in text(slug)


def test_there_is_no_page_and_no_picture_of_anything_else() -> None:
    assert [file.stem for file in sorted(pages.page("x").parent.glob("*.md"))] == SLUGS
    assert [file.stem for file in sorted(pages.picture("x").parent.glob("*.svg"))] == SLUGS
    assert sorted(LOOPS) == SLUGS


@of_each
def test_the_parameters_on_a_page_are_those_of_the_code(slug: str) -> None:
    assert pages.made_in(pages.page(slug))["parameters"] == pages.table_for(pages.page(slug))


def test_the_index_lists_the_parameters_of_every_protocol() -> None:
    assert pages.made_in(pages.INDEX)["parameters"] == pages.table_for(pages.INDEX)


@of_each
def test_the_seats_on_a_page_read_and_know_what_the_code_lets_them(slug: str) -> None:
    protocol = create(slug, {})
    roles = [*protocol.roles(CASE), *([] if protocol.decides or protocol.chaired else [protocol.reader()])]
    said = {code(row[0]): (row[1], row[2]) for row in rows(slug, "Seats")}
    yes = {True: "yes", False: "no"}
    assert said == {role.name: (yes[role.reads_passage], yes[role.knows_answer]) for role in roles}


@of_each
def test_the_figures_on_a_page_are_those_that_the_protocol_measures(slug: str) -> None:
    documented = [pattern(code(row[0])) for row in rows(slug, "Figures")]
    measured = {*names(slug), *PROTOCOLS[slug].ratios}
    assert [one.pattern for one in documented if not any(map(one.fullmatch, measured))] == []
    assert [name for name in sorted(measured) if not any(one.fullmatch(name) for one in documented)] == []


def pattern(name: str) -> re.Pattern[str]:
    """`move_N` is move_1, move_2 ...; `suspicion_MODE` suspicion_honest ..."""
    return re.compile("_".join(r"\w+" if part.isupper() else part for part in name.split("_")))


def names(slug: str) -> set[str]:
    """The names of a protocol's figures, played with all the settings that the conformance tests know."""
    found: set[str] = set()
    for params in [params for other, params in SETTINGS if other == slug]:
        protocol = create(slug, params)
        for case, transcript, player in games(protocol):
            taught = replace(case, given=given(case.question))
            sat = Sat(turns=sit(protocol, case, transcript, player), display=(0, 1))
            judged = Judgement(beliefs=tuple(turn.belief for turn in sat.turns), sittings=(sat,))
            found |= set(protocol.measures(taught, transcript, (judged,)))
    return found


def given(question: Question) -> Mapping[str, Any]:
    """What arms that learn would have learnt."""
    about, labels = (question.text, question.candidate), list(question.labels)
    return {
        "labelled": [[question.text, labels, 0, question.truth, question.candidate]],
        "sampled": [[*about, labels, labels[0], "debater_a", "The cook", "had it."]],
    }


@of_each
@pytest.mark.django_db
def test_the_experiment_on_a_page_could_be_launched_as_it_stands(slug: str, tmp_path: Path) -> None:
    file = tmp_path / f"{slug}.toml"
    file.write_text(pages.experiment_on(pages.page(slug)))
    plan = read_experiment(file)
    assert plan.name == f"{slug}-example"
    assert slug in {arm.protocol for arm in plan.arms}
    demo.provide(names_in(plan))
    experiment = set_up(plan)
    arms, questions = list(experiment.arms.all()), chosen_questions(experiment)
    assert [str(problem) for problem in problems(experiment, arms, questions)] == []
    assert {trial.arm for trial in design(experiment, arms, questions)} == {arm.name for arm in plan.arms}


@of_each
def test_what_a_page_shows_was_printed_by_the_experiment_on_it(slug: str) -> None:
    made = pages.made_in(pages.page(slug))
    assert f"$ moot run {slug}.toml --wait" in made["run"]
    assert f"$ moot report {slug}-example --measures" in made["run"]
    for arm in read_experiment_names(slug):
        assert f"  {arm} " in made["run"]
    shown = [block for what, block in made.items() if what.startswith("transcript ")]
    assert shown
    assert all("Question: " in block for block in shown)


def read_experiment_names(slug: str) -> list[str]:
    return re.findall(r'\[\[arms\]\]\nname = "([^"]+)"', pages.experiment_on(pages.page(slug)))


def test_every_link_of_the_pages_leads_to_a_file() -> None:
    for page in [pages.INDEX, *map(pages.page, SLUGS)]:
        for goal in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if not goal.startswith("https://"):
                assert (page.parent / goal).exists(), f"{page.name}: {goal}"


@of_each
def test_a_picture_is_the_one_that_its_loop_draws_and_tells_itself_in_words(slug: str) -> None:
    assert pages.picture(slug).read_text() == svg(LOOPS[slug])
    drawn = ElementTree.fromstring(svg(LOOPS[slug]))
    told = drawn.find("{http://www.w3.org/2000/svg}desc")
    assert told is not None
    assert told.text
    assert all(words in told.text for did in LOOPS[slug].rows for words in did.values())


def test_an_arrow_that_would_lead_through_a_box_is_refused() -> None:
    lanes = (Lane("One"), Lane("Other"))
    through = Loop(title="T", lanes=lanes, rows=({0: "a"}, {1: "b"}, {1: "c"}), arrows=(Arrow((0, 0), (2, 1)),))
    with pytest.raises(ValueError, match="can't be drawn"):
        svg(through)
    assert "<path" in svg(replace(through, arrows=(Arrow((0, 0), (1, 1)),), again=(Again(1, 2, "twice"),)))


def test_words_are_wrapped_within_their_room_and_never_cut() -> None:
    lines = wrapped("one two three four five six", 80)
    assert " ".join(lines) == "one two three four five six"
    assert len(lines) > 1
    with pytest.raises(ValueError, match="wider"):
        wrapped("unpronounceable", 20)


def turn(role: str, words: str, **other: Any) -> dict[str, Any]:
    ask = {"after": other.pop("after", None), "wants": [{"kind": "belief", "over": ["the porter", "the cook"]}]}
    empty = {"key": "", "reader": 0, "step": 0, "belief": [], "fields": {}, "private": None, "status": "ok"}
    return {**empty, "role": role, "text": words, "ask": ask, **other}


def test_a_transcript_has_one_reading_of_each_judge_where_it_was_made_and_says_what_could_not_be_read() -> None:
    turns = [
        turn("judge", "The other way round.", reader=2, after=1, belief=[6000, 4000]),
        turn("judge", "She had it.", reader=1, after=1, belief=[2500, 7500]),
        turn("judge", "", reader=1, after=0, status="refused"),
        turn("debater_a", "word " * 100, step=0),
    ]
    record = {
        "question": {"question": "Who had the key?", "options": ["the porter", "nobody", "the cook"]},
        "form": "options",
        "pair": [0, 2],
        "display": [1, 0],
        "sides": {"debater_a": 0},
        "turns": turns,
    }
    told = excerpts.transcript(record)
    assert told.index("A. the cook") < told.index("B. the porter")
    assert told.index("judge: refused") < told.index("debater_a for B: word")
    assert told.endswith("judge: She had it. [A 75 %, B 25 %]\n")
    assert told.count("word") == 70
    assert "…" in told
    assert "The other way round" not in told
