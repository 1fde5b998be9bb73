"""How much people took back of experiments, whatever is filtered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q

from debate.models import Debate, Experiment
from judges.models import Place
from judges.stats.withdrawn import Withdrawn


def withdrawn(experiments: Sequence[Experiment]) -> Withdrawn:
    """Judgements that had been made, the people who withdrew, and the debates that went with them."""
    gone = Place.objects.filter(debate__experiment__in=experiments, withdrawn_at__isnull=False).order_by()
    ended = Debate.objects.filter(experiment__in=experiments, status=Debate.Status.WITHDRAWN)
    made = Q(role="", finished_at__isnull=False)
    counted = gone.aggregate(judgements=Count("pk", filter=made), people=Count("player", distinct=True))
    return Withdrawn(**counted, debates=ended.count())
