"""`moot import_questions FILE --set NAME [--passages FILE]`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.importers import BadFile, import_questions


class Command(BaseCommand):
    help = "Read a JSONL or CSV file of questions into a question set: all of it, or, if anything is wrong, nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="one JSON object a line, or .csv with the same names")
        parser.add_argument("--set", dest="set_name", metavar="NAME", required=True, help="made if it isn't there")
        parser.add_argument("--passages", metavar="FILE", help="where passage_id points: {id, title, text, source}")

    def handle(self, *args: Any, file: str, set_name: str, passages: str | None, **options: Any) -> None:
        try:
            summary = import_questions(set_name, file, passages)
        except BadFile as problem:
            raise CommandError(f"Nothing was imported:\n{problem}") from None
        self.stdout.write(str(summary))
