"""The button by which a pool gets the practice debates and attention checks that ship with Moot."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from unfold.admin import ModelAdmin

from debate.admin.studies import Ours
from debate.importers import BadFile, load_exercises
from debate.models import Experiment, Pool
from judges.models import Rules

RATE = 0.1


class GivesExercises(Ours, ModelAdmin):
    """What the admin of pools has for it."""

    def exercises(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pool = get_object_or_404(self.get_queryset(request), pk=object_id)
        try:
            loaded = {made.purpose: made for made in load_exercises()}
        except BadFile as problem:
            messages.error(request, f"They can’t be loaded here: {problem}")
        else:
            give(pool, loaded[Experiment.Purpose.PRACTICE], loaded[Experiment.Purpose.ATTENTION])
            messages.success(request, "Moot’s own practice debates and attention checks are chosen in the rules.")
        return redirect(reverse("admin:debate_pool_change", args=[pool.pk]) + "#rules")


@transaction.atomic
def give(pool: Pool, practice: Experiment, attention: Experiment) -> None:
    """Where its rules name others already, they keep them."""
    Pool.objects.select_for_update().get(pk=pool.pk)
    rules = Rules.objects.filter(pool=pool).first() or Rules(pool=pool)
    rules.practice = rules.practice or practice
    if rules.attention is None:
        rules.attention, rules.attention_rate = attention, rules.attention_rate or RATE
    rules.save()
