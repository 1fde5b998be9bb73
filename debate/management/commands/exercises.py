"""`moot exercises [NAME --for practice|attention]`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.console import experiment_named
from debate.importers import BadFile, load_exercises
from debate.models import Experiment
from debate.services import BadState
from debate.services.purposes import USES, Unfit, use_as


class Command(BaseCommand):
    help = (
        "Load the debates for practice and the attention checks that ship with Moot; or, with the NAME of a finished "
        "experiment, give its debates for the one or the other. A pool's rules say which of them its people get."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="a finished experiment of your own")
        parser.add_argument("--for", dest="purpose", choices=[*USES], help="what its debates are for")

    def handle(self, *args: Any, name: str | None, purpose: str | None, **options: Any) -> None:
        if (name is None) != (purpose is None):
            raise CommandError("Name an experiment and what it is for: moot exercises NAME --for practice")
        for made in _own(name, purpose) if name and purpose else _shipped():
            use = USES[Experiment.Purpose(made.purpose)]
            self.stdout.write(f"“{made}”: {made.debates.count()} debates, {use}.")


def _own(name: str, purpose: str) -> tuple[Experiment, ...]:
    experiment = experiment_named(name)
    try:
        use_as(experiment, purpose)
    except (BadState, Unfit) as problem:
        raise CommandError(str(problem)) from None
    return (experiment,)


def _shipped() -> tuple[Experiment, ...]:
    try:
        return load_exercises()
    except BadFile as problem:
        raise CommandError(f"Not all of them were loaded:\n{problem}") from None
