"""What an import of questions would do, without doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from debate.importers.problems import BadFile, Problem
from debate.importers.questions import read_questions
from debate.services.questions import NewPassage, NewQuestion, Summary


@dataclass(frozen=True)
class Preview:
    """The questions and passages as they would be stored, `summary` of what that would do; or all that is wrong."""

    questions: tuple[NewQuestion, ...] = ()
    passages: Mapping[str, NewPassage] = field(default_factory=dict)
    summary: Summary | None = None
    problems: tuple[Problem, ...] = ()


def preview_questions(
    set_name: str,
    file: str | Path | BinaryIO,
    passages: str | Path | BinaryIO | None = None,
    most_rows: int | None = None,
) -> Preview:
    """Read and store in a transaction that is taken back, so that what is refused here is what would be refused."""
    try:
        reading = read_questions(set_name, file, passages, most_rows)
        with transaction.atomic():
            summary = reading.store()
            transaction.set_rollback(True)
    except BadFile as refused:
        return Preview(problems=tuple(sorted(refused.problems, key=lambda problem: (problem.file, problem.line or 0))))
    return Preview(tuple(reading.questions.values()), reading.passages, summary)
