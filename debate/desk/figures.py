"""Figures for pages, made again only when something that they come from has changed."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Count, Max, Q

from debate.models import Experiment
from judges import queries
from judges.models import Place, Rating
from judges.queries import Scope, planned_scope, texts_of
from judges.stats import WANTED, Report

Version = tuple[object, ...]


def report_of(asked: Experiment | Scope, wanted: float = WANTED) -> Report:
    """The report as it stands now. A page, its charts and its next refresh share one: intervals take seconds."""
    scope = _scope(asked)
    key = f"report/{key_of(scope)}/{wanted}"
    report: Report | None = cache.get(key)
    if report is None:
        report = queries.report_of(scope, wanted)
        cache.set(key, report, timeout=None)
    return report


def known_report(experiment: Experiment) -> Report | None:
    """The report as it stands now, if it has been made since it changed."""
    report: Report | None = cache.get(f"report/{key_of(_scope(experiment))}/{WANTED}")
    return report


def version_of(experiment: Experiment) -> Version:
    """Equal for equal figures: everything that a report counts moves one of these."""
    ratings = Rating.objects.filter(place__debate__experiment=experiment).aggregate(n=Count("pk"), last=Max("at"))
    places = Place.judgements.filter(debate__experiment=experiment)
    done = Count("pk", filter=Q(finished_at__isnull=False))
    counted = places.aggregate(n=Count("pk"), done=done, withdrawn=Count("withdrawn_at"))
    debates = experiment.debates.values_list("status").annotate(n=Count("pk")).order_by("status")
    disputed = experiment.question_set.questions.filter(tags__disputed=True).count()
    own = experiment.spent_usd, experiment.launched_at, experiment.closed, disputed
    return (*ratings.values(), *counted.values(), *debates, *own)


def _scope(asked: Experiment | Scope) -> Scope:
    return asked if isinstance(asked, Scope) else planned_scope((asked,))


def key_of(scope: Scope) -> str:
    """Equal for equal figures, in this process alone: its hashes are its own."""
    which = (scope.by, tuple(texts_of(scope.where)), tuple(texts_of(scope.without)))
    version = tuple((one.pk, version_of(one)) for one in scope.experiments)
    return str(hash((which, version)))
