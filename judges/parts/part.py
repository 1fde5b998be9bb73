"""One want of an ask as a part of a form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from debate.access import SeatPage
from judges.parts.labels import TITLES


@dataclass
class Part(ABC):
    """One want in a form. `prefix` is unique in the form, `page` gives the order and the letters of the options."""

    want: Any
    prefix: str
    page: SeatPage
    form: forms.Form

    template: ClassVar[str]

    @property
    def title(self) -> str:
        name: str = self.want.name
        return str(TITLES.get(name, name.replace("_", " ").capitalize()))

    @property
    def help(self) -> str:
        """What one should know before one fills it in; "" = nothing."""
        return ""

    @abstractmethod
    def fields(self) -> dict[str, forms.Field]:
        """The form fields, by name."""

    @abstractmethod
    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """This want's values of a core Turn. Raises ValidationError."""

    def bound(self, suffix: object = "") -> BoundField:
        return self.form[f"{self.prefix}{suffix}"]

    @property
    def field(self) -> BoundField:
        return self.bound()

    @property
    def problems(self) -> list[str]:
        """What is wrong with this part, in sentences."""
        mine = [name for name in self.form.fields if name.startswith(self.prefix)]
        return [str(problem) for name in mine for problem in self.form.errors.get(name, [])]

    @property
    def problem_id(self) -> str:
        """Where Django's fields say that their description is."""
        wrong = next(name for name in self.form.fields if name.startswith(self.prefix) and name in self.form.errors)
        return f"{self.form[wrong].auto_id}_error"

    def add(self, problem: forms.ValidationError) -> None:
        first = next(name for name in self.form.fields if name.startswith(self.prefix))
        self.form.add_error(first, problem)
