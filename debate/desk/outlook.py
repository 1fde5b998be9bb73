"""How long the models still need, told from how fast judgements have come in lately."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from debate.models import Experiment
from judges.models import Place
from judges.services import open_places

WINDOW = timedelta(minutes=5)
# Fewer judgements than this say nothing about a pace.
LEAST = 5


def time_left(experiment: Experiment) -> timedelta | None:
    """Until the models' judgements are made; None where there are none to come, or the pace isn't known."""
    if experiment.status != Experiment.Status.RUNNING:
        return None
    left = open_places(experiment.pk).filter(pool=None).count()
    now = timezone.now()
    made = Place.judgements.filter(debate__experiment=experiment, pool=None, finished_at__gte=now - WINDOW)
    lately = made.aggregate(n=Count("pk"), first=Min("finished_at"))
    if not left or lately["n"] < LEAST or lately["first"] >= now:
        return None
    pace: timedelta = (now - lately["first"]) / int(lately["n"])
    return left * pace
