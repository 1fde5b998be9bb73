"""What is wrong with a file: where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from inspect import isclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; lines count from 1, `field` is a path such as options[1]."""

    file: str
    words: str
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        return f"{', '.join(part for part in (self.file, line, self.field) if part)}: {self.words}"


class BadFile(Exception):
    """A file that can't be taken in, with everything that is wrong with it; nothing of it was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - SHOWN
        lines = [*map(str, self.problems[:SHOWN]), *([f"... and {more} more."] if more > 0 else [])]
        super().__init__("\n".join(lines))


def problems_in(error: ValidationError, form: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it) for each finding of pydantic's, in words for whoever wrote the file."""
    for found in error.errors(include_url=False):
        yield path(found["loc"]), _words(found, form)


def path(parts: Iterable[int | str]) -> str:
    """("arguments", 0, "text") -> arguments[0].text"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def unstorable(values: Any, at: tuple[int | str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(field, why) for each text that no database column takes: one with a NUL, or with half of a surrogate pair."""
    if isinstance(values, str):
        if "\x00" in values:
            yield path(at), "holds a NUL character; take it out."
        if any("\ud800" <= c <= "\udfff" for c in values):
            yield path(at), "holds half of a surrogate pair (\\ud800 to \\udfff), which is no character; take it out."
    elif isinstance(values, Mapping):
        for name, value in values.items():
            yield from unstorable(name, (*at, ascii(name)[1:-1]))
            yield from unstorable(value, (*at, ascii(name)[1:-1]))
    elif isinstance(values, list):
        for n, value in enumerate(values):
            yield from unstorable(value, (*at, n))


def _words(found: ErrorDetails, form: type[BaseModel]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "extra_forbidden":
        return f"isn't known here; there are: {', '.join(_fields(form, found['loc'][:-1]))}."
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return "is missing."
    if kind in ("too_short", "too_long"):
        bound = f"at least {context.get('min_length')}" if kind == "too_short" else f"at most {context['max_length']}"
        return f"must have {bound} entries, not {context['actual_length']}."
    for start, wanted in _WANTED.items():
        if kind.startswith(start):
            return f"must be {wanted}, not {_shown(found['input'])}."
    return f"{found['msg'][:1].lower()}{found['msg'][1:]}; it is {_shown(found['input'])}."


_WANTED = {
    "string_type": "text",
    "int_": "a whole number",
    "float_": "a number",
    "bool_": "true or false",
    "list_type": "a list",
    "dict_type": "a table of names and values",
    "model_type": "a table of names and values",
    "model_attributes_type": "a table of names and values",
}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(form: type[BaseModel], at: Iterable[int | str]) -> list[str]:
    """The fields of the form that stands at this place inside another."""
    for name in at:
        if isinstance(name, str) and name in form.model_fields:
            form = _form_in(form.model_fields[name].annotation) or form
    return list(form.model_fields)


def _form_in(annotation: Any) -> type[BaseModel] | None:
    if isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation
    return next((form for part in get_args(annotation) if (form := _form_in(part))), None)
