"""JSON lines name the debate and the turn, and hold no prompt, no reply, no key and no judge, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from debate import embedded, logs, processes, services
from debate.models import Pool, Question, Turn
from tests.conftest import environment
from tests.debate.stage import arm, endpoint, experiment, person, question_set

log = logging.getLogger("debate.tests")

PROMPT, REPLY, KEY, JUDGE = "mark-of-the-prompt", "mark-of-the-reply", "mark-of-the-key", "mark-of-the-judge"
MARKS = (PROMPT, REPLY, KEY, JUDGE)

# A database that quotes, in its refusal, what it was to store.
QUOTING = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'it is refused: %', to_jsonb(NEW); END $$;
CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse();
"""


@pytest.fixture(autouse=True)
def hooks() -> Iterator[None]:
    """The formatter has uncaught exceptions come to it."""
    kept = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = kept


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What the root logger writes as JSON meanwhile."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.json_lines())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


Refuse = Callable[..., None]


@pytest.fixture
def refusing() -> Iterator[Refuse]:
    """A function that has the database refuse new rows of a table, where the condition holds."""

    def refuse(table: str, when: str = "true") -> None:
        with connection.cursor() as cursor:
            cursor.execute(QUOTING.format(table=table, when=when))

    yield refuse
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS refuse CASCADE")


def read(written: str) -> list[dict[str, Any]]:
    for mark in MARKS:
        assert mark not in written
    return [json.loads(line) for line in written.splitlines()]


def told(lines: StringIO) -> dict[str, Any]:
    return read(lines.getvalue())[-1]


def test_a_line_names_the_debate_and_the_turn_that_it_is_about(lines: StringIO) -> None:
    with logs.about(debate="d1", turn="t1"):
        log.warning("It took %.1f seconds", 3)
    log.warning("Nothing special")
    first, second = read(lines.getvalue())
    assert first["event"] == "It took 3.0 seconds"
    assert (first["debate"], first["turn"], first["level"]) == ("d1", "t1", "warning")
    assert first["logger"] == "debate.tests"
    assert first["timestamp"].endswith("Z")
    assert "debate" not in second


def test_an_exception_that_is_logged_further_out_still_names_them(lines: StringIO) -> None:
    try:
        with logs.about(debate="d1", turn="t1"):
            raise ValueError(PROMPT)
    except ValueError:
        log.exception("It failed")
    line = told(lines)
    assert (line["debate"], line["turn"]) == ("d1", "t1")
    assert line["errors"][0]["type"] == "builtins.ValueError"
    assert line["errors"][0]["at"][0].startswith("tests/debate/test_logs.py:")


@pytest.mark.parametrize(
    ("message", "values", "said"),
    [
        ("%s of %d", ("openai/gpt-5-mini", 3), "openai/gpt-5-mini of 3"),
        ("%s said: %s", ("m", f"I refuse: {PROMPT}"), "m said: …"),
        ("failed: %r", (ValueError(PROMPT),), "failed: 'builtins.ValueError'"),
        ("failed: %s", (ConnectionRefusedError("refused"),), "failed: builtins.ConnectionRefusedError (refused)"),
        ("row: %s", ({"prompt": f"The {PROMPT}"},), "row: {'prompt': '…'}"),
        ("%(name)s: %(exc)s", ({"name": "debate.work", "exc": f"ValueError('{PROMPT} is it')"},), "debate.work: …"),
        ("%d", (f"not a number: {PROMPT}",), "%d"),
        (f"First line\n{PROMPT}", (), "First line"),
    ],
)
def test_of_values_only_numbers_and_names_are_shown(message: str, values: tuple[object, ...], said: str) -> None:
    record = logging.LogRecord("any", logging.ERROR, __file__, 1, message, values, None)
    assert read(logs.json_lines().format(record))[0]["event"] == said


def test_what_nobody_catches_in_a_thread_is_a_line_too(lines: StringIO) -> None:
    thread = threading.Thread(target=int, args=[PROMPT])
    thread.start()
    thread.join()
    assert told(lines)["errors"][0]["type"] == "builtins.ValueError"


@pytest.mark.django_db(transaction=True)
def test_a_page_that_fails_names_neither_the_judge_nor_the_address(lines: StringIO, refusing: Refuse) -> None:
    pool = Pool.objects.create(name="people/volunteers")
    judge = person(pool, JUDGE)
    assert judge.user is not None
    made = experiment(question_set())
    arm(made, "blind", judge=pool)
    services.launch(made)
    refusing("debate_seat")
    client = Client(raise_request_exception=False)
    client.force_login(judge.user)
    assert client.post(reverse("queue")).status_code == 500
    assert (told(lines)["status"], told(lines)["view"]) == (500, "queue")
    assert "it is refused" not in lines.getvalue()
    assert client.get(reverse("join", args=[JUDGE])).status_code == 404
    assert (told(lines)["status"], told(lines)["view"]) == (404, "join")


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_database_and_provider_quote_everything_says_nothing_of_it(
    provider: str, refusing: Refuse
) -> None:
    questions = question_set()
    Question.objects.update(text=f"Who had the {PROMPT}?")
    made = experiment(questions)
    quoting, plain = (
        endpoint(provider, name, key_variable="MOOT_KEY_PLANTED", attempts=1) for name in ("echoes-in-passing", "plain")
    )
    arm(made, "consultancy", speaker=quoting, judge=quoting)
    arm(made, "debate", speaker=plain, judge=plain)
    refusing("debate_modelcall", when=f"NEW.endpoint_id = {plain.pk}")
    services.launch(made)
    lines = said_by_a_worker(until=lambda said: '"errors"' in said and Turn.objects.filter(status="error").exists())
    failed = {(line["turn"], line["debate"]) for line in lines if line.get("errors")}
    assert failed
    assert failed <= set(Turn.objects.values_list("public_id", "debate__public_id"))


def said_by_a_worker(until: Callable[[str], bool]) -> list[dict[str, Any]]:
    """What a worker of our own logs until then. Celery's greetings, in the same file, are no JSON."""
    keys = {"MOOT_KEY_PLANTED": KEY, "MOOT_KEY_HOSTS": "MOOT_KEY_PLANTED=127.0.0.1"}
    worker = processes.worker(number=9, threads=2)
    file = embedded.data_dir() / "logs" / f"{worker.name}.log"
    with processes.Supervisor([worker], {**environment(), **keys, "MOOT_LOG": "json"}):
        deadline = time.monotonic() + 60
        while not until(file.read_text() if file.exists() else ""):
            assert time.monotonic() < deadline, file.read_text()
            services.sweep()
            time.sleep(0.5)
    written = file.read_text()
    assert all(mark not in written for mark in MARKS)
    return read("".join(line for line in written.splitlines(keepends=True) if line.startswith("{")))
