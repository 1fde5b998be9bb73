"""How far an experiment has come, how fast it goes, what it costs, and what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone

from debate.llm.spending import unpriced
from debate.models import Debate, Experiment, Turn
from judges.models import Place

RATE_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Failure:
    """So many debates, or judges' readings, that stopped for one reason."""

    reason: str
    n: int
    what: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`debates` by status; `rate` = replies in the last minute; `judged` of `wanted` judgements have ended.

    `unpriced` = whose calls `spent` doesn't count, since their price isn't known.
    """

    debates: Mapping[str, int]
    judged: int
    wanted: int
    people: int
    rate: int
    failures: tuple[Failure, ...]
    spent: Decimal
    unpriced: Sequence[str]
    budget: Decimal | None
    reserved: Decimal

    @property
    def total(self) -> int:
        return sum(self.debates.values()) - self.withdrawn

    @property
    def finished(self) -> int:
        return self.debates.get(Debate.Status.FINISHED, 0)

    @property
    def running(self) -> int:
        return self.debates.get(Debate.Status.RUNNING, 0)

    @property
    def waiting(self) -> int:
        """Debates of arms that wait for others to learn from."""
        return self.debates.get(Debate.Status.WAITING, 0)

    @property
    def failed(self) -> int:
        return self.debates.get(Debate.Status.FAILED, 0)

    @property
    def withdrawn(self) -> int:
        """Debates in which somebody spoke who withdrew: in no figure."""
        return self.debates.get(Debate.Status.WITHDRAWN, 0)


def progress_of(experiment: Experiment) -> Progress:
    places = Place.judgements.filter(debate__experiment=experiment, left_at=None)
    places = places.exclude(debate__status=Debate.Status.WITHDRAWN)
    judgements = places.aggregate(
        wanted=Count("pk"),
        judged=Count("pk", filter=Q(finished_at__isnull=False)),
        people=Count("pk", filter=Q(pool__isnull=False, finished_at=None, debate__experiment__closed=False)),
    )
    answered = Turn.objects.filter(debate__experiment=experiment, answered_at__gte=timezone.now() - RATE_WINDOW)
    return Progress(
        debates=Counter(dict(experiment.debates.values_list("status").annotate(n=Count("pk")).order_by())),
        rate=answered.count(),
        failures=tuple(_failures(experiment)),
        spent=experiment.spent_usd,
        unpriced=unpriced(experiment),
        budget=experiment.budget_usd,
        reserved=experiment.reserved_usd,
        **judgements,
    )


def _failures(experiment: Experiment) -> Iterator[Failure]:
    """The commonest reasons first: of debates that stopped, then of judges' readings that ended in an error."""
    failed = experiment.debates.filter(status=Debate.Status.FAILED)
    for reason, n in failed.values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason"):
        yield Failure(reason, n, "debate")
    errors = Turn.objects.filter(debate__experiment=experiment, status=Turn.Status.ERROR, seat__reader__gt=0)
    errors = errors.exclude(debate__status=Debate.Status.WITHDRAWN)
    for reason, n in errors.values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason"):
        yield Failure(reason, n, "reading")
