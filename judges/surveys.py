"""The form of a pool's questions to its people, made from them; whatever is sent is checked here again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from judges.models import FormItem

Kind = FormItem.Kind
# An answer in words, where its question says nothing else.
LONGEST = 5_000


class SurveyForm(forms.Form):
    """One field for each item; `before` are answers that were given earlier, by item.

    `all_needed`: whoever leaves one out can't know the rest, whatever the item says.
    """

    def __init__(
        self,
        items: Iterable[FormItem],
        data: Mapping[str, Any] | None = None,
        before: Mapping[int, str] | None = None,
        *,
        all_needed: bool = False,
    ) -> None:
        super().__init__(data, label_suffix="")
        self.items = list(items)
        for item in self.items:
            self.fields[name_of(item.pk)] = field_of(item)
            if all_needed:
                self.fields[name_of(item.pk)].required = True
            if before and item.pk in before:
                self.initial[name_of(item.pk)] = before[item.pk]

    @property
    def answers(self) -> dict[FormItem, str]:
        """What was answered, as it is stored: a point or an option in its own words; "" = left out."""
        return {item: _stored(self.cleaned_data[name_of(item.pk)]) for item in self.items}

    def mark(self, found: Mapping[FormItem, bool]) -> None:
        """Say at each field that was answered wrongly that it was, for the template."""
        for item, right in found.items():
            self.fields[name_of(item.pk)].wrong = not right  # type: ignore[attr-defined]


def name_of(pk: int) -> str:
    return f"item{pk}"


def field_of(item: FormItem) -> forms.Field:
    """The field that asks an item; `item` on it is for the template."""
    field = _FIELDS[Kind(item.kind)](item)
    field.item = item  # type: ignore[attr-defined]
    return field


def values_of(item: FormItem) -> list[str]:
    """What choosing each option stores: its words; its number from 1, where not every option has words of its own."""
    if all(item.options) and len(set(item.options)) == len(item.options):
        return list(item.options)
    return [str(number) for number in range(1, len(item.options) + 1)]


def _common(item: FormItem, messages: Mapping[str, str]) -> dict[str, Any]:
    needed = {"required": _("This question needs an answer.")}
    messages = {**needed, **messages}
    return {"label": item.words, "help_text": item.help, "required": item.required, "error_messages": messages}


def _choice(item: FormItem) -> forms.Field:
    choices = [(value, option or value) for value, option in zip(values_of(item), item.options, strict=True)]
    messages = {"invalid_choice": _("Choose one of the answers that are shown.")}
    return forms.ChoiceField(**_common(item, messages), choices=choices, widget=forms.RadioSelect)


def _number(item: FormItem) -> forms.Field:
    messages = {
        "invalid": _("Write a number, in digits."),
        "min_value": _("Write a number of at least %(least)s.") % {"least": _plain(item.least)},
        "max_value": _("Write a number of at most %(most)s.") % {"most": _plain(item.most)},
    }
    field = forms.FloatField(**_common(item, messages), min_value=item.least, max_value=item.most)
    field.widget.attrs |= {"step": "any", "inputmode": "decimal"}
    return field


def _text(item: FormItem) -> forms.Field:
    most = int(item.most) if item.most is not None else LONGEST
    least = int(item.least) if item.least is not None else None
    widget = forms.Textarea(attrs={"rows": 2 if most <= 200 else 5, "dir": "auto"})
    messages = {
        "min_length": _("Write at least %(least)s characters.") % {"least": least},
        "max_length": _("Write at most %(most)s characters.") % {"most": most},
    }
    return forms.CharField(**_common(item, messages), min_length=least, max_length=most, widget=widget)


_FIELDS = {Kind.LIKERT: _choice, Kind.CHOICE: _choice, Kind.NUMBER: _number, Kind.TEXT: _text}


def _stored(value: Any) -> str:
    return _plain(value) if isinstance(value, float) else str("" if value is None else value)


def _plain(number: float | None) -> str:
    """Without a fraction that says nothing."""
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else repr(number)
