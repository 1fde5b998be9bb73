"""A mail server that takes letters, for whoever asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from tests.judges.mailing import Postbox, serving


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox, settings: Settings) -> Iterator[Controller]:
    with serving(postbox, settings) as controller:
        yield controller
