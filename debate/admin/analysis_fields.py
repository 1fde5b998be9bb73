"""Form fields for the parts of an analysis plan that are written as lines."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from django import forms
from unfold import widgets

from judges.stats.analysis_plan import Comparison, against


class ComparisonsField(forms.CharField):
    """Lines such as “debate against blind”."""

    widget = widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(map(against, value or ()))

    def to_python(self, value: Any) -> Any:
        return tuple(_comparison(line) for line in _lines(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial or (), data)


class FiltersField(forms.CharField):
    """Lines such as “question.disputed = true”: a value of a dimension each; several of one stand for any of them."""

    widget = widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name} = {one}".rstrip() for name, values in value.items() for one in values)

    def to_python(self, value: Any) -> Any:
        found: dict[str, tuple[str, ...]] = {}
        for line in _lines(value):
            name, equals, one = (part.strip() for part in line.partition("="))
            if not (name and equals):
                raise forms.ValidationError(f"“{line}” isn’t a dimension and its value, as “question.disputed = true”.")
            found[name] = (*found.get(name, ()), one)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial or {}, data)


class LooksField(forms.CharField):
    """Shares in percent, such as “50, 100”."""

    widget = widgets.UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(map(_percent, value or ()))

    def to_python(self, value: Any) -> Any:
        try:
            looks = tuple(float(Decimal(part) / 100) for part in re.split(r"[\s,;%]+", str(value or "")) if part)
        except InvalidOperation:
            looks = (float("nan"),)
        if not all(map(isfinite, looks)):
            raise forms.ValidationError(f"“{value}” isn’t a list of percentages, such as “50, 100”.")
        return looks

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial or (), data)


def _percent(share: float) -> str:
    """In as many digits as bring back the same share."""
    return f"{(100 * Decimal(repr(share))).normalize():f}"


def _has_changed(field: forms.Field, initial: Any, data: Any) -> bool:
    try:
        return bool(field.to_python(data) != initial)
    except forms.ValidationError:
        return True


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _comparison(line: str) -> Comparison:
    first, between, second = (part.strip() for part in line.partition(" against "))
    if not (first and between and second):
        raise forms.ValidationError(f"“{line}” isn’t two arms, such as “debate against blind”.")
    return first, second
