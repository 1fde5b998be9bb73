"""The form of an ask, made from its wants, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from debate.access import SeatPage
from debate.core.replies import check
from debate.core.types import Ask, Turn
from judges.parts import part_for


class AnswerForm(forms.Form):
    """A person's answer to an ask; `reply` is the core Turn that it makes, once it is valid.

    `drafted` is what an unsubmitted form begins with: a field that it leaves out was empty.
    """

    reply: Turn

    def __init__(
        self, page: SeatPage, data: Mapping[str, Any] | None = None, drafted: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, label_suffix="")
        assert page.ask is not None, "a form is made for an open ask"
        self.ask: Ask = page.ask
        self.parts = [part_for(want)(want, f"{want.kind}{n}_", page, self) for n, want in enumerate(self.ask.wants)]
        for part in self.parts:
            self.fields.update(part.fields())
        if drafted is not None:
            self.initial = {name: drafted.get(name, "") for name in self.fields}

    @property
    def sent(self) -> dict[str, str]:
        """What was filled in, as it came, by field; nothing that isn't a field's."""
        return {name: str(self.data[name]) for name in self.fields if name in self.data}

    def clean(self) -> dict[str, Any]:
        """Reads all parts, so that everything that is wrong is said at once, each where it is."""
        values: dict[str, Any] = {}
        for part in self.parts:
            if not part.problems:
                try:
                    values = _merged(values, part.read(self.cleaned_data))
                except forms.ValidationError as problem:
                    part.add(problem)
        self.reply = Turn(ask=self.ask, **values)
        if not self.errors and (left := check(self.ask, self.reply)):
            self.add_error(None, left)
        return self.cleaned_data


def _merged(values: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Several choices, scales ... of one ask go into one mapping."""
    merged = {
        name: {**values[name], **new} if isinstance(new, dict) and name in values else new for name, new in more.items()
    }
    return {**values, **merged}
