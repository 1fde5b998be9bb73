"""What is wrong with a file: where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from inspect import isclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

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
        super().__init__(self.words)

    @property
    def words(self) -> str:
        """One line a problem, the first of them only where there are many."""
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if more := len(self.problems) - SHOWN:
            lines += [f"... and {more} more."] if more > 0 else []
        return "\n".join(lines)


def read[Form: BaseModel](form: type[Form], values: Any) -> Form: ...
