"""An experiment's figures for its page, made again only when something that they come from has changed."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Count, Max, Q

from debate.models import Experiment
from judges.models import Place, Rating
from judges.queries import report_on
from judges.stats import Report

Version = tuple[object, ...]


def report_of(experiment: Experiment) -> Report:
    """The report as it stands now. A page, its charts and its next refresh share one: intervals take seconds."""
    key = _key(experiment)
    report: Report | None = cache.get(key)
    if report is None:
        report = report_on(experiment)
        cache.set(key, report, timeout=None)
    return report


def known_report(experiment: Experiment) -> Report | None:
    """The report as it stands now, if it has been made since it changed."""
    report: Report | None = cache.get(_key(experiment))
    return report


def version_of(experiment: Experiment) -> Version:
    """Equal for equal figures: everything that a report counts moves one of these."""
    ratings = Rating.objects.filter(place__debate__experiment=experiment).aggregate(n=Count("pk"), last=Max("at"))
    places = Place.objects.filter(debate__experiment=experiment)
    counted = places.aggregate(n=Count("pk"), done=Count("pk", filter=Q(finished_at__isnull=False)))
    debates = experiment.debates.values_list("status").annotate(n=Count("pk")).order_by("status")
    own = experiment.spent_usd, experiment.launched_at, experiment.closed
    return (*ratings.values(), *counted.values(), *debates, *own)


def _key(experiment: Experiment) -> str:
    """In this process alone: its hashes are its own."""
    return f"report/{experiment.pk}/{hash(version_of(experiment))}"
