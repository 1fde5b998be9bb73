"""`moot export NAME --format jsonl|csv|parquet ... --out FILE`"""

import os
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.console import experiment_named
from debate.exporters import FORMATS, export
from debate.models import Experiment

# What is two tables, a file each.
TABLES = {kind: [f"ratings.{kind}", f"turns.{kind}"] for kind in ("csv", "parquet")}


class Command(BaseCommand):
    help = (
        "Write an experiment to files, with the truth in them: they are for researchers. “jsonl” has one object a "
        "debate and can be imported again; “csv” and “parquet” write two tables, as FILE.ratings.csv and "
        "FILE.turns.csv. In CSV, texts that a spreadsheet could run as a formula begin with '."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the experiment")
        parser.add_argument("--format", choices=[*FORMATS, *TABLES], default="jsonl", help="(%(default)s)")
        parser.add_argument("--out", required=True, metavar="FILE", help="where to; - is the standard output")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *args: Any, name: str, format: str, out: str, force: bool, **options: Any) -> None:
        experiment = experiment_named(name)
        if experiment.status == Experiment.Status.DRAFT:
            raise CommandError(f"“{name}” hasn't been launched yet, so there is nothing of it.")
        if out == "-":
            self._print(experiment, format)
            return
        files = files_for(format, Path(out))
        for file in files.values():
            if file.exists() and not force:
                raise CommandError(f"{file} is there already. Name another file, or add --force to replace it.")
        try:
            write(experiment, files)
        except OSError as error:
            raise CommandError(f"{out} can't be written: {error.strerror}. Nothing was left behind.") from error
        self.stdout.write(f"Wrote {' and '.join(map(str, files.values()))}.")

    def _print(self, experiment: Experiment, format: str) -> None:
        if format in TABLES:
            tables = TABLES[format]
            raise CommandError(f"“{format}” is {len(tables)} tables; choose one: --format {' or '.join(tables)}.")
        try:
            with closing(export(experiment, format)) as pieces:
                sys.stdout.buffer.writelines(pieces)
            sys.stdout.buffer.flush()
        except OSError as error:
            # The interpreter would complain once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            # Whoever read it (head, less) has had enough.
            if not isinstance(error, BrokenPipeError):
                raise CommandError(f"What was printed is not whole: {error.strerror}.") from error


def files_for(format: str, out: Path) -> dict[str, Path]:
    """The file of each format; a “csv” called results.csv becomes results.ratings.csv and results.turns.csv."""
    if format not in TABLES:
        return {format: out}
    stem = out.with_suffix("") if out.suffix == f".{format}" else out
    return {name: stem.with_name(f"{stem.name}.{name}") for name in TABLES[format]}


def write(experiment: Experiment, files: dict[str, Path]) -> None:
    """All of them whole, or none: what is written under another name first takes its own at the end."""
    with ExitStack() as leftovers:
        written: list[tuple[str, Path]] = []
        for format, file in files.items():
            with NamedTemporaryFile(dir=file.parent, delete=False) as part:
                leftovers.callback(Path(part.name).unlink, missing_ok=True)
                with closing(export(experiment, format)) as pieces:
                    part.writelines(pieces)
            written.append((part.name, file))
        for name, file in written:
            os.replace(name, file)
