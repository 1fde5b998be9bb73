"""How far belief moved between a judge's first word and its last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum

from judges.models import Rating
from judges.queries.dimensions import dimension
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
    keys: dict[str, Any] = {
        "of_arm": F("place__debate__arm"),
        "of_judge": dimension("judge", "place__"),
        "of_question": scope.question("place__debate__"),
        "of_half": F("place__debate__half"),
    }
    rows: Any = scope.ratings().filter(final=True).annotate(**first, **labels, **keys)
    summed = (
        rows.filter(from_round__isnull=False)
        .values_list(*labels, *keys)
        .annotate(n=Count("pk"), bits=Sum(F("log2") - F("from_log2")), rounds=Sum(F("round") - F("from_round")))
    )
    for *split, arm, judge, question, half, n, bits, rounds in summed.iterator():
        yield Gain(
            arm=scope.arms[arm],
            judge=judge,
            group=scope.part(split),
            question=scope.question_name(question),
            half=half,
            n=n,
            bits=bits,
            rounds=rounds,
        )
