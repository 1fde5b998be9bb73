"""An experiment's figures for its page, made again only when something that they come from has changed."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count, Max, Q

from debate.models import Experiment
from judges.models import Place, Rating
from judges.queries import report_on
from judges.stats import Report

Version = tuple[object, ...]


def report_of(experiment: Experiment) -> Report:
    """The report as it stands now. A page, its charts and its next refresh share one: intervals take seconds."""
    return _report(experiment.pk, version_of(experiment))


def version_of(experiment: Experiment) -> Version:
    """Equal for equal figures: everything that a report counts moves one of these."""
    ratings = Rating.objects.filter(place__debate__experiment=experiment).aggregate(n=Count("pk"), last=Max("at"))
    places = Place.objects.filter(debate__experiment=experiment)
    counted = places.aggregate(n=Count("pk"), done=Count("pk", filter=Q(finished_at__isnull=False)))
    debates = experiment.debates.values_list("status").annotate(n=Count("pk")).order_by("status")
    return (*ratings.values(), *counted.values(), *debates, experiment.spent_usd, experiment.launched_at)


@lru_cache(maxsize=32)
def _report(experiment_id: int, version: Version) -> Report:
    return report_on(Experiment.objects.get(pk=experiment_id))
