"""Experiments as lines of a list: how far each has come, in a few queries for all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from debate.desk.figures import known_report, report_of
from debate.models import Arm, Debate, Experiment
from judges.models import Place
from judges.stats import Report

# So long may a list take over figures that nobody has asked for since they changed; the rest come at the next visit.
SECONDS = 0.6
SHOWN = 4  # arms of a line


@dataclass(frozen=True, kw_only=True)
class Line:
    """`report` = None where the figures aren't for this viewer, or would take too long now."""

    experiment: Experiment
    arms: int
    total: int
    finished: int
    wanted: int
    judged: int
    report: Report | None

    @property
    def more(self) -> int:
        """Arms that the line has no room for."""
        return max(self.arms - SHOWN, 0)


def overview(experiments: Sequence[Experiment], knowing: set[int]) -> Iterator[Line]:
    """A line for each; with figures for those whose number is in `knowing`."""
    ids = [experiment.pk for experiment in experiments]
    finished = Q(status=Debate.Status.FINISHED)
    there = Debate.objects.filter(experiment__in=ids).exclude(status=Debate.Status.WITHDRAWN)
    debates = _by_experiment(there, "experiment", finished)
    over = Q(finished_at__isnull=False)
    judgements = Place.judgements.filter(debate__experiment__in=ids, left_at=None)
    judgements = judgements.exclude(debate__status=Debate.Status.WITHDRAWN)
    places = _by_experiment(judgements, "debate__experiment", over)
    arms = _by_experiment(Arm.objects.filter(experiment__in=ids), "experiment", Q())
    until = time.monotonic() + SECONDS
    for experiment in experiments:
        (total, ended), (wanted, judged) = debates.get(experiment.pk, (0, 0)), places.get(experiment.pk, (0, 0))
        known = judged > 0 and experiment.pk in knowing
        yield Line(
            experiment=experiment,
            arms=arms.get(experiment.pk, (0, 0))[0],
            total=total,
            finished=ended,
            wanted=wanted,
            judged=judged,
            report=_report(experiment, until) if known else None,
        )


def _report(experiment: Experiment, until: float) -> Report | None:
    known = known_report(experiment)
    return report_of(experiment) if known is None and time.monotonic() < until else known


def _by_experiment(rows: Any, column: str, done: Q) -> dict[int, tuple[int, int]]:
    """How many rows each experiment has, and how many of them are done."""
    counted = rows.order_by().values(column).annotate(n=Count("pk"), done=Count("pk", filter=done))
    return {row[column]: (row["n"], row["done"]) for row in counted}
