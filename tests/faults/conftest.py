"""A data folder and a port for one test's own processes; none outlives it."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.faults.up import Up, command_line, free_port, knows


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    for process in psutil.process_iter():
        if (line := command_line(process)) and knows(process, line, folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One for all the tests that only break a part of it."""
    up = Up(tmp_path_factory.mktemp("up") / "data", free_port())
    yield up
    up.end(signal.SIGTERM)
