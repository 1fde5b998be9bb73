"""What has been spent so far, and on whom money was spent that nobody can count."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, Q, Sum

from debate.llm.prices import price_of
from debate.models import Endpoint, Experiment, ModelCall

UNCOUNTED = Q(status=ModelCall.Status.OK, cached=False, cost_usd=0)


def unpriced(experiment: Experiment) -> list[str]:
    """The names of the endpoints in an experiment's seats whose price isn't known now: their calls count nothing."""
    seated = Q(pk__in=experiment.arms.values("seats__endpoint")) | Q(pk__in=experiment.arms.values("seats__selector"))
    return [endpoint.name for endpoint in Endpoint.objects.filter(seated).order_by("name") if not price_of(endpoint)]


def spent_by_arm(experiment: Experiment) -> dict[int, Decimal | None]:
    """USD by the arm's number; None where a call cost nobody knows how much. Arms without calls aren't there."""
    made = ModelCall.objects.filter(turn__debate__experiment=experiment).order_by()
    by_endpoint = made.values_list("turn__debate__arm", "endpoint").annotate(
        usd=Sum("cost_usd"), uncounted=Count("pk", filter=UNCOUNTED)
    )
    free = free_endpoints()
    spent: dict[int, Decimal | None] = defaultdict(Decimal)
    for arm, endpoint, usd, uncounted in by_endpoint:
        so_far, known = spent[arm], not uncounted or endpoint in free
        spent[arm] = so_far + usd if known and so_far is not None else None
    return dict(spent)


def free_endpoints() -> set[int]:
    """Endpoints that are known to cost nothing."""
    priced = ((endpoint.pk, price_of(endpoint)) for endpoint in Endpoint.objects.all())
    return {pk for pk, price in priced if price is not None and price.most(1_000, 1_000) == 0}
