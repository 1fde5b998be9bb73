"""What a command that waits for workers gets when nobody runs them."""

from pathlib import Path

import pytest

from tests.faults.up import Up, alive, moot

pytestmark = pytest.mark.faults
WAIT_FOR_A_WORKER = """
from debate.celery import app
from debate.processes import background
with background():
    while not app.control.ping(timeout=1):
        pass
print("answered")
"""
COUNT_CHILDREN = """
import psutil
from debate.processes import background
with background():
    print("children:", len(psutil.Process().children()))
"""


def test_a_command_brings_its_own_worker_and_takes_it_away_again(data: Path, port: int) -> None:
    ran = moot(["shell", "-v0", "-c", WAIT_FOR_A_WORKER], data, port)
    assert ran.stdout == "answered\n"
    assert alive(data) == []


def test_a_command_beside_a_running_moot_starts_nothing(up: Up) -> None:
    ran = moot(["shell", "-v0", "-c", COUNT_CHILDREN], up.data, up.port)
    assert ran.stdout == "children: 0\n"
