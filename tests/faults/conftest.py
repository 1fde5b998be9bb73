"""A data folder and a port for one test's own processes, none of which outlives it; a crew for those that share."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.debate.stage import work_off
from tests.faults.crew import Crew, redis
from tests.faults.run import Outcome, launched, outcome
from tests.faults.up import Up, command_line, free_port, knows, wait_until
from tests.provider import providing
from tests.resting import go_on, rest


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


@pytest.fixture(scope="session")
def undisturbed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Outcome:
    """What comes of the run when nothing happens."""
    with django_db_blocker.unblock(), providing() as address:
        launched(address, "signs")
        work_off()
        found = outcome(address)
        call_command("flush", interactive=False, verbosity=0)
    return found


@pytest.fixture(scope="session")
def crew_once(undisturbed: Outcome) -> Iterator[Crew]:
    """Tests want `crew`, which cleans up."""
    crew = Crew()
    crew.postman.start()
    with crew.supervisor:
        yield crew
        go_on(crew.supervisor)
    crew.postman.over.set()


@pytest.fixture
def crew(crew_once: Crew, transactional_db: None) -> Iterator[Crew]:
    """On tables that are emptied after each test; it rests while that is done."""
    redis().flushdb()
    go_on(crew_once.supervisor)
    yield crew_once
    crew_once.postman.copies = lambda: 1
    wait_until(crew_once.complete)
    rest(crew_once.supervisor)
