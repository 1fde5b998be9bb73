"""The log and the answers to surveys as files: what is in them, who isn't, and that they need no memory."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from debate import services
from debate.exporters import export
from debate.exporters.people_sql import ANSWERS, LOG
from debate.models import Experiment, Player, Pool
from judges.models import Attendance, Contact, FormAnswer, FormItem, Place
from judges.services import log
from tests.debate.stage import person, question_set
from tests.judges import scene
from tests.judges.offered import blind

database = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> Pool:
    return scene.volunteers()


@pytest.fixture
def made(pool: Pool) -> Experiment:
    return blind(pool, question_set(questions=2))


def text(made: Experiment, name: str) -> str:
    return b"".join(export(made, name)).decode()


def lines(made: Experiment) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text(made, "log.jsonl").splitlines()]


def rows(made: Experiment, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(made, name), newline="")))


def seated(pool: Pool, name: str = "ann.secret@example.org") -> tuple[Player, Place]:
    """Somebody who came to the pool, with all that could give them away, before their first debate."""
    player = person(pool, name)
    Attendance.objects.create(player=player, pool=pool, known_by="h" * 64)
    Contact.objects.create(player=player, name="Ann Secret", email=name, external_id="PROLIFIC-secret", query="?secret")
    place = services.sit_down(player)
    assert place is not None
    return player, place


@database
def test_each_line_says_who_did_what_where_and_when_by_the_servers_clock(pool: Pool, made: Experiment) -> None:
    ann, place = seated(pool)
    turn = ann.seats.get().turns.get()
    before = len(lines(made))
    log.note("consented", ann, pool=pool, data={"version": 2})
    log.note("slider", ann, place=place, turn=turn.public_id, data={"option": "A", "value": 70})
    first, second = lines(made)[before:]
    assert first.pop("at") < second.pop("at")
    same = {"person": ann.public_id, "bot": False, "pool": pool.name}
    nowhere = {"experiment": None, "arm": None, "debate": None, "judgement": None, "turn": ""}
    assert first == {**same, **nowhere, "kind": "consented", "data": {"version": 2}}
    here = {
        "experiment": made.name,
        "arm": "blind",
        "debate": place.debate.public_id,
        "judgement": place.number,
        "turn": turn.public_id,
    }
    assert second == {**same, **here, "kind": "slider", "data": {"option": "A", "value": 70}}


@database
def test_the_table_has_the_same_lines_and_is_safe_to_open(pool: Pool, made: Experiment) -> None:
    ann, place = seated(pool)
    log.note("=cmd()", ann, place=place, data={"value": "=1+1"})
    flat, told = rows(made, "log.csv"), lines(made)
    assert [row["at"] for row in flat] == [line["at"] for line in told]
    assert [row["person"] for row in flat] == [line["person"] for line in told]
    assert flat[-1]["kind"] == "'=cmd()"
    assert json.loads(flat[-1]["data"]) == {"value": "=1+1"}


@database
def test_nobody_can_be_known_from_it(pool: Pool, made: Experiment) -> None:
    ann, place = seated(pool)
    log.note("shown", ann, place=place)
    item = FormItem.objects.create(pool=pool, part=FormItem.Part.AFTER, words="How was it?")
    FormAnswer.objects.create(attendance=Attendance.objects.get(), item=item, value="Good.")
    for name in ("log.jsonl", "log.csv", "answers.csv"):
        written = text(made, name)
        assert ann.public_id in written
        for hidden in ("secret", "Secret", "example.org", "PROLIFIC", "h" * 64, "person-"):
            assert hidden not in written


@database
def test_other_experiments_and_other_pools_stay_out_of_it(pool: Pool, made: Experiment) -> None:
    ann, place = seated(pool)
    elsewhere = Pool.objects.create(name="people/elsewhere")
    Attendance.objects.create(player=ann, pool=elsewhere)
    other = blind(pool, question_set("other"), name="other")
    log.note("in elsewhere", ann, pool=elsewhere)
    far = Place.objects.filter(experiment=other).first()
    assert far is not None
    log.note("in other", ann, place=far)
    log.note("here", ann, place=place)
    kinds = {line["kind"] for line in lines(made)}
    assert "here" in kinds
    assert not kinds & {"in elsewhere", "in other"}
    assert "in other" in {line["kind"] for line in lines(other)}


@database
def test_practice_and_attention_checks_of_its_people_are_in_it(pool: Pool, made: Experiment) -> None:
    ann, _ = seated(pool)
    for purpose in (Experiment.Purpose.PRACTICE, Experiment.Purpose.ATTENTION):
        given = blind(pool, question_set(purpose), name=purpose)
        Experiment.objects.filter(pk=given.pk).update(purpose=purpose)
        place = Place.objects.filter(experiment=given).first()
        assert place is not None
        log.note(purpose, ann, place=place)
    found = {line["kind"]: line for line in lines(made)}
    assert found["practice"]["experiment"] == "practice"
    assert found["attention"]["debate"]


@database
def test_bots_are_marked(pool: Pool, made: Experiment) -> None:
    ann, place = seated(pool)
    Player.objects.filter(pk=ann.pk).update(bot=True)
    log.note("here", ann, place=place)
    assert all(line["bot"] is True for line in lines(made))
    assert {row["bot"] for row in rows(made, "log.csv")} == {"1"}


@database
def test_answers_come_with_their_questions_at_each_try(pool: Pool, made: Experiment) -> None:
    ann, _ = seated(pool)
    came = Attendance.objects.get()
    asked = FormItem.objects.create(
        pool=pool, part=FormItem.Part.COMPREHENSION, words="Who may lie?", right="Both", kind=FormItem.Kind.CHOICE
    )
    after = FormItem.objects.create(pool=pool, part=FormItem.Part.AFTER, words="Age?", kind=FormItem.Kind.NUMBER)
    for attempt, value in ((1, "Neither"), (2, " both ")):
        FormAnswer.objects.create(attendance=came, item=asked, attempt=attempt, value=value)
    FormAnswer.objects.create(attendance=came, item=after, value="")
    found = rows(made, "answers.csv")
    assert [(row["part"], row["question"], row["attempt"], row["value"], row["is_right"]) for row in found] == [
        ("comprehension", "Who may lie?", "1", "Neither", "0"),
        ("comprehension", "Who may lie?", "2", " both ", "1"),
        ("after", "Age?", "1", "", ""),
    ]
    assert {row["person"] for row in found} == {ann.public_id}
    Attendance.objects.update(outcome=Attendance.Outcome.WITHDRAWN)
    assert rows(made, "answers.csv") == []


@database
def test_an_experiment_that_no_person_saw_has_files_with_nothing_in_them(pool: Pool) -> None:
    made = blind(pool, question_set())
    assert text(made, "log.jsonl") == ""
    assert rows(made, "log.csv") == []
    assert rows(made, "answers.csv") == []
    assert text(made, "answers.csv").startswith('"pool","person","bot","part"')


@database
def test_it_is_among_the_files_and_commands_and_needs_the_right_to_know(
    researcher: Client, pool: Pool, made: Experiment, tmp_path: Path
) -> None:
    ann, place = seated(pool)
    log.note("here", ann, place=place)
    page = researcher.get(reverse("experiment", args=[made.name])).content.decode()
    for name in ("log.jsonl", "log.csv", "answers.csv"):
        address = reverse("download", args=[made.name, name])
        assert address in page
        got = researcher.get(address)
        assert got.status_code == 200
        assert got.headers["Content-Disposition"] == f'attachment; filename="{made.name}.{name}"'
        assert Client().get(address).status_code == 302
    call_command("export", made.name, format="log.jsonl", out=str(tmp_path / "log.jsonl"))
    assert (tmp_path / "log.jsonl").read_text() == text(made, "log.jsonl")


@database
def test_a_hundred_thousand_lines_come_in_their_order_and_in_the_memory_of_a_few(pool: Pool, made: Experiment) -> None:
    ann, place = seated(pool)
    many = 100_000
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO judges_event (at, player_id, pool_id, experiment_id, place_id, turn, kind, data)
            SELECT now(), %s, %s, %s, %s, '', 'slider', jsonb_build_object('n', n, 'words', repeat('w', 200))
            FROM generate_series(1, %s) n""",
            [ann.pk, pool.pk, made.pk, place.pk, many],
        )
    for name in ("log.jsonl", "log.csv"):
        tracemalloc.start()
        size = 0
        try:
            base, _ = tracemalloc.get_traced_memory()
            for piece in export(made, name):
                size += len(piece)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert size > 30_000_000
        assert peak - base < 16_000_000
    numbers = [line["data"]["n"] for line in lines(made) if "n" in line["data"]]
    assert numbers == list(range(1, many + 1))


def test_every_column_is_explained_where_files_are() -> None:
    told = (Path(__file__).parents[2] / "docs" / "files.md").read_text()
    section = told.split("### What people were shown and did")[1].split("\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", section))
    assert {*LOG.columns, *ANSWERS.columns} <= explained
