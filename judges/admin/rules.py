"""The rules of a pool, in the order in which a person meets them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import ForeignKey
from django.http import HttpRequest
from unfold.admin import StackedInline

from debate import access
from debate.admin.studies import Ours
from debate.importers.exercises import SHIPPED
from debate.models import Experiment
from judges.models import Rules

# Which experiments give the debates of which field.
PURPOSES = {"practice": Experiment.Purpose.PRACTICE, "attention": Experiment.Purpose.ATTENTION}


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for low, high in (("least_each", "most_each"), ("bonus_floor", "bonus_cap")):
            least, most = given.get(low), given.get(high)
            if least is not None and most is not None and most < least:
                self.add_error(high, f"It is less than the least, {least}.")
        return given


class RulesInline(Ours, StackedInline):
    through = "pool__"
    model = Rules
    form = RulesForm
    tab = True
    can_delete = False
    hide_title = True
    verbose_name = verbose_name_plural = "rules and pay"
    fieldsets = (
        ("How much a person judges", {"fields": (("least_each", "most_each", "most_a_day"),)}),
        (
            "Getting ready, and attention",
            {
                "fields": (
                    ("pass_mark", "tries"),
                    ("practice", "practice_debates"),
                    ("attention", "attention_rate"),
                )
            },
        ),
        (
            "On the page",
            {"fields": (("seconds", "away_minutes"), ("chair_hours", "chair_then"), ("preview", "leaderboard"))},
        ),
        (
            "Pay",
            {
                "fields": (
                    ("currency", "base_pay", "pay_each"),
                    ("bonus_rule", "bonus_each", "bonus_round_cost"),
                    ("bonus_floor", "bonus_cap", "least_hourly"),
                )
            },
        ),
    )

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if purpose := PURPOSES.get(db_field.name):
            mine = access.set_up(access.viewer_of(request.user), Experiment.objects.all())
            everybodys = Experiment.objects.filter(name__in=SHIPPED, study=None)
            field.queryset = (mine | everybodys).filter(purpose=purpose).order_by("name")
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field
