"""Question files: JSONL with one question a line, or CSV with the same names; passages in the lines or in a file.

What a line must be is its kind's to say: see `kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.core.exceptions import ValidationError as Invalid
from pydantic import ValidationError

from debate.importers import kinds
from debate.importers.forms import Form, PassageForm
from debate.importers.problems import BadFile, Problem, unstorable
from debate.importers.rows import Row, Source
from debate.models import Passage, QuestionSet
from debate.services.questions import (
    InUse,
    MixedKinds,
    NewPassage,
    NewQuestion,
    Summary,
    store_questions,
)

Read = TypeVar("Read", bound=Form)
Values = Mapping[str, Any]
USED = "differs from what a launched experiment has used. Give it another id, or import into another question set."
ONE_KIND = "A question set holds one kind: import the others into a set of their own."


def import_questions(
    set_name: str, file: str | Path | BinaryIO, passages: str | Path | BinaryIO | None = None, notes: str = ""
) -> Summary:
    """Read a question file into the set of that name, which is made if need be. Raises BadFile: nothing was stored.

    A file is a path, or an open binary file whose `name` ends in .csv if it is one. Importing the same file again does
    nothing; what has changed in it is updated, but not once a launched experiment has used it. All of a set's questions
    are of one kind.
    """
    return read_questions(set_name, file, passages).store(notes)


def read_questions(
    set_name: str,
    file: str | Path | BinaryIO,
    passages: str | Path | BinaryIO | None = None,
    most_rows: int | None = None,
) -> Reading:
    """What the files hold and everything that is wrong with them; nothing is stored. Raises BadFile without a file."""
    _check_name(set_name)
    reading = Reading(set_name)
    if passages is not None:
        reading.read_passages(Source(passages, most_rows))
    reading.read_questions(Source(file, most_rows))
    return reading


def _check_name(set_name: str) -> None:
    try:
        QuestionSet._meta.get_field("name").clean(set_name, None)
    except Invalid as problem:
        raise BadFile([Problem(f"The set's name “{set_name}”", " ".join(problem.messages))]) from problem


class Reading:
    """What has been read so far, where each thing stood, and everything that was wrong."""

    def __init__(self, set_name: str) -> None:
        self.set_name = set_name
        self.problems: list[Problem] = []
        self.passages: dict[str, NewPassage] = {}
        self.questions: dict[str, NewQuestion] = {}
        self.where: dict[tuple[str, str], tuple[str, int]] = {}

    def read_passages(self, source: Source) -> None:
        for line, form in self._forms(source, lambda _: PassageForm):
            if self._first("passage", form.id, source, line):
                self.passages[form.id] = _passage(form)
        self._expect_something(source, self.passages)

    def read_questions(self, source: Source) -> None:
        passages_read = not self.problems
        for line, form in self._forms(source, kinds.kind_of):
            if form.passage:
                self._take_in(form.passage, source, line)
            if self._first("question", form.id, source, line):
                self.questions[form.id] = form.new()
        self._expect_something(source, self.questions)
        if passages_read:
            self._expect_passages(source)

    def store(self, notes: str = "") -> Summary:
        """Take it in whole. Raises BadFile: nothing was stored."""
        if self.problems:
            raise BadFile(self.problems)
        try:
            return store_questions(self.set_name, self.passages.values(), tuple(self.questions.values()), notes)
        except InUse as refused:
            raise BadFile(self.refused(refused)) from refused
        except MixedKinds as mixed:
            raise BadFile(self.mixed(mixed)) from mixed

    def refused(self, in_use: InUse) -> Iterator[Problem]:
        for kind, ids in (("question", in_use.questions), ("passage", in_use.passages)):
            for name in ids:
                file, line = self.where[kind, name]
                yield Problem(file, f"the {kind} “{name}” {USED}", line)

    def mixed(self, mixed: MixedKinds) -> Iterator[Problem]:
        """The first line of each kind that does not belong."""
        for kind, name in mixed.others.items():
            file, line = self.where["question", name]
            rest = "what the set holds" if mixed.stored else f"line {self.where['question', mixed.first][1]}"
            yield Problem(file, f"is of kind “{kind}”, but {rest} is of kind “{mixed.kind}”. {ONE_KIND}", line)

    def _forms(self, source: Source, form_of: Callable[[Values], type[Read]]) -> Iterator[tuple[int, Read]]:
        """The rows that are as they should be; the others are noted."""
        for row in source.rows():
            if isinstance(row, Problem):
                self.problems.append(row)
            elif (read := self._form(row, source, form_of)) is not None:
                yield row.line, read

    def _form(self, row: Row, source: Source, form_of: Callable[[Values], type[Read]]) -> Read | None:
        if found := list(unstorable(row.values)):
            self._note(source, row.line, found)
            return None
        try:
            form = form_of(row.values)
        except kinds.NoKind as problem:
            self._note(source, row.line, [("", str(problem))])
            return None
        try:
            return form.model_validate(row.values)
        except ValidationError as error:
            self._note(source, row.line, kinds.wrong(error, form))
            return None

    def _note(self, source: Source, line: int, found: Iterable[tuple[str, str]]) -> None:
        self.problems += [Problem(source.name, words, line, field) for field, words in found]

    def _first(self, kind: str, name: str, source: Source, line: int) -> bool:
        """Whether this id is met for the first time; if not, that is noted."""
        if (before := self.where.get((kind, name))) is None:
            self.where[kind, name] = source.name, line
            return True
        self._note(
            source, line, [("id", f"“{name}” is the id of line {before[1]} of {before[0]} too; give it another.")]
        )
        return False

    def _take_in(self, form: PassageForm, source: Source, line: int) -> None:
        """A passage that stands in a question's line may stand in many, the same each time."""
        known = self.passages.setdefault(form.id, _passage(form))
        file, first = self.where.setdefault(("passage", form.id), (source.name, line))
        if known != _passage(form):
            words = f"“{form.id}” stands otherwise in line {first} of {file}; one passage, one text."
            self._note(source, line, [("passage", words)])

    def _expect_something(self, source: Source, found: object) -> None:
        if not found and not self.problems:
            self.problems.append(Problem(source.name, "is empty; it must have at least one line."))

    def _expect_passages(self, source: Source) -> None:
        known = self.passages.keys() | set(
            Passage.objects.filter(question_set__name=self.set_name).values_list("external_id", flat=True)
        )
        for question in self.questions.values():
            if question.passage_id is not None and question.passage_id not in known:
                _, line = self.where["question", question.id]
                words = f"there is no passage “{question.passage_id}”; give the file of passages that has it too."
                self._note(source, line, [("passage_id", words)])


def _passage(form: PassageForm) -> NewPassage:
    return NewPassage(id=form.id, title=form.title, text=form.text, source=form.source)
