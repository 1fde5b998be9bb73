"""Files out: what they hold, whom they name, and that spreadsheets open them safely."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import resource
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from debate.exporters import UnknownFormat, export, export_async
from debate.exporters.table import FORMULA, safe, table
from debate.models import Experiment, ModelCall, Player, Turn
from judges.models import Rating
from tests.debate.played import REASON

database = pytest.mark.django_db


def lines(made: Experiment) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(made, "jsonl")]


def rows(made: Experiment, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(export(made, name)).decode(), newline="")))


@database
def test_a_line_holds_all_that_is_known_of_a_debate(played: Experiment) -> None:
    made = played
    found = lines(made)
    assert [line["id"] for line in found] == list(made.debates.values_list("public_id", flat=True))
    assert [line["order"] for line in found] == list(range(8))
    header = found[0]["experiment"]
    assert (header["name"], header["seed"], header["repeats"], header["budget_usd"]) == ("trial", 7, 1, 50.0)
    assert all(line["experiment"] == header for line in found)

    debate = next(line for line in found if line["arm"]["name"] == "debate")
    assert (debate["arm"]["protocol"], debate["arm"]["version"]) == ("debate", "1")
    assert debate["arm"]["params"] == {"rounds": 1}
    assert set(debate["sides"].values()) == set(debate["pair"])
    first = debate["turns"][0]
    assert (first["role"], first["option"], first["status"]) == ("debater_a", debate["sides"]["debater_a"], "ok")
    (quote,) = first["quotes"]
    assert first["text"][slice(*quote["at"])] == quote["text"] == "The cook had the key"
    assert [call["kind"] for call in first["calls"]] == ["draft", "draft", "pick"]
    assert {call["model"] for call in first["calls"]} == {"m-1"}
    assert all(len(call["prompt_hash"]) == 64 for call in first["calls"])
    assert debate["seats"][0]["models"] == ["m-1"]
    assert (debate["seats"][0]["best_of"], debate["seats"][0]["selector"]) == (2, "test/plain")


@database
def test_costs_add_up_to_what_the_experiment_has_spent(played: Experiment) -> None:
    made = played
    found = lines(made)
    assert sum(Decimal(str(line["cost_usd"])) for line in found) == made.spent_usd > 0
    calls = [call for line in found for turn in line["turns"] for call in turn["calls"]]
    assert len(calls) == ModelCall.objects.count()


@database
def test_a_passage_is_told_once_and_named_after_that(played: Experiment) -> None:
    passages = [line["question"]["passage"] for line in lines(played)]
    told = [passage["id"] for passage in passages if passage["text"] is not None]
    assert sorted(told) == ["p0", "p1"]
    assert passages[0]["text"] is not None


@database
def test_ratings_come_round_by_round_with_their_scores_and_what_is_missing(played: Experiment) -> None:
    made = played
    consultancy = next(line for line in lines(made) if line["half"] == "honest")
    (judgement,) = consultancy["judgements"]
    assert [(r["round"], r["final"]) for r in judgement["ratings"]] == [(0, False), (1, False), (2, True)]
    assert judgement["ratings"][2]["belief"] == [5000, 5000]
    assert judgement["ratings"][2]["tie"] is True

    flat = rows(made, "ratings.csv")
    assert len([row for row in flat if row["round"]]) == Rating.objects.count()
    assert {row["missing"] for row in flat if row["arm"] == "blind"} == {"unparsed"}
    assert len([row for row in flat if row["missing"] == "waiting"]) == 1
    (by_person,) = [row for row in flat if row["person"] and row["round"]]
    assert by_person["judge"] == "people/volunteers"
    shares = [by_person[f"p_{n}"] for n in range(4)]
    assert sorted(share for share in shares if share) == ["0.3", "0.7"]
    assert by_person["p_correct"] == by_person[f"p_{by_person['answer']}"]


@database
def test_people_are_pseudonyms_and_nothing_else(played: Experiment) -> None:
    made = played
    player = Player.objects.get(user__isnull=False)
    for name in ("jsonl", "ratings.csv", "turns.csv"):
        text = b"".join(export(made, name)).decode()
        assert player.public_id in text
        assert "secret" not in text
        assert "example.org" not in text


@database
def test_every_turn_has_a_row_and_formulas_are_made_safe(played: Experiment) -> None:
    made = played
    flat = rows(made, "turns.csv")
    assert len(flat) == Turn.objects.filter(debate__experiment=made).count()
    assert [row["text"] for row in flat if row["person"] and row["status"] == "ok"] == [f"'{REASON}"]
    assert all(row["quotes_found"] == row["quotes"] for row in flat)
    assert {row["prompt"] for row in flat if row["arm"] == "blind"} == {"judge"}


@database
def test_a_file_takes_as_many_queries_for_a_chunk_as_for_one_debate(played: Experiment) -> None:
    made = played
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(export(made, "jsonl"))
    assert len(queries) < 20


@database
def test_an_asynchronous_response_gets_the_same_text(played: Experiment) -> None:
    made = played

    async def collected() -> bytes:
        try:
            return b"".join([block async for block in export_async(made, "jsonl")])
        finally:
            await sync_to_async(connections.close_all)()

    assert asyncio.run(collected()) == b"".join(export(made, "jsonl"))


@database
def test_an_unknown_format_is_refused_with_those_that_exist(played: Experiment) -> None:
    with pytest.raises(UnknownFormat, match=r"There are: .*jsonl, .*ratings.csv, .*turns.csv"):
        export(played, "xlsx")


@given(st.text())
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    cell = safe(text)
    assert not cell.lstrip(" ").startswith(FORMULA)
    assert cell in (text, f"'{text}")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1))
def test_texts_come_back_out_of_a_table_as_they_went_in(texts: list[str]) -> None:
    written = "".join(table({"a": str, "b": len}, texts))
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert read == [["a", "b"], *([safe(text), str(len(text))] for text in texts)]


def test_numbers_stay_numbers() -> None:
    assert list(table({"a": lambda n: n}, [-0.5, True, None])) == ['"a"\n', "-0.5\n", "1\n", '""\n']


@database
def test_the_command_writes_files(played: Experiment, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = played
    call_command("export", "trial", format="csv", out=str(tmp_path / "trial.csv"))
    assert sorted(os.listdir(tmp_path)) == ["trial.ratings.csv", "trial.turns.csv"]
    assert (tmp_path / "trial.turns.csv").read_bytes().decode() == b"".join(export(made, "turns.csv")).decode()
    capsys.readouterr()
    call_command("export", "trial", out="-")
    assert capsys.readouterr().out == b"".join(export(made, "jsonl")).decode()


@database
def test_the_command_replaces_no_file_unasked(played: Experiment, tmp_path: Path) -> None:
    file = tmp_path / "trial.jsonl"
    file.write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        call_command("export", "trial", out=str(file))
    assert file.read_text() == "mine"
    call_command("export", "trial", out=str(file), force=True)
    assert len(file.read_text().splitlines()) == 8


@database
def test_a_file_that_can_not_be_written_leaves_nothing_behind(played: Experiment, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"can't be written: No such file or directory"):
        call_command("export", "trial", out=str(tmp_path / "nowhere" / "trial.jsonl"))
    (tmp_path / "trial.turns.csv").mkdir()
    with pytest.raises(CommandError, match=r"can't be written: .*Nothing was left behind"):
        call_command("export", "trial", format="turns.csv", out=str(tmp_path / "trial.turns.csv"), force=True)
    assert os.listdir(tmp_path) == ["trial.turns.csv"]


@database
def test_a_disk_that_fills_up_leaves_no_half_file(played: Experiment, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(CommandError, match=r"can't be written: File too large\. Nothing was left behind\."):
            call_command("export", "trial", out=str(tmp_path / "trial.jsonl"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert os.listdir(tmp_path) == []


@database
def test_the_command_names_the_experiments_that_exist(played: Experiment) -> None:
    with pytest.raises(CommandError, match=r"There is no experiment “first”. There are: trial\."):
        call_command("export", "first", out="-")
    Experiment.objects.update(status=Experiment.Status.DRAFT)
    with pytest.raises(CommandError, match="“trial” hasn't been launched yet"):
        call_command("export", "trial", out="-")


@database
def test_two_tables_do_not_fit_on_one_output(played: Experiment) -> None:
    with pytest.raises(CommandError, match=r"“csv” is 2 tables; choose one: --format ratings.csv or turns.csv"):
        call_command("export", "trial", format="csv", out="-")
