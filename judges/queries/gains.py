"""How far belief moved between a judge's first word and its last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum

from judges.models import Rating
from judges.queries.scope import Scope
from judges.stats import Gain


def gains(scope: Scope) -> Iterator[Gain]:
    """The judgements that have several scored ratings, summed by arm x what it is split by x question x half."""
    if not scope.ratings().filter(final=False).exists():
        return
    earliest = Rating.objects.filter(place=OuterRef("place"), final=False, right__isnull=False).order_by("round")
    first: dict[str, Any] = {
        "from_log2": Subquery(earliest.values("log2")[:1]),
        "from_round": Subquery(earliest.values("round")[:1]),
    }
    labels = scope.labels("place__")
    keys = scope.keys("place__")
    rows: Any = scope.ratings().filter(final=True).annotate(**first, **labels, **keys)
    summed = (
        rows.filter(from_round__isnull=False)
        .values_list(*labels, *keys)
        .annotate(n=Count("pk"), bits=Sum(F("log2") - F("from_log2")), rounds=Sum(F("round") - F("from_round")))
    )
    for *part, arm, judge, question, half, n, bits, rounds in summed.iterator():
        yield Gain(**scope.whose(part, arm, judge, question, half), n=n, bits=bits, rounds=rounds)
