"""`moot import FILE [--as NAME]`"""

# The command's name, which no `import` statement ever has to write.
# ruff: noqa: N999

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.importers import BadFile, import_experiment
from debate.services.purposes import USES


class Command(BaseCommand):
    help = (
        "Recreate an experiment from a file of `moot export --format jsonl`, with its ids, times and judgements. Its "
        "questions become a set of its own that carries the speeches, so that offline/recorded can hold them again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--as", dest="name", metavar="NAME", help="another name for the experiment")
        parser.add_argument(
            "--purpose", choices=[*USES], help="give its debates to pools for practice, or as attention checks"
        )

    def handle(self, *args: Any, file: str, name: str | None, purpose: str | None, **options: Any) -> None:
        try:
            experiment = import_experiment(file, name, purpose)
        except BadFile as problem:
            raise CommandError(f"Nothing was imported:\n{problem}") from None
        self.stdout.write(
            f"Experiment “{experiment}”: {experiment.debates.count()} debates imported; "
            f"their questions are the set “{experiment.question_set}”."
        )
