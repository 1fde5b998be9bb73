"""`moot estimate FILE.toml`"""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich import box
from rich.table import Table

from debate import demo
from debate.console import text
from debate.importers import BadFile, read_experiment
from debate.services import CannotLaunch
from debate.services.estimate import Estimate, estimate
from debate.services.setup import NewExperiment, UnknownNames, names_in, set_up


class Command(BaseCommand):
    help = "What the experiment of a TOML file would take, arm by arm. Nothing is launched, stored or called."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="an experiment file, as `moot run` takes it")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            expected = _estimated(read_experiment(file))
        except (BadFile, UnknownNames, CannotLaunch) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(text(_table(expected)))
        self.stdout.write(f"{expected}")
        self.stdout.write(
            "No reply can bring more calls than “at most” says; one that fails at its endpoint is made again."
        )


@transaction.atomic
def _estimated(plan: NewExperiment) -> Estimate:
    """Of a draft that is gone afterwards, whether or not there is an experiment of this name."""
    demo.provide(names_in(plan))
    try:
        return estimate(set_up(replace(plan, name=f"estimate-{uuid4().hex}")))
    finally:
        transaction.set_rollback(True)


def _table(expected: Estimate) -> Table:
    shown = Table(box=box.SIMPLE_HEAD)
    shown.add_column("arm")
    for name in ("debates", "calls", "at most", "tokens in", "tokens out", "USD"):
        shown.add_column(name, justify="right")
    for name, arm in expected.arms.items():
        counts = (arm.debates, arm.calls, arm.most_calls, arm.tokens_in, arm.tokens_out)
        shown.add_row(name, *(f"{count:,}" for count in counts), "?" if arm.usd is None else f"{arm.usd:.4f}")
    return shown
