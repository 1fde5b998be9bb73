"""The final ratings that are read one by one: all of a scope, or those of some questions where there are too many."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from typing import TypeVar

from django.db.models import Count, Model, QuerySet

from debate.models import Debate
from judges.models import Rating, Sitting
from judges.queries.scope import Scope
from judges.stats.intervals import SEED

M = TypeVar("M", bound=Model)

# So many take some seconds and some hundred megabytes; their figures' intervals are narrow.
MOST_SINGLES = 10_000


@dataclass(frozen=True)
class Drawn:
    """A scope's final ratings; with `questions` (their keys), those of these alone, of so many that there are."""

    scope: Scope
    questions: tuple[int, ...] | None = None
    of: int = 0

    @property
    def note(self) -> str:
        """What figures say of it; "" where nothing is left out."""
        if self.questions is None:
            return ""
        return f"over a sample of {len(self.questions):,} of {self.of:,} questions"

    def ratings(self) -> QuerySet[Rating]:
        return self._of_questions(_final(self.scope), "place__debate__")

    def sittings(self) -> QuerySet[Sitting]:
        """The finished readings that these ratings are made of."""
        read = Sitting.objects.filter(
            place__debate__experiment__in=self.scope.experiments,
            place__left_at=None,
            place__ratings__final=True,
            place__ratings__right__isnull=False,
            finished_at__isnull=False,
        ).exclude(place__debate__status=Debate.Status.WITHDRAWN)
        return self._of_questions(self.scope.narrowed(read, "place__"), "place__debate__")

    def debates(self) -> QuerySet[Debate]:
        """The debates that they are about."""
        return Debate.objects.filter(pk__in=self.ratings().values("place__debate")).order_by()

    def _of_questions(self, rows: QuerySet[M], debate: str) -> QuerySet[M]:
        return rows if self.questions is None else rows.filter(**{f"{debate}question__in": self.questions})


def drawn(scope: Scope, most: int = MOST_SINGLES) -> Drawn:
    """All final ratings; of more than `most`, those of whole questions that are drawn, the same at each asking."""
    counted = _final(scope).values_list("place__debate__question").annotate(n=Count("pk"))
    ratings = dict(counted)
    if sum(ratings.values()) <= most:
        return Drawn(scope)
    shuffled = sorted(ratings, key=_place)
    fit = sum(total <= most for total in accumulate(ratings[question] for question in shuffled))
    return Drawn(scope, tuple(shuffled[: max(1, fit)]), len(ratings))


def _final(scope: Scope) -> QuerySet[Rating]:
    return scope.ratings().filter(final=True)


def _place(question: int) -> bytes:
    """A question's place in a seeded shuffle."""
    return sha256(f"{SEED}/{question}".encode()).digest()
