"""How long an experiment's files take, and how much memory: 20,000 debates with two judgements each.

    python benchmarks/export.py [formats ...] [--debates 20000]

The debates are made in a scratch database beside the real one, which is dropped at the end: `FIRST` of them row by row,
as the protocol asks them, the others as copies in SQL. Each format is written to a file in a process of its own, so
that `peak_mb` is its memory over that of a process that has Moot loaded and writes nothing. `of_ideal` is 10 s through
the time taken; `sql_s` is how long PostgreSQL's own COPY of the same rows takes, as CSV, to a file.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test.utils import get_runner
from django.utils import timezone

from debate import embedded
from debate.core.types import Turn as Reply
from debate.exporters import FORMATS, export
from debate.models import (
    Arm,
    ArmSeat,
    Debate,
    Endpoint,
    Experiment,
    ModelCall,
    Passage,
    Player,
    ProtocolConfig,
    Question,
    QuestionSet,
    Seat,
    Turn,
)
from debate.transcripts import ask_to_json, case_of, protocol_of
from judges.models import Place, Rating, Sitting
from judges.scoring import score

IDEAL_S, FIRST, ARMS, JUDGES = 10, 200, 2, 2
SPEECH = "The ferry sailed early since the pilot had read the glass: <quote>it fell all day</quote>. " * 3
PASSAGE = "On the evening of the storm it fell all day, and nobody on the pier had asked the pilot why. " * 250
# What is copied, in this order, so that what a row refers to is there.
COPIED: tuple[type[Model], ...] = (Question, Debate, Seat, Turn, ModelCall, Place, Sitting, Rating)
APART = 100_000  # ids between a row and its next copy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("formats", nargs="*", default=list(FORMATS))
    parser.add_argument("--debates", type=int, default=20_000)
    parser.add_argument("--write", metavar="FORMAT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        print(json.dumps(written(arguments.write)))
        return
    embedded.ensure()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    before = runner.setup_databases()
    try:
        fill(arguments.debates)
        for line in measured(arguments.formats, arguments.debates):
            print(json.dumps(line), flush=True)
    finally:
        runner.teardown_databases(before)
        embedded.release()


def fill(debates: int) -> None:
    """An experiment whose debates all came to their end and were judged."""
    experiment = Experiment.objects.create(
        name="many", question_set=_questions(), seed=7, status=Experiment.Status.FINISHED
    )
    speaker = Endpoint.objects.create(name="test/speaker", base_url="http://127.0.0.1:9/v1", model="m")
    judges = [
        Endpoint.objects.create(name=f"test/{n}", base_url="http://127.0.0.1:9/v1", model="m") for n in range(JUDGES)
    ]
    players = {one.pk: Player.objects.create(endpoint=one) for one in [speaker, *judges]}
    for number in range(ARMS):
        arm = _arm(experiment, f"arm-{number}", speaker, judges)
        for n, question in enumerate(experiment.question_set.questions.all()):
            _debate(arm, question, n * ARMS + number, players[speaker.pk], {j: players[j.pk] for j in judges})
    for model in COPIED:
        _copy(model, debates // FIRST)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _questions() -> QuestionSet:
    made = QuestionSet.objects.create(name="many", notes="Made by a benchmark. Licence: CC0-1.0")
    passage = Passage.objects.create(question_set=made, external_id="p", title="The glass", text=PASSAGE)
    for n in range(FIRST // ARMS):
        options = ["since the glass fell", "since the pier was closed"]
        Question.objects.create(
            question_set=made,
            external_id=f"q{n}",
            text=f"Why did the ferry sail early on evening {n}?",
            options=options,
            answer=n % 2,
            passage=passage,
        )
    return made


def _arm(experiment: Experiment, name: str, speaker: Endpoint, judges: list[Endpoint]) -> Arm:
    frozen = {
        "protocol": "debate",
        "version": "1",
        "params": {"rounds": 2},
        "prompts": {},
        "judges": [judge.name for judge in judges],
    }
    config = ProtocolConfig.objects.create(name=name, protocol="debate", params=frozen["params"])
    arm = Arm.objects.create(experiment=experiment, name=name, config=config, frozen=frozen)
    ArmSeat.objects.create(arm=arm, endpoint=speaker)
    ArmSeat.objects.bulk_create(ArmSeat(arm=arm, kind=ArmSeat.Kind.JUDGE, endpoint=judge) for judge in judges)
    return arm


def _debate(arm: Arm, question: Question, order: int, speaker: Player, judges: dict[Endpoint, Player]) -> None:
    """One debate as a run leaves it: the stage's turns as its protocol asks them, then a reading of each judge's."""
    debate = Debate.objects.create(
        experiment=arm.experiment,
        arm=arm,
        question=question,
        place_in_order=order,
        seed=order,
        way=order % 2,
        pair=[0, 1],
        display=[0, 1],
        status=Debate.Status.FINISHED,
        finished_at=timezone.now(),
    )
    protocol, case = protocol_of(arm), case_of(debate)
    seats = {role.name: _seat(debate, role.name, 0, speaker) for role in protocol.roles(case)}
    transcript: tuple[tuple[Reply, ...], ...] = ()
    while asks := protocol.next_asks(case, transcript):
        step = tuple(Reply(ask=ask, text=SPEECH) for ask in asks)
        for turn in step:
            _turn(seats[turn.ask.role], len(transcript), turn)
        transcript += (step,)
    ask = protocol.sitting(case, transcript)[-1]
    for number, (endpoint, player) in enumerate(judges.items()):
        place = Place.objects.create(debate=debate, number=number, endpoint=endpoint, finished_at=timezone.now())
        seat = _seat(debate, ask.role, number + 1, player)
        Sitting.objects.create(place=place, seat=seat, finished_at=timezone.now())
        belief = [6000 + order % 7 * 500, 4000 - order % 7 * 500]
        _turn(seat, 0, Reply(ask=ask, text="It comes down to the quotes.", belief=tuple(belief)))
        scores = score(tuple(belief), question.answer or 0)
        Rating.objects.create(
            place=place,
            round=2,
            final=True,
            belief=belief,
            right=scores.right,
            tie=scores.tie,
            brier=scores.brier,
            log2=scores.log2,
        )


def _seat(debate: Debate, role: str, reader: int, player: Player) -> Seat:
    return Seat.objects.create(debate=debate, role=role, reader=reader, player=player, display=[0, 1])


def _turn(seat: Seat, step: int, said: Reply) -> None:
    assert seat.player is not None
    assert seat.player.endpoint is not None
    turn = Turn.objects.create(
        debate=seat.debate,
        seat=seat,
        step=step,
        ask=ask_to_json(said.ask),
        status=said.status,
        text=said.text,
        belief=list(said.belief),
        quotes=[{"text": "it fell all day", "at": [63, 78], "found": [28, 43]}] if not said.belief else [],
        answered_at=timezone.now(),
    )
    ModelCall.objects.create(
        turn=turn,
        endpoint=seat.player.endpoint,
        kind="draft",
        number=0,
        status=ModelCall.Status.OK,
        request={"messages": [{"role": "user", "content": PASSAGE[:4000]}]},
        reply={"text": said.text},
        text=said.text,
        finish="stop",
        resolved_model="m-1",
        tokens_in=1400,
        tokens_out=120,
        prompt_hash="0" * 64,
        content_key="0" * 64,
        seconds=1.5,
    )


def _copy(model: type[Model], copies: int) -> None:
    """Each row so many times, under ids of its own and with its own copies of what it refers to."""
    fields, quoted = {str(field.column): field for field in model._meta.concrete_fields}, connection.ops.quote_name
    changed = {
        column: f"t.{column} + k * {APART}"
        for column, field in fields.items()
        if field.primary_key or field.related_model in COPIED
    }
    changed |= {
        "public_id": "substr(md5(t.id || '/' || k), 1, 20)",
        "external_id": "t.external_id || '-' || k",
        "place_in_order": f"t.place_in_order + k * {FIRST}",
    }
    table = model._meta.db_table
    values = ", ".join(changed.get(column, f"t.{quoted(column)}") for column in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quoted, fields))}) "  # noqa: S608 - names of columns
            f"SELECT {values} FROM {table} t, generate_series(1, {copies - 1}) k"
        )


def measured(formats: list[str], debates: int) -> Iterator[dict[str, object]]:
    empty = _apart("")["peak_mb"]
    for name in formats:
        taken = _apart(name)
        seconds = taken["seconds"]
        yield {
            "name": f"export: {name}",
            "value": round(seconds, 2),
            "unit": "s",
            "of_ideal": round(IDEAL_S / seconds, 2),
            "debates": debates,
            "mb": round(taken["mb"], 1),
            "peak_mb": round(taken["peak_mb"] - empty, 1),
            "sql_s": round(_copied(name), 2),
        }


def _apart(format: str) -> dict[str, float]:
    """What a process of its own says of writing the format; of "", of writing nothing."""
    database = connection.settings_dict["NAME"]
    command = [sys.executable, __file__, "--write", format or "nothing"]
    env = {**os.environ, "MOOT_BENCHMARK_DATABASE": str(database)}
    found: dict[str, float] = json.loads(subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout)
    return found


def written(format: str) -> dict[str, float]:
    """Write the format to a file; seconds, megabytes of the file, and the most memory of this process."""
    connection.settings_dict["NAME"] = os.environ["MOOT_BENCHMARK_DATABASE"]
    experiment = Experiment.objects.get(name="many")
    began, size = time.perf_counter(), 0
    if format in FORMATS:
        with tempfile.TemporaryFile() as file, closing(export(experiment, format)) as pieces:
            file.writelines(pieces)
            size = file.tell()
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": seconds, "mb": size / 1e6, "peak_mb": most / 1e6}


TURNS = "SELECT t.* FROM debate_turn t JOIN debate_debate d ON d.id = t.debate_id ORDER BY d.place_in_order, t.id"
RATINGS = "SELECT r.*, p.* FROM judges_rating r JOIN judges_place p ON p.id = r.place_id ORDER BY r.id"


def _copied(format: str) -> float:
    """Seconds in which PostgreSQL copies the rows that the format is made of to a file."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        for rows in {"ratings": [RATINGS], "turns": [TURNS]}.get(format.partition(".")[0], [RATINGS, TURNS]):
            with cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT csv)") as copied:
                file.writelines(copied)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
