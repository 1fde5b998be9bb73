"""Kinds of plants: researchers' own, to be changed, above those of Moot's library, to be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from debate.admin.studies import Ours
from debate.core import quotes
from debate.core.plants import PLANTS, Plant
from debate.core.signs import sign_of
from debate.models import PlantKind
from debate.services.plants import plant_of

UNKNOWN = "no sign: it isn’t counted how often it was done"


def known_by(plant: Plant) -> str:
    """By what it is recognised in a speech, in words."""
    sign = sign_of(plant)
    return sign.words if sign else UNKNOWN


class PlantKindForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = PlantKind
        fields = ("title", "slug", "told", "signs", "study")
        widgets = {
            "told": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "signs": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        }

    def clean_signs(self) -> str:
        """Phrases are compared by their words."""
        signs: str = self.cleaned_data["signs"]
        for line in filter(None, map(str.strip, signs.splitlines())):
            if not any(quotes.words(line)):
                raise forms.ValidationError(f"“{line}” has no word by which a speech could be recognised.")
        return signs


@admin.register(PlantKind)
class PlantKindAdmin(Ours, ModelAdmin):
    list_display = ("title", "slug", "told", "recognised", "study")
    search_fields = ("title", "slug", "told")
    form = PlantKindForm
    prepopulated_fields = {"slug": ("title",)}
    compressed_fields = False
    list_after_template = "admin/plants.html"

    class Media:
        css = {"all": ["set_up.css"]}

    @admin.display(description="known by")
    def recognised(self, kind: PlantKind) -> str:
        return ", ".join(f"“{phrase}”" for phrase in plant_of(kind).signs) or UNKNOWN

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With what everybody may use: the library, and those of nobody that aren't the viewer's to change."""
        mine = self.get_queryset(request).values("pk")
        others = [plant_of(kind) for kind in PlantKind.objects.filter(study=None).exclude(pk__in=mine)]
        listed = [(plant, known_by(plant)) for plant in (*PLANTS.values(), *others)]
        shown: HttpResponse = super().changelist_view(request, {"library": listed, **(extra_context or {})})
        return shown
