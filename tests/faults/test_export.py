"""A disk that is full as an experiment is exported: nothing half is left behind, and the reason is told in words."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from debate.exporters import export
from debate.models import Experiment
from tests.conftest import environment
from tests.debate.stage import endpoint, launched, work_off
from tests.faults.up import MOOT

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def moot_export(*options: str, to: int = subprocess.PIPE, room: int | None = None) -> subprocess.CompletedProcess[str]:
    """With `room`, the kernel lets it write no file beyond so many bytes."""
    limit = ["prlimit", f"--fsize={room}", "--"] if room else []
    env = {**os.environ, **environment(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [*limit, *MOOT, "export", "trial", *options]
    return subprocess.run(command, env=env, stdout=to, stderr=subprocess.PIPE, text=True, check=False)


def size(experiment: Experiment, format: str) -> int:
    return sum(len(piece) for piece in export(experiment, format))


def test_of_two_tables_of_which_the_second_does_not_fit_neither_is_there(provider: str, tmp_path: Path) -> None:
    made = launched(endpoint(provider))
    work_off()
    room, wanted = size(made, "ratings.csv") + 1, tmp_path / "trial.csv"
    assert size(made, "turns.csv") > room
    failed = moot_export("--format", "csv", "--out", str(wanted), room=room)
    assert failed.returncode == 1
    assert failed.stderr == f"CommandError: {wanted} can't be written: File too large. Nothing was left behind.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_before_stays_as_it_was(provider: str, tmp_path: Path) -> None:
    made = launched(endpoint(provider))
    work_off()
    wanted = tmp_path / "trial.jsonl"
    wanted.write_text("yesterday's")
    failed = moot_export("--out", str(wanted), "--force", room=size(made, "jsonl") - 1)
    assert failed.returncode == 1
    assert failed.stderr == f"CommandError: {wanted} can't be written: File too large. Nothing was left behind.\n"
    assert [file.read_text() for file in tmp_path.iterdir()] == ["yesterday's"]


def test_a_full_disk_behind_the_standard_output_is_told_in_words(provider: str) -> None:
    launched(endpoint(provider))
    work_off()
    with open("/dev/full", "wb") as full:
        failed = moot_export("--out", "-", to=full.fileno())
    assert failed.returncode == 1
    assert failed.stderr == "CommandError: What was printed is not whole: No space left on device.\n"
