"""The typed tables: they say what the CSV tables say, and their types are right."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from pyarrow import parquet

from debate.exporters import export, export_async
from debate.exporters.ratings_parquet import RATINGS
from debate.models import Debate, Experiment, Player, Turn
from judges.models import Place, Rating

pytestmark = pytest.mark.django_db


def table(made: Experiment, name: str) -> pyarrow.Table:
    return parquet.read_table(io.BytesIO(b"".join(export(made, name))))


def flat(made: Experiment, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(export(made, name)).decode(), newline="")))


def as_in_csv(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", ["ratings", "turns"])
def test_it_says_what_the_csv_table_says(played: Experiment, name: str) -> None:
    rows, wanted = table(played, f"{name}.parquet").to_pylist(), flat(played, f"{name}.csv")
    assert len(rows) == len(wanted) > 0
    both = set(rows[0]) & set(wanted[0]) - {"models"}
    assert len(both) >= 25
    for row, line in zip(rows, wanted, strict=True):
        told = {column: line[column].removeprefix("'") for column in both}
        assert {column: as_in_csv(row[column]) for column in both} == told


def test_it_says_what_the_whole_record_says_of_each_judgement(played: Experiment) -> None:
    told = [
        (line["id"], one["number"], one["endpoint"] or one["pool"], one["player"], *said(line, rating))
        for line in map(json.loads, export(played, "jsonl"))
        for one in line["judgements"]
        for rating in one["ratings"] or [None]
    ]
    columns = ("debate", "judgement", "judge", "person", "round", "final", "belief", "over", "right", "brier", "log2")
    rows = table(played, "ratings.parquet").to_pylist()
    assert [tuple(row[column] for column in columns) for row in rows] == told


def said(line: dict[str, Any], rating: dict[str, Any] | None) -> tuple[Any, ...]:
    over = line["pair"] or list(range(4))
    if rating is None:
        return (None, None, None, over, None, None, None)
    belief = rating["belief"] or None
    return (rating["round"], rating["final"], belief, over, rating["right"], rating["brier"], rating["log2"])


def test_it_says_what_the_whole_record_says_of_each_turn(played: Experiment) -> None:
    told = [
        (line["id"], turn["id"], turn["role"], turn["option"], turn["text"], turn["belief"] or None, *spent(turn))
        for line in map(json.loads, export(played, "jsonl"))
        for turn in line["turns"]
    ]
    columns = ("debate", "turn", "role", "option", "text", "belief", "calls", "tokens_out", "quotes_found", "models")
    rows = table(played, "turns.parquet").to_pylist()
    assert [tuple(row[column] for column in columns) for row in rows] == told
    assert {row["option"] is None for row in rows} == {True, False}


def spent(turn: dict[str, Any]) -> tuple[int, int, int, list[str] | None]:
    calls = turn["calls"]
    found = sum(quote["found"] is not None for quote in turn["quotes"])
    models = sorted({call["model"] for call in calls} - {""})
    return (len(calls), sum(call["tokens_out"] for call in calls), found, models or None)


def test_beliefs_are_lists_of_whole_numbers_over_the_options_that_they_name(played: Experiment) -> None:
    found = table(played, "ratings.parquet")
    assert found.schema.field("belief").type == pyarrow.list_(pyarrow.int32())
    said = [row for row in found.to_pylist() if row["belief"]]
    assert said
    for row in said:
        assert sum(row["belief"]) == 10_000
        assert len(row["over"]) == len(row["belief"])
        assert row["p_correct"] == row["belief"][row["over"].index(row["answer"])] / 10_000


def test_times_have_a_zone_and_what_is_yes_or_no_is_no_number(played: Experiment) -> None:
    schema = table(played, "turns.parquet").schema
    assert schema.field("answered_at").type == pyarrow.timestamp("us", tz="UTC")
    assert (schema.field("cut").type, schema.field("cost_usd").type) == (pyarrow.bool_(), pyarrow.float64())


def test_each_column_carries_its_meaning(played: Experiment) -> None:
    schema = table(played, "ratings.parquet").schema
    assert [field.name for field in schema] == list(RATINGS.columns)
    assert all(field.metadata[b"meaning"] for field in schema)


def test_of_a_wrong_candidate_the_other_part_of_a_belief_is_true(played: Experiment) -> None:
    debate = played.debates.filter(arm__name="consultancy").select_related("question")[0]
    wrong = next(n for n in range(4) if n != debate.question.answer)
    Debate.objects.filter(pk=debate.pk).update(form="candidate", candidate=wrong, pair=None)
    Rating.objects.filter(place__debate=debate, final=True).update(belief=[2000, 8000])
    rows, lines = table(played, "ratings.parquet").to_pylist(), flat(played, "ratings.csv")
    found = {row["p_correct"] for row in rows if row["debate"] == debate.public_id and row["final"]}
    assert found == {0.8}
    assert [as_in_csv(row["p_correct"]) for row in rows] == [line["p_correct"] for line in lines]
    assert [as_in_csv(row["candidate_is_right"]) for row in rows] == [line["candidate_is_right"] for line in lines]
    assert {row["candidate_is_right"] for row in rows} == {None, False}


def test_a_judgement_whose_person_left_is_marked(played: Experiment) -> None:
    place = Place.objects.filter(player__isnull=False, pool__isnull=False)[0]
    Place.objects.filter(pk=place.pk).update(left_at=timezone.now())
    left = [row for row in table(played, "ratings.parquet").to_pylist() if row["left"]]
    assert {(row["debate"], row["judgement"]) for row in left} == {(place.debate.public_id, place.number)}


def test_people_are_pseudonyms_and_nothing_else(played: Experiment) -> None:
    player = Player.objects.get(user__isnull=False)
    for name in ("ratings.parquet", "turns.parquet"):
        people = {row["person"] for row in table(played, name).to_pylist()}
        assert people == {None, player.public_id}


def test_an_asynchronous_response_gets_the_same_bytes(played: Experiment) -> None:
    async def collected() -> bytes:
        try:
            return b"".join([block async for block in export_async(played, "turns.parquet")])
        finally:
            await sync_to_async(connections.close_all)()

    assert asyncio.run(collected()) == b"".join(export(played, "turns.parquet"))


def test_the_command_writes_both_tables(played: Experiment, tmp_path: Path) -> None:
    call_command("export", "trial", format="parquet", out=str(tmp_path / "trial.parquet"))
    assert sorted(os.listdir(tmp_path)) == ["trial.ratings.parquet", "trial.turns.parquet"]
    for name in ("ratings.parquet", "turns.parquet"):
        assert (tmp_path / f"trial.{name}").read_bytes() == b"".join(export(played, name))


def test_an_experiment_of_which_nothing_is_known_yet_gives_an_empty_table(played: Experiment) -> None:
    Turn.objects.all().delete()
    empty = table(played, "turns.parquet")
    assert empty.num_rows == 0
    assert "belief" in empty.column_names
