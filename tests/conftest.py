"""Real servers, real processes and a real browser, each started only when a test asks for it."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from psycopg.sql import SQL, Identifier

from debate import embedded, processes
from tests.provider import providing
from tests.resting import go_on, rest
from tests.settings import OWN_FOLDER

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root gets no sandbox; the rest keeps Chromium from reaching for the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """PostgreSQL and Redis."""
    embedded.ensure()
    _forget_on_power_failure()
    yield
    embedded.release()


def _forget_on_power_failure() -> None:
    """Nobody misses a test's rows: not waiting for the disk takes a third off the whole run."""
    if os.environ.get("DATABASE_URL"):
        return
    where = f"postgresql://postgres@/postgres?host={embedded.places.postgres_socket_dir()}"
    with psycopg.connect(where, autocommit=True) as superuser:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            superuser.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
        superuser.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django asks for this before it makes the test database."""


def pytest_unconfigure() -> None:
    if OWN_FOLDER:
        shutil.rmtree(OWN_FOLDER)


@dataclass(frozen=True)
class Live:
    """Moot as people meet it: `url` for browsers, `env` for a `moot` command that shall see the same database."""

    url: str
    env: Mapping[str, str]
    supervisor: processes.Supervisor


@pytest.fixture(scope="session")
def live_processes(django_db_setup: None) -> Iterator[Live]:
    """Web server, worker, sweep and offline model on the test database. Tests want `live`, which cleans up."""
    env = environment()
    programs = [processes.web(), processes.worker(threads=8), processes.sweep(), processes.offline()]
    with processes.Supervisor(programs, env) as supervisor:
        deadline = time.monotonic() + 60
        while not processes.web_answers():
            assert time.monotonic() < deadline, f"The web server does not answer. {supervisor.log_of('web')}"
            time.sleep(0.1)
        live = Live(settings.PUBLIC_URL, env, supervisor)
        yield live
        go_on(live.supervisor)


@pytest.fixture(scope="session")
def first_numbers() -> list[ContentType]:
    """The content types as the running processes met them; filled by the first test that uses `live`."""
    return []


@pytest.fixture
def live(live_processes: Live, transactional_db: None, first_numbers: list[ContentType]) -> Iterator[Live]:
    """The running processes, on tables that are emptied after each test; they rest while that is done."""
    go_on(live_processes.supervisor)
    if not first_numbers:
        first_numbers.extend(ContentType.objects.all())
    # Emptying numbers content types anew, and the web server holds the old numbers in memory.
    ContentType.objects.all().delete()
    ContentType.objects.bulk_create(first_numbers)
    yield live_processes
    rest(live_processes.supervisor)


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a fresh provider (see tests/provider.py): its models misbehave as their names say."""
    with providing() as address:
        yield address


def environment() -> dict[str, str]:
    """What a process must be told to work on the test database."""
    address = urlsplit(embedded.database_url())
    return {
        "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "REDIS_URL": embedded.redis_url(),
        "MOOT_SECRET_KEY": settings.SECRET_KEY,
        "MOOT_URL": settings.PUBLIC_URL,
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, else Playwright's own."""
    # Playwright keeps a loop in this thread; Django would take each query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=executable, args=FLAGS) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser profile. A script that fails, or one that the security policy stops, fails the test."""
    troubles: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            troubles.append(message.text)

    with browser.new_context(base_url=settings.PUBLIC_URL) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", note)
        yield page
    assert troubles == []


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request in German leaves its thread in German; the next test's texts are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def ada() -> User:
    """She may do everything."""
    return User.objects.create_superuser("ada")


@pytest.fixture
def researcher(ada: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(ada)
    return client
