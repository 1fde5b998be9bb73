"""compose.yaml runs what `make up` runs, and docs/deploy.md names every variable that is read, and no other."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from debate import processes

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DEPLOY = (ROOT / "docs" / "deploy.md").read_text()
PROGRAMS = [processes.web("0.0.0.0"), *processes.workers(), processes.sweep(), processes.offline()]
# Read by a name that an endpoint's page holds, not one in the code.
KEYS = "MOOT_KEY_*"
# Compose's own: from it the database's address is made.
PASSWORD = "POSTGRES_PASSWORD"


def service_of(program: processes.Program) -> str:
    """Those that are numbered are replicas of one."""
    return program.name.partition("-")[0]


def variables_read() -> set[str]:
    """Every environment variable that the code reads by its name."""
    files = [file for app in ("debate", "judges") for file in (ROOT / app).rglob("*.py")]
    return {name for file in files for node in ast.walk(ast.parse(file.read_text())) for name in read_by(node)}


def read_by(node: ast.AST) -> Iterator[str]:
    """`os.environ.get("X")`, `os.getenv("X")`, `os.environ["X"]` where it isn't assigned to."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get", value=ast.Attribute(attr="environ")), args=[asked, *_]):
            yield name_of(asked)
        case ast.Call(func=ast.Attribute(attr="getenv"), args=[asked, *_]):
            yield name_of(asked)
        case ast.Subscript(value=ast.Attribute(attr="environ"), slice=asked, ctx=ast.Load()):
            yield name_of(asked)


def name_of(asked: ast.expr) -> str:
    return str(asked.value) if isinstance(asked, ast.Constant) else KEYS


def documented() -> set[str]:
    """The first column of the table of variables."""
    table = DEPLOY.partition("## Environment variables")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def given(service: str) -> set[str]:
    return set(SERVICES[service].get("environment", {}))


def test_every_variable_that_is_read_is_documented_and_no_other() -> None:
    assert {"DATABASE_URL", "MOOT_URL", KEYS} <= variables_read()
    assert variables_read() | {PASSWORD} == documented()


def test_it_sets_no_variable_that_nobody_reads() -> None:
    for program in PROGRAMS:
        assert given(service_of(program)) <= variables_read()
    asked_of_the_operator = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert asked_of_the_operator <= documented()


def test_machines_share_what_they_must_share() -> None:
    for program in PROGRAMS:
        assert {"DATABASE_URL", "REDIS_URL", "MOOT_SECRET_KEY", "MOOT_URL", "MOOT_DATA"} <= given(service_of(program))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_service_runs_the_command_of_make_up(program: processes.Program) -> None:
    _, *ours = program.command
    wanted = ["8000" if word == str(settings.PORT) else word for word in ours]
    python, *told = shlex.split(SERVICES[service_of(program)]["command"])
    assert python == "python"
    assert [word.replace("worker-1@", f"{program.name}@") for word in told] == wanted


def test_it_runs_the_programs_of_make_up_and_no_other() -> None:
    ours = {name for name, service in SERVICES.items() if service["image"] == "moot"}
    assert ours == {service_of(program) for program in PROGRAMS} | {"migrate"}
    assert SERVICES["worker"]["deploy"]["replicas"] == len(processes.workers())


def test_everything_waits_until_the_database_is_migrated() -> None:
    assert shlex.split(SERVICES["migrate"]["command"])[1:] == ["-m", "debate.commandline", "migrate"]
    for program in PROGRAMS:
        waits = SERVICES[service_of(program)]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}


def test_calls_in_flight_get_their_grace() -> None:
    seconds = int(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    assert seconds > processes.worker().to_end


def test_the_pools_of_all_programs_fit_into_the_database() -> None:
    most = int(re.findall(r"max_connections=(\d+)", SERVICES["postgres"]["command"])[0])
    running = sum(SERVICES[service_of(p)].get("deploy", {}).get("replicas", 1) for p in (PROGRAMS[0], PROGRAMS[1]))
    assert (running + 1) * settings.POOL < most


def test_the_image_gets_what_it_copies_and_no_key() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile, re.M) for word in line.split()}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
    assert f"MOOT_DATA={SERVICES['web']['environment']['MOOT_DATA']}" in dockerfile
    assert "\nUSER moot\n" in dockerfile
