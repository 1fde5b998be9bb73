"""A release that is broken in places: what is wrong is named by file and field, and the rest comes in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debate.importers import BadFile
from debate.importers.nyu import import_nyu
from debate.models import Debate, Experiment, QuestionSet
from tests.debate.nyu.played import all_lines, all_rooms, consultancy, debate
from tests.debate.nyu.rooms import TOKENS, Json, feedback, line, offline, reading, release, text

pytestmark = pytest.mark.django_db

ROOM = "debates/official/lamp-0.json"


def of(made: Json, n: int, kind: str) -> Any:
    return made["rounds"][n][kind]


CHANGES: list[tuple[Callable[[Json], object], str, str]] = [
    (
        lambda made: of(made, 2, "JudgeFeedback").update(distribution=[1.2, -0.2]),
        "rounds[2].JudgeFeedback.distribution[0]: a probability must lie in [0, 1]; it is 1.2.",
        "a probability outside [0, 1]",
    ),
    (
        lambda made: of(made, 2, "JudgeFeedback").update(distribution=[float("nan"), 0.5]),
        "rounds[2].JudgeFeedback.distribution[0]: a probability must lie in [0, 1]; it is nan.",
        "a probability outside [0, 1]",
    ),
    (
        lambda made: of(made, 0, "JudgeFeedback").update(distribution=[0.5, 0.4]),
        "rounds[0].JudgeFeedback.distribution: the probabilities must add up to 1; it is [0.5, 0.4].",
        "probabilities that don't add up to 1",
    ),
    (
        lambda made: made["setup"].update(correctAnswerIndex=2),
        "setup.correctAnswerIndex: the index of the right answer must be 0 or 1; it is 2.",
        "an answer index out of range",
    ),
    (lambda made: made["setup"].pop("question"), "setup.question: is missing.", "a wrong field"),
    (
        lambda made: made["setup"].update(answers=["A", "A"]),
        "setup.answers: the two answers must differ",
        "a wrong field",
    ),
    (
        lambda made: of(made, 1, "SimultaneousSpeeches")["speeches"]["0"].update(content=[{"Text": {"text": "\x00"}}]),
        "rounds[1].SimultaneousSpeeches.speeches.0.content[0].Text.text: holds a NUL character",
        "a wrong field",
    ),
    (
        lambda made: of(made, 1, "SimultaneousSpeeches")["speeches"]["0"]["content"].append(
            {"Quote": {"span": [5, 5]}}
        ),
        "content[4].Quote.span: a span must begin at 0 or later, and before its end",
        "a wrong field",
    ),
    (
        lambda made: made["rounds"].append({"Song": {}}),
        "rounds[6]: it must be just one of JudgeFeedback",
        "a wrong field",
    ),
    (lambda made: made["setup"].update(roles={"Judge": "Cleo Compass"}), "setup.roles: has no debater.", "an odd room"),
    (
        lambda made: made["setup"]["roles"].pop("Debater B"),
        "rounds[1]: Debater B has no seat in this room.",
        "an odd room",
    ),
    (
        lambda made: made["setup"]["roles"].pop("Judge"),
        "rounds[0].JudgeFeedback: comes from nobody: the room has no judge.",
        "an odd room",
    ),
    (
        lambda made: made["rounds"].insert(1, made["rounds"][0]),
        "rounds[1].JudgeFeedback: is the second after the same speeches.",
        "an odd room",
    ),
    (
        lambda made: made["rounds"].append(offline(Cleo_Compass=reading("timed", feedback("Cleo Compass", 9, 0.5)))),
        "rounds[6].OfflineJudgments.judgments.Cleo Compass: judges this room twice.",
        "an odd room",
    ),
    (
        lambda made: of(made, 5, "OfflineJudgments")["judgments"]["Eve Estuary"].update(
            judgments=[feedback("Eve Estuary", 9, 0.5)] * 4
        ),
        "judgments.Eve Estuary: has 4 judgements; of 2 rounds there can be 3.",
        "an odd room",
    ),
]


@pytest.mark.parametrize(("change", "words", "kind"), CHANGES, ids=[words for _, words, _ in CHANGES])
def test_a_room_that_is_wrong_is_named_and_the_others_come_in(
    tmp_path: Path, change: Callable[[Json], object], words: str, kind: str
) -> None:
    rooms = json.loads(json.dumps(all_rooms()))
    change(rooms["lamp-0"])
    summary = import_nyu(release(tmp_path / "release", rooms, all_lines()))
    assert any(problem.startswith(ROOM) and words in problem for problem in summary.problems), summary.problems
    assert (summary.debates, summary.left_out, kind in summary.wrong) == (7, 1, True)
    assert not Debate.objects.filter(tags__room="lamp-0").exists()


def test_missing_and_broken_off_files_are_named_and_counted(tmp_path: Path) -> None:
    folder = release(tmp_path / "release", all_rooms(), all_lines())
    (folder / ROOM).unlink()
    broken = folder / "debates/official/lamp-1.json"
    broken.write_bytes(broken.read_bytes()[:400])
    (folder / "debates/official/lamp-2.json").write_bytes(b'{"setup": "\xff"}')
    summary = import_nyu(folder)
    assert summary.wrong == {"a missing file": 1, "a file that isn't whole JSON": 2}
    assert str(summary).splitlines()[0] == "Experiment “nyu-2023”: 5 rooms imported, 3 left out."
    assert summary.problems[0] == f"{ROOM}: is missing."
    assert summary.problems[1].startswith("debates/official/lamp-1.json: isn't whole JSON: ")
    assert summary.problems[2] == "debates/official/lamp-2.json: isn't whole JSON: it isn't UTF-8."


def test_without_the_list_nobody_knows_what_the_paper_counted(tmp_path: Path) -> None:
    folder = release(tmp_path / "release", all_rooms())
    (folder / "debates-metadata.jsonl").unlink()
    summary = import_nyu(folder)
    assert summary.problems == ("debates-metadata.jsonl: is missing.",)
    assert (summary.debates, summary.left_out) == (8, 0)
    assert {arm: count.unfinished for arm, count in summary.arms.items()} == {
        "human debate": 1,
        "human consultancy": 0,
        "model debate": 0,
        "model consultancy": 0,
    }
    assert not Debate.objects.filter(tags__has_key="in_paper").exists()


def test_a_wrong_line_of_the_list_leaves_its_room_unmarked(tmp_path: Path) -> None:
    lines = all_lines()
    del lines[0]["includedInPaper"]
    summary = import_nyu(release(tmp_path / "release", all_rooms(), lines))
    assert summary.problems == (
        "debates-metadata.jsonl, line 1, includedInPaper: is missing.",
        f"{ROOM}: debates-metadata.jsonl doesn't list it, so nobody knows whether the paper counted it.",
    )
    assert (summary.debates, summary.left_out, summary.arms["human debate"].in_paper) == (8, 0, 0)


def test_rooms_that_disagree_on_the_answer_are_named_and_the_first_is_believed(tmp_path: Path) -> None:
    rooms = {"a": consultancy(0, correct=0, first=0.9), "b": consultancy(0, correct=1, first=0.9)}
    summary = import_nyu(release(tmp_path / "release", rooms))
    assert summary.problems == (
        "debates/official/b.json, setup.correctAnswerIndex: is another than in debates/official/a.json, which is on "
        "the same question.",
    )
    assert Debate.objects.get().tags["room"] == "a"


def test_a_quote_past_the_storys_end_ends_with_it(tmp_path: Path) -> None:
    made = debate()
    of(made, 1, "SimultaneousSpeeches")["speeches"]["0"]["content"] = [text("See "), {"Quote": {"span": [-2, 9999]}}]
    with pytest.raises(BadFile, match="a span must begin at 0 or later"):
        import_nyu(release(tmp_path / "one", {"lamp": made}))
    of(made, 1, "SimultaneousSpeeches")["speeches"]["0"]["content"][1]["Quote"]["span"] = [len(TOKENS) - 3, 9999]
    summary = import_nyu(release(tmp_path / "two", {"lamp": made}))
    assert summary.cut_quotes == 1
    assert Debate.objects.get().turns.get(step=1, seat__role="debater_a").text == "See <quote>and watched.</quote>"


def test_a_folder_that_is_no_release_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as refused:
        import_nyu(tmp_path)
    assert f"{tmp_path}: holds no room that can be taken; a release has debates-metadata.jsonl" in str(refused.value)
    with pytest.raises(BadFile, match="“two words” can't be its name"):
        import_nyu(tmp_path, "two words")
    assert not Experiment.objects.exists()
    assert not QuestionSet.objects.exists()


def test_a_line_cannot_name_a_file_outside_the_release(tmp_path: Path) -> None:
    made = debate()
    summary = import_nyu(release(tmp_path / "r", {"lamp": made}, [line("lamp", made), line("../../../secret", made)]))
    assert len(summary.problems) == 1
    assert summary.problems[0].startswith("debates-metadata.jsonl, line 2, name: ")
