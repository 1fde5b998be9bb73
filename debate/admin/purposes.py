"""What experiments are for: their list shows studies, unless something else is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from debate.models import Experiment

ALL = "all"


class PurposeFilter(SimpleListFilter):
    title = "purpose"
    parameter_name = "purpose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        others = [(value, label) for value, label in Experiment.Purpose.choices if value != Experiment.Purpose.STUDY]
        return [*others, (ALL, "all of these")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Experiment]) -> QuerySet[Experiment]:
        wanted = self.value() or Experiment.Purpose.STUDY
        return queryset if wanted == ALL else queryset.filter(purpose=wanted)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """What comes first is what is shown where nothing is asked for."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "studies"}
        yield from others
