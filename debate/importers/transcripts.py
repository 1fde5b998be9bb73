"""Exported debates, read back: `moot export --format jsonl` and its counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError as Invalid
from django.db import transaction
from pydantic import ValidationError

from debate.core.parameters import BadParameters
from debate.importers.problems import BadFile, Problem, problems_in, unstorable
from debate.importers.rows import Row, Source
from debate.models import Experiment
from debate.protocols import create
from debate.records import ArmRecord, DebateRecord, ExperimentRecord
from debate.services.experiments import BadState
from debate.services.purposes import Unfit, use_as
from debate.services.restore import NameTaken, restore


def import_experiment(file: str | Path | BinaryIO, name: str | None = None, purpose: str | None = None) -> Experiment:
    """The experiment of an exported file, under its own name or another. Raises BadFile: nothing was stored.

    With a `purpose` its debates are for practice, or attention checks, whatever they were for.

    The file is read twice: once to see that all of it is right, then debate by debate, so that it may be large.
    """
    source = Source(file)
    check = _Check(source.name)
    for row in source.rows():
        check.line(row)
    header = check.header
    if check.problems or header is None:
        raise BadFile(check.problems or [Problem(source.name, "is empty; it must have one line a debate.")])
    if lost := [arm for arm in header.arms if arm not in check.arms]:
        raise BadFile([Problem(source.name, f"has no debate of the arms {', '.join(lost)}; lines are missing.")])
    name = name or header.name
    check_name(source.name, name)
    try:
        with transaction.atomic():
            made = restore(name, header, [check.arms[arm] for arm in header.arms], _debates(source))
            if use := purpose or (header.purpose if header.purpose != "study" else None):
                use_as(made, use)
            return made
    except (BadState, Unfit) as problem:
        raise BadFile([Problem(source.name, str(problem))]) from None
    except NameTaken:
        words = f"there is an experiment “{name}” already. Import it under another name: --as NAME."
        raise BadFile([Problem(source.name, words)]) from None


def _debates(source: Source) -> Iterator[DebateRecord]:
    for row in source.rows():
        assert isinstance(row, Row), "the file was read before"
        yield DebateRecord.model_validate(row.values)


def check_name(file: str, name: str) -> None:
    try:
        Experiment._meta.get_field("name").clean(name, None)
    except Invalid as problem:
        raise BadFile([Problem(file, f"“{name}” can't be its name: {' '.join(problem.messages)}")]) from problem


class _Check:
    """Reads line after line, and keeps what all of them share and everything that is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.header: ExperimentRecord | None = None
        self.arms: dict[str, ArmRecord] = {}
        self.ids: dict[str, int] = {}
        self.passages: set[str] = set()

    def line(self, row: Row | Problem) -> None:
        if isinstance(row, Problem):
            self.problems.append(row)
            return
        if found := list(unstorable(row.values)):
            self.problems += [Problem(self.file, words, row.line, field) for field, words in found]
            return
        try:
            record = DebateRecord.model_validate(row.values)
        except ValidationError as error:
            found = list(problems_in(error, DebateRecord))
            self.problems += [Problem(self.file, words, row.line, field) for field, words in found]
            return
        self.problems += [Problem(self.file, words, row.line, field) for field, words in self._wrong(record, row.line)]

    def _wrong(self, record: DebateRecord, line: int) -> Iterator[tuple[str, str]]:
        """What no form can say of one line: how it stands to the others, and its parts to each other."""
        self.header = self.header or record.experiment
        if record.experiment != self.header:
            yield "experiment", "is another than in the first line; a file holds one experiment."
        if (first := self.ids.setdefault(record.id, line)) != line:
            yield "id", f"“{record.id}” is the debate of line {first} too."
        yield from self._wrong_arm(record)
        yield from self._wrong_passage(record)
        yield from _wrong_seats(record)

    def _wrong_arm(self, record: DebateRecord) -> Iterator[tuple[str, str]]:
        arm = record.arm
        if arm.name not in record.experiment.arms:
            yield "arm.name", f"“{arm.name}” isn't among the experiment's arms."
        elif arm.name in self.arms:
            if arm != self.arms[arm.name]:
                yield "arm", f"“{arm.name}” is otherwise than in an earlier line."
        else:
            self.arms[arm.name] = arm
            try:
                create(arm.protocol, arm.params)
            except BadParameters as problem:
                yield "arm", str(problem)

    def _wrong_passage(self, record: DebateRecord) -> Iterator[tuple[str, str]]:
        passage = record.question.passage
        if passage and passage.text is None and passage.id not in self.passages:
            yield "question.passage.text", "is missing, though no earlier line has it."
        self.passages |= {passage.id} if passage else set()


def _wrong_seats(record: DebateRecord) -> Iterator[tuple[str, str]]:
    seats = {(seat.role, seat.reader) for seat in record.seats}
    readers = {reader for _, reader in seats if reader}
    for n, turn in enumerate(record.turns):
        if (turn.role, turn.reader) not in seats:
            yield f"turns[{n}]", f"there is no seat “{turn.role}” with reader {turn.reader}."
    for n, judgement in enumerate(record.judgements):
        if any(reading.reader not in readers for reading in judgement.readings):
            yield f"judgements[{n}].readings", "names a reader that has no seat."
