"""An experiment that the test provider has played."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from debate.models import Experiment
from tests.debate.played import play
from tests.provider import providing


@pytest.fixture(scope="module")
def played_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of an experiment that was played for a module; it is in the database until the module's end."""
    with django_db_blocker.unblock():
        with providing() as address:
            name = play(address).name
        yield name
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def played(played_once: str, db: None) -> Experiment:
    """The module's experiment; each test works in a transaction, so that what it does to it is undone."""
    return Experiment.objects.get(name=played_once)
