"""What is said in words of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debate.core import limits
from debate.core.quotes import strip_forged
from debate.core.types import Choice, Items, Speech
from judges.parts import widgets
from judges.parts.part import Part


class SpeechPart(Part):
    template = "judges/wants/speech.html"
    want: Speech

    @property
    def optional(self) -> bool:
        return len(self.form.ask.wants) > 1  # type: ignore[attr-defined]  # an AnswerForm

    @property
    def help(self) -> str:
        wants = self.form.ask.wants  # type: ignore[attr-defined]  # an AnswerForm
        if any(isinstance(want, Choice) and "challenge" in want.among for want in wants):
            return _("The prover reads it. If you challenge, say what is wrong with the step: that is what it answers.")
        if self.want.name != "question":
            return ""
        if any(isinstance(want, Choice) and want.name == "next" for want in wants):
            return _("They answer it in the next round, if you hear one more. It is not asked if you end it here.")
        return _("They answer it in the next round.")

    def fields(self) -> dict[str, forms.Field]:
        # No maxlength: a browser would cut off what is pasted without a word.
        attrs = {"rows": 4, "dir": "auto", "data-words": self.want.words or ""}
        return {self.prefix: forms.CharField(required=False, label=self.title, widget=widgets.Text(attrs=attrs))}

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        text = strip_forged(str(cleaned.get(self.prefix) or "")).strip()
        if not limits.fits(text, self.want):
            raise forms.ValidationError(self._too_long(text))
        return {"text": text}

    def _too_long(self, text: str) -> str:
        said, quoted = limits.count(text), limits.quoted(text)
        if self.want.words and said > self.want.words:
            problem = ngettext(
                "“%(title)s” has %(said)s word; at most %(most)s are possible.",
                "“%(title)s” has %(said)s words; at most %(most)s are possible.",
                said,
            )
            return problem % {"title": self.title, "said": said, "most": self.want.words}
        problem = ngettext(
            "“%(title)s” quotes %(said)s word; at most %(most)s are possible.",
            "“%(title)s” quotes %(said)s words; at most %(most)s are possible.",
            quoted,
        )
        return problem % {"title": self.title, "said": quoted, "most": self.want.quoted}


class ItemsPart(Part):
    template = "judges/wants/items.html"
    want: Items

    def fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.prefix}{n}": forms.CharField(
                required=False,
                label=f"{self.title} {n + 1}",
                max_length=1000,
                widget=widgets.Line(attrs={"dir": "auto"}),
            )
            for n in range(self.want.most)
        }

    @property
    def rows(self) -> list[BoundField]:
        return [self.bound(n) for n in range(self.want.most)]

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        said = (cleaned.get(f"{self.prefix}{n}", "").strip() for n in range(self.want.most))
        return {"items": {self.want.name: tuple(text for text in said if text)}}
