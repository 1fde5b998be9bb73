"""How long the figures of a large experiment take, and how much memory: 1,000,000 ratings of 200,000 debates.

    python benchmarks/statistics [--ratings 1000000]

A folder, since a file of this name would hide Python's own module from those beside it.

Four arms debate the same questions, and five models judge each debate. The rows are made in a scratch database, which
is dropped at the end. The report is made in a process of its own, as `moot report --json` makes it: `report_s` takes
the figures from cells, `judging_s` those of single judgements, of which a sample is drawn; the mixed model and
Dawid-Skene are made on demand, and not here. Both begin when Django is loaded; `peak_mb` is all that the process took,
Python and its libraries included. `sql_s` is how long a plain aggregation of the same rows takes in PostgreSQL (right
and n by arm, judge and question), `of_sql` the report's time over it; `of_ideal` is 5 s through the report's time, or
500 MB through its memory.
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
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test.utils import get_runner

from debate import embedded
from debate.models import Arm, ArmSeat, Endpoint, Experiment, ProtocolConfig, QuestionSet
from judges.queries import judging_of, looks_of, planned_scope, report_of, told

ARMS, JUDGES = 4, 5
IDEAL_S, IDEAL_MB = 5, 500

_QUESTIONS = """
INSERT INTO debate_question (question_set_id, external_id, kind, text, options, answer, candidate, tags)
SELECT %(set)s, 'q' || n, 'options', 'Question ' || n, ARRAY['one', 'two'], n %% 2, '',
    jsonb_build_object('hard', n %% 3 = 0)
FROM generate_series(1, %(questions)s) n
"""
_DEBATES = """
INSERT INTO debate_debate (public_id, experiment_id, arm_id, question_id, place_in_order, repeat, chair, seed, way,
    half, form, display, measures, tags, status, reason, opened_at, finished_at)
SELECT md5(arm || '/' || q.id)::char(16), %(experiment)s, arm, q.id, row_number() OVER (), 0, 0, q.id, 0, '',
    'options', ARRAY[0, 1], '{}', '{}', 'finished', '', now(), now()
FROM debate_question q, unnest(%(arms)s) arm WHERE q.question_set_id = %(set)s
"""
_PLACES = """
INSERT INTO judges_place (debate_id, number, endpoint_id, chair, item, line, condition, shuffled, finished_at)
SELECT d.id, j.number, j.endpoint, false, 0, 0, 0, 0, now()
FROM debate_debate d, unnest(%(judges)s) WITH ORDINALITY j (endpoint, number) WHERE d.experiment_id = %(experiment)s
"""
# A judge's belief in the right option is drawn from 1 to 99 %, higher the better its arm and its question.
_RATINGS = """
INSERT INTO judges_rating (place_id, round, final, belief, missing, "right", tie, brier, log2, clipped, at)
SELECT place, 1, true, CASE answer WHEN 0 THEN ARRAY[p, 10000 - p] ELSE ARRAY[10000 - p, p] END, '',
    p > 5000, p = 5000, (1 - p / 1e4) ^ 2, ln(p / 1e4) / ln(2), false, now()
FROM (
    SELECT pl.id AS place, q.answer, 100 + (9800 * power(random(), 1.0 / (1 + d.arm_id %% 4 + q.id %% 3)))::int AS p
    FROM judges_place pl JOIN debate_debate d ON d.id = pl.debate_id JOIN debate_question q ON q.id = d.question_id
    WHERE d.experiment_id = %(experiment)s
) drawn
"""


# What anybody would ask of the database: right and n by arm, judge and question.
_PLAIN = """
SELECT d.arm_id, p.endpoint_id, d.question_id, count(*), count(*) FILTER (WHERE r."right")
FROM judges_rating r JOIN judges_place p ON p.id = r.place_id JOIN debate_debate d ON d.id = p.debate_id
WHERE r.final AND d.experiment_id = (SELECT id FROM debate_experiment WHERE name = 'many') GROUP BY 1, 2, 3
"""
RUNS = 3
DATABASE = "MOOT_BENCHMARK_DATABASE"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--report", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.report:
        print(json.dumps(reported()))
        return
    embedded.ensure()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    before = runner.setup_databases()
    try:
        fill(arguments.ratings)
        print(json.dumps(measured(arguments.ratings)), flush=True)
    finally:
        runner.teardown_databases(before)
        embedded.release()


def measured(ratings: int) -> dict[str, float | int | str]:
    """The median run of three, each beside the plain aggregation of the same minute."""
    runs = sorted((_run() for _ in range(RUNS)), key=lambda run: run["report_s"])
    middle = runs[RUNS // 2]
    return {
        "subject": "report",
        "ratings": ratings,
        **{name: round(value, 2) for name, value in middle.items()},
        "of_sql": round(middle["report_s"] / middle["sql_s"], 2),
        "of_ideal_time": round(IDEAL_S / middle["report_s"], 2),
        "of_ideal_memory": round(IDEAL_MB / middle["peak_mb"], 2),
    }


def _run() -> dict[str, float]:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN)
        cursor.fetchall()
    plain = time.perf_counter() - began
    found: dict[str, float] = json.loads(_in_a_process_of_its_own())
    return {**found, "sql_s": plain}


def _in_a_process_of_its_own() -> bytes:
    environment = {**os.environ, DATABASE: connection.settings_dict["NAME"]}
    command = [sys.executable, __file__, "--report"]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout


def reported() -> dict[str, float]:
    """The report of the many, as JSON."""
    connection.settings_dict["NAME"] = os.environ[DATABASE]
    scope = planned_scope((Experiment.objects.get(name="many"),))
    began = time.perf_counter()
    report = report_of(scope)
    made = time.perf_counter()
    text = json.dumps(told(report, judging_of(scope), looks_of(scope)))
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"report_s": made - began, "judging_s": ended - made, "peak_mb": peak, "json_kb": len(text) / 1024}


def fill(ratings: int) -> None:
    """An experiment with so many ratings, five a debate and four debates a question."""
    made = QuestionSet.objects.create(name="many", notes="Made by a benchmark. Licence: CC0-1.0")
    experiment = Experiment.objects.create(name="many", question_set=made, status=Experiment.Status.FINISHED)
    endpoints = [
        Endpoint.objects.create(name=f"test/{n}", base_url="http://127.0.0.1:9/v1", model=f"m{n}")
        for n in range(JUDGES)
    ]
    arms = [_arm(experiment, f"arm-{number}", endpoints) for number in range(ARMS)]
    names: dict[str, Any] = {
        "set": made.pk,
        "experiment": experiment.pk,
        "questions": ratings // (ARMS * JUDGES),
        "arms": [arm.pk for arm in arms],
        "judges": [endpoint.pk for endpoint in endpoints],
    }
    with connection.cursor() as cursor:
        for statement in (_QUESTIONS, _DEBATES, _PLACES, _RATINGS, "ANALYZE"):
            cursor.execute(statement, names)


def _arm(experiment: Experiment, name: str, judges: list[Endpoint]) -> Arm:
    config, _ = ProtocolConfig.objects.get_or_create(name="blind", protocol="blind")
    frozen = {"protocol": "blind", "version": 1, "params": {}, "prompts": {}, "judges": [str(one) for one in judges]}
    arm = Arm.objects.create(experiment=experiment, name=name, config=config, frozen=frozen)
    for judge in judges:
        ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, endpoint=judge)
    return arm


if __name__ == "__main__":
    main()
