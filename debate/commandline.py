"""`moot <command>`, which is also `manage.py <command>`: Django's commands, with the servers that they need."""

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import execute_from_command_line

from debate import embedded

# These touch no database.
START_NOTHING = {"help", "version", "--version", "check", "diffsettings", "makemigrations", "startapp"}
START_NOTHING |= {"collectstatic", "findstatic", "makemessages", "compilemessages"}
# These need the data folder, and see to the rest themselves.
START_THEMSELVES = {"up", "offline"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
    # By default SIGTERM would leave servers and sockets behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    asks_for_help = not {"-h", "--help"}.isdisjoint(sys.argv)
    try:
        if asks_for_help or command in START_NOTHING:
            _expect_no_database()
            execute_from_command_line(sys.argv)
        elif command in START_THEMSELVES:
            embedded.prepare()
            execute_from_command_line(sys.argv)
        else:
            with _servers(command):
                execute_from_command_line(sys.argv)
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _expect_no_database() -> None:
    """`makemigrations` looks for one, warns and goes on; a connection pool would look for 30 s."""
    os.environ["MOOT_DB_POOL"] = "0"
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")


@contextmanager
def _servers(command: str) -> Iterator[None]:
    """The servers for one command: what it started is stopped after it, unless another command uses it by then.

    A database of the operator's own is migrated only when the operator says so (`moot migrate`, `moot up`).
    """
    embedded.ensure()
    try:
        if command != "migrate" and not os.environ.get("DATABASE_URL"):
            migrate()
        yield
    finally:
        embedded.release()


def migrate() -> int:
    """Apply what is not applied yet; how many migrations that were. One process at a time."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    with embedded.lock("migrate.lock"):
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", verbosity=0)
        return len(plan)


if __name__ == "__main__":
    main()
