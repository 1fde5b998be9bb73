"""The test provider, a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a fresh provider (see tests/provider.py): its models misbehave as their names say."""
    with running_provider() as address:
        yield address


@pytest.fixture(scope="session")
def steady_provider() -> Iterator[str]:
    """The address of a provider for models that behave, which needs no fresh start."""
    with running_provider() as address:
        yield address


@contextmanager
def running_provider() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.provider"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()
