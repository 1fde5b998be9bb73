"""`moot run FILE.toml [--wait] [--json]`"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console

from debate import demo, processes
from debate.console import table, text
from debate.importers import BadFile, read_experiment
from debate.llm.request import is_offline
from debate.models import Endpoint, Experiment
from debate.services import CannotLaunch, launch
from debate.services.estimate import estimate
from debate.services.setup import NewExperiment, UnknownNames, differences, names_in, plan_of, set_up
from debate.watching import ending, watch
from judges.queries import report_on
from judges.stats import to_json


class Command(BaseCommand):
    help = (
        "Set up and launch the experiment of a TOML file; run again, it watches that experiment. With --wait it ends "
        "with the figures. Ctrl-C ends the watching, not the experiment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="debate/examples/first-look.toml shows what it can hold")
        parser.add_argument("--wait", action="store_true", help="show the progress until its end, then the figures")
        parser.add_argument("--json", action="store_true", dest="as_json", help="on stdout the figures alone, as JSON")

    def handle(self, *args: Any, file: str, wait: bool, as_json: bool, **options: Any) -> None:
        # What is said goes to stderr, so that stdout holds the figures alone.
        self.console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
        try:
            plan = read_experiment(file)
            experiment = self._known(plan) or self._launched(plan)
        except (BadFile, UnknownNames, CannotLaunch) as problem:
            raise CommandError(str(problem)) from None
        if wait:
            self._watch(experiment, f"moot run {file} --wait")
        else:
            self._say_how_it_goes_on(experiment, f"moot run {file} --wait")
        if wait or as_json:
            self._report(experiment, as_json)

    def _known(self, plan: NewExperiment) -> Experiment | None:
        """The experiment that this file launched before."""
        known = Experiment.objects.filter(name=plan.name).exclude(status=Experiment.Status.DRAFT).first()
        if known is None:
            return None
        if found := differences(plan, plan_of(known)):
            raise CommandError(
                f"“{plan.name}” was launched otherwise than this file says, and what is launched is frozen:\n"
                + "\n".join(f"  {words}" for words in found)
                + f"\nGive the file another name, or see what was launched: moot report {plan.name}"
            )
        if known.budget_usd != plan.budget_usd:
            self.console.print(f"Its budget is {known.budget_usd} USD by now, not the file's {plan.budget_usd}.")
        return known

    @transaction.atomic
    def _launched(self, plan: NewExperiment) -> Experiment:
        """A new one; nothing of it is left behind when it can't be launched."""
        if Experiment.objects.filter(name=plan.name).exists():
            raise CommandError(
                f"“{plan.name}” is a draft already. Launch or delete it there, or change the file's name."
            )
        demo.provide(names_in(plan))
        experiment = set_up(plan)
        expected = estimate(experiment)
        pretended = any(map(is_offline, Endpoint.objects.filter(name__in=names_in(plan))))
        self.console.print(f"Estimate: {expected}{' (the offline model’s price is pretended)' if pretended else ''}")
        if experiment.budget_usd is not None and expected.usd is not None and expected.usd > experiment.budget_usd:
            self.console.print(f"That is more than its budget of {experiment.budget_usd} USD: it will pause there.")
        launched = launch(experiment)
        self.console.print(f"“{experiment}” is launched with {launched} debates.")
        return experiment

    def _watch(self, experiment: Experiment, again: str) -> None:
        up = processes.up_address()
        try:
            with processes.background():
                watch(experiment, self.console)
        except KeyboardInterrupt:
            goes_on = "It goes on running" if up else "It goes on as soon as a worker runs (make up)"
            self.console.print(f"{goes_on}. To watch it again: {again}")
            sys.exit(130)
        for words in ending(experiment):
            self.console.print(words)

    def _say_how_it_goes_on(self, experiment: Experiment, watching: str) -> None:
        idle = experiment.status == Experiment.Status.RUNNING and not processes.up_address()
        needs = "A worker takes it on as soon as one runs (make up). " if idle else ""
        self.console.print(f"“{experiment}” is {experiment.status}. {needs}To watch it: {watching}")

    def _report(self, experiment: Experiment, as_json: bool) -> None:
        report = report_on(experiment)
        self.stdout.write(json.dumps(to_json(report), indent=2, ensure_ascii=False) if as_json else text(table(report)))
