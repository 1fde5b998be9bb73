"""`moot report NAME ... [--by DIMENSION] [--where DIMENSION=VALUE] [--without ...] [--everything] [--json | --html]`"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.console import comparisons_table, experiment_named, measures_table, notes, table, text
from debate.publishing import NotAReport, write_report
from judges.queries import (
    Scope,
    UnknownDimension,
    drift_of,
    filters_from,
    generating_of,
    judging_of,
    looks_of,
    planned_scope,
    report_of,
    slow_of,
    told,
)


class Command(BaseCommand):
    help = (
        "Print the figures of experiments as they stand now; the intervals hold 95 %%. What the analysis plan leaves "
        "out is left out, unless a filter is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="+", metavar="name", help="the experiment; several are put beside each other"
        )
        parser.add_argument(
            "--by",
            action="append",
            metavar="DIMENSION",
            help="split each arm: judge (as it is without this), kind, model, set, half, experience, question.KEY, "
            "debate.KEY",
        )
        parser.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE", help="count only these")
        parser.add_argument("--without", action="append", default=[], metavar="DIMENSION=VALUE", help="leave these out")
        parser.add_argument("--everything", action="store_true", help="leave nothing out, whatever the plan says")
        parser.add_argument("--measures", action="store_true", help="the protocols' own figures as well")
        parser.add_argument("--json", action="store_true", dest="as_json", help="as JSON, with every figure there is")
        parser.add_argument(
            "--slow",
            action="store_true",
            help="with --json: also what takes up to a minute, the mixed model, judges' skill and ensembles",
        )
        parser.add_argument(
            "--html", metavar="FILE", help="as one HTML file that opens without a server; a report there is replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        scope = self._scope(**options)
        if options["html"]:
            self._write(scope, Path(options["html"]))
            self.stdout.write(f"Wrote {options['html']}.")
            return
        report = report_of(scope)
        if options["as_json"]:
            slow = slow_of(scope) if options["slow"] else None
            shown = told(report, judging_of(scope), looks_of(scope), slow, generating_of(scope), drift_of(scope))
            self.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False))
            return
        self.stdout.write(text(table(report)))
        if report.comparisons:
            self.stdout.write(text(comparisons_table(report)))
        if options["measures"]:
            self.stdout.write(text(measures_table(report)))
        for words in notes(report):
            self.stdout.write(words)

    def _write(self, scope: Scope, file: Path) -> None:
        try:
            write_report(scope, file)
        except NotAReport as problem:
            raise CommandError(str(problem)) from None
        except OSError as error:
            raise CommandError(f"{file} can't be written: {error.strerror}.") from error

    def _scope(
        self, names: list[str], by: list[str] | None, where: list[str], without: list[str], **options: Any
    ) -> Scope:
        experiments = tuple(experiment_named(name) for name in dict.fromkeys(names))
        split = tuple(dict.fromkeys(by or ["judge"]))
        try:
            if where or without or options["everything"]:
                return Scope(experiments, split, filters_from(where), filters_from(without))
            return planned_scope(experiments, split)
        except UnknownDimension as problem:
            raise CommandError(str(problem)) from None
