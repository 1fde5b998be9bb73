"""What is picked of what there is: one, a step of a scale, or any number with notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _

from debate.core.flags import FLAGS
from debate.core.types import Choice, Marks, Scale
from judges.parts import widgets
from judges.parts.labels import named
from judges.parts.part import Part

# A scale up to this long is a row of radio buttons, a longer one a number.
FEW = 11


class ChoicePart(Part):
    """One of several; where the page's drawing says what they stand for, in these words."""

    want: Choice

    @property
    def template(self) -> str:  # type: ignore[override]
        return "judges/wants/steps.html" if self.in_words else "judges/wants/radios.html"

    @property
    def in_words(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.page.drawing.get("called", {}).get(self.want.name, {})
        return found

    @property
    def rows(self) -> list[tuple[BoundWidget, str, str]]:
        """Each with its label and the words that this stands for."""
        return [
            (radio, label, self.in_words.get(label, ""))
            for radio, label in zip(self.bound(), self.want.among, strict=True)
        ]

    def said(self, label: str) -> str:
        """“Step 2: the porter was out”, where the words are known."""
        return ": ".join(filter(None, (named(self.want.name, label), self.in_words.get(label))))

    def fields(self) -> dict[str, forms.Field]:
        choices = [(label, named(self.want.name, label)) for label in self.want.among]
        return {self.prefix: forms.ChoiceField(label=self.title, choices=choices, widget=forms.RadioSelect)}

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        return {"choices": {self.want.name: cleaned.get(self.prefix, "")}}


class ScalePart(Part):
    """A principle's own words are its help, where the page's drawing has them."""

    want: Scale

    @property
    def help(self) -> str:
        words: Mapping[str, str] = self.page.drawing.get("called", {}).get(self.want.name, {})
        return words.get("", "")

    @property
    def few(self) -> bool:
        return self.want.high - self.want.low < FEW

    @property
    def template(self) -> str:  # type: ignore[override]
        return "judges/wants/scale.html" if self.few else "judges/wants/number.html"

    def fields(self) -> dict[str, forms.Field]:
        low, high = self.want.low, self.want.high
        if not self.few:
            return {self.prefix: forms.IntegerField(label=self.title, min_value=low, max_value=high)}
        steps = [(n, str(n)) for n in range(low, high + 1)]
        return {
            self.prefix: forms.TypedChoiceField(label=self.title, choices=steps, coerce=int, widget=forms.RadioSelect)
        }

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        said = cleaned.get(self.prefix)
        return {"scales": {} if said is None else {self.want.name: said}}


class MarksPart(Part):
    template = "judges/wants/marks.html"
    want: Marks

    def fields(self) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        for n, label in enumerate(self.want.among):
            made[f"{self.prefix}{n}"] = forms.BooleanField(required=False, label=self.said(label))
            made[f"{self.prefix}{n}_note"] = forms.CharField(
                required=False,
                label=_("What is wrong? (optional)") if self.speeches else _("A note (optional)"),
                max_length=500,
                widget=widgets.Line(attrs={"dir": "auto", "autocomplete": "off"}),
            )
        return made

    def said(self, label: str) -> str:
        """What is marked, in words."""
        return named(self.want.name, label)

    @property
    def speeches(self) -> bool:
        """Whether it is speeches that are marked."""
        return bool(self.want.name == FLAGS)

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self.bound(n), self.bound(f"{n}_note")) for n in range(len(self.want.among))]

    @property
    def marked(self) -> list[tuple[str, BoundField, BoundField]]:
        """Each with its label."""
        return [(label, *row) for label, row in zip(self.want.among, self.rows, strict=True)]

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        marked = {
            label: cleaned.get(f"{self.prefix}{n}_note", "").strip()
            for n, label in enumerate(self.want.among)
            if cleaned.get(f"{self.prefix}{n}")
        }
        return {"marks": {self.want.name: marked}}
