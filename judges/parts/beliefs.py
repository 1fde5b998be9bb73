"""How likely each label is: in shares, or as a strength of preference."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from debate.core.prompts import LETTERS
from debate.core.reading import ordered
from debate.core.statements import stepped
from debate.core.types import WHOLE, Belief
from judges.parts import widgets
from judges.parts.part import Part


class BeliefPart(Part):
    """A share in percent for each label, in the order of display; one that is left out is what the others leave."""

    template = "judges/wants/belief.html"
    want: Belief

    @property
    def title(self) -> str:
        if self.page.drawing.get("supports"):
            return _("Which answer does this reasoning support, and how surely?")
        if self.page.drawing.get("rates"):
            return _("How likely is it that this claim is right?")
        if self.page.candidate:
            return _("How likely is it that this answer is right?")
        return _("How likely is each answer to be correct?")

    @property
    def order(self) -> tuple[int, ...]:
        return ordered(self.want.over, self.page.display)

    def fields(self) -> dict[str, forms.Field]:
        before = self.page.before or (None,) * len(self.order)
        return {
            f"{self.prefix}{place}": forms.DecimalField(
                label=self.want.over[option],
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=None if before[place] is None else f"{before[place]:g}",
                widget=widgets.Number(attrs={"step": "any", "inputmode": "decimal", "autocomplete": "off"}),
            )
            for place, option in enumerate(self.order)
        }

    @property
    def rows(self) -> list[tuple[int, str, BoundField]]:
        """Place, letter and field of each label."""
        return [(place, LETTERS[place], self.bound(place)) for place in range(len(self.order))]

    @property
    def others(self) -> int:
        """How many labels share what one doesn't get."""
        return len(self.order) - 1

    @property
    def before(self) -> list[tuple[str, float]]:
        """What was said last: each letter with its share in percent."""
        return list(zip(LETTERS, self.page.before, strict=False))

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        said: list[Decimal | None] = [cleaned.get(f"{self.prefix}{place}") for place in range(len(self.order))]
        if said.count(None) == 1:
            said[said.index(None)] = Decimal(100) - sum(share for share in said if share is not None)
        shares = [int(share * 100) for share in said if share is not None]
        if len(shares) < len(said):
            raise forms.ValidationError(_("Say how likely each answer is, in percent."))
        if sum(shares) != WHOLE or min(shares) < 0:
            together = _("Together they make %(sum)s %%. They must make 100 %%.")
            raise forms.ValidationError(together % {"sum": f"{sum(shares) / 100:g}"})
        return {"belief": tuple(shares[self.order.index(option)] for option in range(len(shares)))}


class StrengthPart(Part):
    """A belief said as a strength of preference: step 1 is all for what is shown first, the last for the other."""

    template = "judges/wants/strength.html"
    want: Belief

    @property
    def title(self) -> str:
        return _("Which is better, and how clearly?")

    @property
    def order(self) -> tuple[int, ...]:
        return ordered(self.want.over, self.page.display)

    @property
    def ends(self) -> tuple[str, str]:
        """The letters of what stands at the two ends."""
        return LETTERS[0], LETTERS[1]

    def fields(self) -> dict[str, forms.Field]:
        steps = [(n, str(n)) for n in range(1, (self.want.steps or 2) + 1)]
        return {
            self.prefix: forms.TypedChoiceField(label=self.title, choices=steps, coerce=int, widget=forms.RadioSelect)
        }

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        shares = stepped(cleaned[self.prefix], self.want.steps or 2)
        return {"belief": tuple(shares[self.order.index(option)] for option in range(len(shares)))}
