"""`moot import_nyu DIR [--set NAME]`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.importers import BadFile
from debate.importers.nyu import NAME, import_nyu


class Command(BaseCommand):
    help = (
        "Read the release of NYU's human debates of 2023 (arXiv 2311.08702) as an experiment: transcripts, judgements, "
        "beliefs by round. Rooms that can't be taken are named; the rest come in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="what holds debates-metadata.jsonl and debates/official")
        parser.add_argument("--set", dest="name", metavar="NAME", default=NAME, help=f"the experiment; else {NAME}")

    def handle(self, *args: Any, folder: str, name: str, **options: Any) -> None:
        try:
            summary = import_nyu(folder, name)
        except BadFile as problem:
            raise CommandError(f"Nothing was imported:\n{problem}") from None
        self.stdout.write(str(summary))
