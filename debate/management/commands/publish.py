"""`moot publish NAME FOLDER`"""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.console import experiment_named
from debate.models import Experiment
from debate.publishing import NotClosed, publish

# A folder that holds this was published before, and may be replaced.
MARK = Path("parts") / "words.js"
TOLD_EVERY = 1_000


class Command(BaseCommand):
    help = (
        "Write a closed experiment's transcripts as a folder of static pages with a search, to publish beside a paper; "
        "index.html opens them. Beside them are the report, and the tables as a dataset with its card. People appear "
        "by pseudonym only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the experiment; it must be closed")
        parser.add_argument("folder", help="where to; it is made")
        parser.add_argument("--force", action="store_true", help="replace what was published there before")

    def handle(self, *args: Any, name: str, folder: str, force: bool, **options: Any) -> None:
        experiment, target = experiment_named(name), Path(folder).absolute()
        _check(target, force)
        try:
            n = self._publish(experiment, target)
        except NotClosed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{folder} can't be written: {error.strerror}. Nothing was left behind.") from error
        self.stdout.write(f"Wrote {n:,} debates. Open {target / 'index.html'}.")

    def _publish(self, experiment: Experiment, target: Path) -> int:
        """All of it, or nothing: it is written beside its place first."""
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
        try:
            made, n = work / "new", 0
            made.mkdir()
            for n in publish(experiment, made):
                if n % TOLD_EVERY == 0:
                    self.stderr.write(f"{n:,} debates ...")
            if target.exists():
                os.replace(target, work / "old")
            os.replace(made, target)
            return n
        finally:
            shutil.rmtree(work)


def _check(target: Path, force: bool) -> None:
    """Nobody's folder is replaced but one that was published here before."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not (target / MARK).is_file():
        raise CommandError(f"{target} is there already, and isn't a published experiment. Name another folder.")
    if not force:
        raise CommandError(f"{target} is there already. Name another folder, or add --force to replace it.")
