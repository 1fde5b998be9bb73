"""Exported, imported and exported again, a file is the same; a file that was changed is refused in words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debate.exporters import export
from debate.importers import BadFile, import_experiment
from debate.models import Endpoint, Experiment, Player, Pool, ProtocolConfig, Question, QuestionSet
from judges.models import Place
from judges.queries import report_on
from judges.stats import Report

pytestmark = pytest.mark.django_db


def figures_of(report: Report) -> list[object]:
    """All but the name of the experiment, and models, which may not be known here."""
    return [(row.arm.name, row.overall, row.groups, row.measures, row.left_out) for row in report.arms]


def exported(made: Experiment) -> str:
    return b"".join(export(made, "jsonl")).decode()


def file(text: str) -> io.BytesIO:
    made = io.BytesIO(text.encode())
    made.name = "trial.jsonl"
    return made


def empty_the_database() -> None:
    for model in (Experiment, QuestionSet, ProtocolConfig, Player, Endpoint, Pool):
        model.objects.all().delete()


def test_export_import_export_is_byte_equal_in_another_database(played: Experiment) -> None:
    made = played
    before, figures = exported(made), report_on(made)
    empty_the_database()
    again = import_experiment(file(before))
    assert exported(again) == before
    assert figures_of(report_on(again)) == figures_of(figures)


def test_export_import_export_is_byte_equal_where_the_original_was_deleted(played: Experiment) -> None:
    made = played
    before = exported(made)
    made.delete()
    assert exported(import_experiment(file(before))) == before
    assert Player.objects.filter(user__isnull=False).count() == 1


def test_beside_the_original_it_needs_another_name_and_gets_its_own_ids(played: Experiment) -> None:
    made = played
    before = exported(made)
    with pytest.raises(
        BadFile, match=r"there is an experiment “trial” already\. Import it under another name: --as NAME"
    ):
        import_experiment(file(before))
    assert Experiment.objects.count() == 1
    copy = import_experiment(file(before), "copy")
    assert exported(made) == before
    assert copy.debates.count() == made.debates.count()
    assert figures_of(report_on(copy)) == figures_of(report_on(made))
    with pytest.raises(BadFile, match="“a copy” can't be its name"):
        import_experiment(file(before), "a copy")


def test_endpoints_that_are_not_here_come_as_names_that_call_nobody(played: Experiment) -> None:
    before = exported(played)
    empty_the_database()
    import_experiment(file(before))
    made = Endpoint.objects.get(name="test/plain")
    assert (made.base_url, made.tags) == ("http://imported.invalid/v1", {"imported": True})


def test_its_questions_carry_the_speeches_of_the_debate_for_each_option(played: Experiment) -> None:
    made = played
    before = exported(made)
    debate = next(json.loads(line) for line in before.splitlines() if '"sides":{"debater_a"' in line)
    made.delete()
    again = import_experiment(file(before))
    assert again.question_set.name == "trial"
    question = Question.objects.get(question_set=again.question_set, external_id=debate["question"]["id"])
    assert question.arguments is not None
    for option in range(4):
        spoken = [turn["text"] for turn in debate["turns"] if turn["option"] == option]
        assert [speech["text"] for speech in question.arguments[option]] == spoken
    assert sum(map(bool, question.arguments)) == 2


def test_a_person_may_go_on_judging_an_imported_experiment(played: Experiment) -> None:
    made = played
    before = exported(made)
    made.delete()
    import_experiment(file(before))
    place = Place.objects.get(player__user__isnull=False)
    assert place.finished_at is None
    assert place.sittings.get().seat.turns.filter(status="open").count() == 1


Change = Callable[[list[dict[str, Any]]], object]
CHANGES: list[tuple[Change, str]] = [
    (lambda lines: lines[1].pop("seed"), "line 2, seed: is missing."),
    (lambda lines: lines[1].update(sed=1), "line 2, sed: isn't known here; there are: format, id, experiment, arm"),
    (lambda lines: lines[1]["experiment"].update(seed=8), "line 2, experiment: is another than in the first line"),
    (lambda lines: lines[1].update(id=lines[0]["id"]), "is the debate of line 1 too."),
    (lambda lines: lines[0]["turns"][0].update(status="said"), "line 1, turns[0].status: "),
    (lambda lines: lines[0]["turns"][0].update(text="\x00"), "turns[0].text: holds a NUL character; take it out."),
    (lambda lines: lines[0]["turns"][0].update(reader=9), "line 1, turns[0]: there is no seat"),
    (lambda lines: lines[0]["judgements"][0]["readings"][0].update(reader=9), "names a reader that has no seat."),
    (lambda lines: lines[0].update(format="moot/2"), "line 1, format: "),
    (lambda lines: lines[0]["question"]["passage"].update(text=None), "is missing, though no earlier line has it."),
    (lambda lines: lines.__delitem__(slice(1, None)), "has no debate of the arms"),
    (lambda lines: lines.clear(), "is empty; it must have one line a debate."),
]


def test_a_changed_file_is_refused_in_words_and_nothing_is_stored(played: Experiment) -> None:
    made = played
    before = exported(made)
    made.delete()
    for change, words in CHANGES:
        lines = [json.loads(line) for line in before.splitlines()]
        change(lines)
        with pytest.raises(BadFile) as refused:
            import_experiment(file("\n".join(map(json.dumps, lines))))
        assert words in str(refused.value)
    assert not Experiment.objects.exists()


def test_a_protocol_that_is_not_here_is_named(played: Experiment) -> None:
    made = played
    before = exported(made).replace('"protocol":"blind"', '"protocol":"blond"')
    made.delete()
    with pytest.raises(BadFile, match=r"There is no protocol “blond”\. There are: blind, consultancy, control"):
        import_experiment(file(before))


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def test_whatever_was_said_comes_back_as_it_was(played: Experiment) -> None:
    made = played
    before = [json.loads(line) for line in exported(made).splitlines()]
    made.delete()

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WORDS, WORDS, st.dictionaries(WORDS, st.none() | st.booleans() | st.integers() | WORDS), st.floats(0, 1))
    def check(text: str, reason: str, tags: dict[str, Any], brier: float) -> None:
        for line in before:
            line["question"]["tags"] = tags
            line["turns"][0] |= {"text": text, "reason": reason}
            line["judgements"][0]["ratings"][0]["brier"] = brier
        written = "".join(json.dumps(line) + "\n" for line in before)
        with transaction.atomic():
            again = [json.loads(piece) for piece in export(import_experiment(file(written)), "jsonl")]
            transaction.set_rollback(True)
        assert again == before

    check()


def test_the_command_says_what_came_in(played: Experiment, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export", "trial", out=str(tmp_path / "trial.jsonl"))
    capsys.readouterr()
    call_command("import", str(tmp_path / "trial.jsonl"), name="copy")
    assert capsys.readouterr().out == "Experiment “copy”: 8 debates imported; their questions are the set “copy”.\n"
    with pytest.raises(
        CommandError, match=r"Nothing was imported:\ntrial\.jsonl: there is an experiment “trial” already"
    ):
        call_command("import", str(tmp_path / "trial.jsonl"))
