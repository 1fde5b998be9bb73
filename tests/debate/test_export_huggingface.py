"""The folder to publish: its card says truly what is in it."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
import yaml
from pyarrow import parquet  # type: ignore[import-untyped]

from debate.exporters import export
from debate.exporters.huggingface import TABLES
from debate.models import Experiment, QuestionSet

pytestmark = pytest.mark.django_db


def folder(made: Experiment) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(b"".join(export(made, "huggingface.zip")))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def card(files: dict[str, bytes]) -> tuple[dict[str, object], str]:
    _, front, body = files["README.md"].decode().split("---\n", 2)
    return yaml.safe_load(front), body


def test_the_front_matter_names_the_files_that_are_there(played: Experiment) -> None:
    files = folder(played)
    front, _ = card(files)
    assert front["pretty_name"] == "trial"
    configs = front["configs"]
    assert isinstance(configs, list)
    assert {config["data_files"] for config in configs} | {"README.md"} == set(files)
    assert [config["config_name"] for config in configs if config.get("default")] == ["ratings"]


def test_the_tables_are_those_of_the_other_exports_and_the_questions(played: Experiment) -> None:
    files = folder(played)
    for name in ("ratings", "turns"):
        assert files[f"data/{name}.parquet"] == b"".join(export(played, f"{name}.parquet"))
    questions = parquet.read_table(io.BytesIO(files["data/questions.parquet"])).to_pylist()
    assert [(one["question"], one["answer"], len(one["options"])) for one in questions] == [("q0", 0, 4), ("q1", 1, 4)]


def test_the_card_describes_every_column_and_counts_what_is_there(played: Experiment) -> None:
    _, body = card(folder(played))
    for table in TABLES:
        for column in table.columns:
            assert f"| `{column}` |" in body
    assert "| debates | 8 |" in body
    assert "| questions | 2 |" in body
    assert '| debate | debate 1 | `{"rounds": 1}` |' in body


@pytest.mark.parametrize(
    ("notes", "licence"),
    [
        ("", "unknown"),
        ("Nobody knows.", "unknown"),
        ("From QuALITY. Licence: CC-BY-4.0.", "cc-by-4.0"),
        ("under the license “MIT”", "mit"),
    ],
)
def test_the_licence_is_the_one_that_the_question_set_names(played: Experiment, notes: str, licence: str) -> None:
    QuestionSet.objects.update(notes=notes)
    played.refresh_from_db()
    front, body = card(folder(played))
    assert front["license"] == licence
    assert (notes or "Nothing is noted about where they come from") in body


def test_nobody_is_named_and_no_passage_is_given_away(played: Experiment) -> None:
    for content in folder(played).values():
        assert b"example.org" not in content
        assert b"Nobody asked the cook" not in content
