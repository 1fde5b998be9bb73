"""A folder of the release, read: its rooms, and everything in it that can't be taken, by file and field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from debate.importers.nyu.forms import Form, RoomForm, RoomLine, Source
from debate.importers.nyu.odd import odd_parts
from debate.importers.nyu.room import Room
from debate.importers.nyu.story import Story, readable
from debate.importers.problems import Problem, problems_in, unstorable

LINES = "debates-metadata.jsonl"
ROOMS = Path("debates/official")

# What a summary counts, by the kind of pydantic's error.
MISSING, UNREADABLE, ODD, OTHER = "a missing file", "a file that isn't whole JSON", "an odd room", "a wrong field"
KINDS = {
    "probability_outside": "a probability outside [0, 1]",
    "probability_sum": "probabilities that don't add up to 1",
    "answer_index": "an answer index out of range",
}
# How JSON writes what no column takes: a NUL, or half of a surrogate pair.
_SUSPECT = re.compile(rb"\\u(0000|d[89a-f])", re.IGNORECASE)

F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Fault:
    """One thing that can't be taken. `room` = the room that is left out for it, "" where none is."""

    kind: str
    problem: Problem
    room: str = ""


@dataclass
class Release:
    """`rooms` in the order of their making."""

    rooms: list[Room] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def left_out(self) -> set[str]:
        """The names of the rooms that aren't taken."""
        return {fault.room for fault in self.faults if fault.room}


def read(folder: Path) -> Release:
    """Every room that is listed, or that has a file; what is wrong with one of them leaves the others."""
    reading = _Reading(folder)
    lines = reading.lines()
    files = {file.stem for file in (folder / ROOMS).glob("*.json")}
    for name in sorted(files | lines.keys()):
        reading.room(name, lines.get(name))
    reading.release.rooms.sort(key=lambda room: (room.created_at, room.name))
    reading.check_answers()
    return reading.release


class _Reading:
    def __init__(self, folder: Path) -> None:
        self.folder, self.release = folder, Release()
        # Rooms share their stories, each of which is made readable once.
        self.stories: dict[tuple[str, ...], Story] = {}
        self.listed = True

    def lines(self) -> dict[str, RoomLine]:
        """What the release says of each room, by name; the first of two lines counts."""
        found: dict[str, RoomLine] = {}
        content = self._content(Path(LINES))
        self.listed = content is not None
        for number, line in enumerate((content or b"").splitlines(), 1):
            if line.strip() and (read := self._form(RoomLine, line, LINES, number)):
                found.setdefault(read.name, read)
        return found

    def room(self, name: str, line: RoomLine | None) -> None:
        file = str(ROOMS / f"{name}.json")
        content = self._content(Path(file), room=name)
        form = None if content is None else self._form(RoomForm, content, file, room=name)
        if form is None:
            return
        if line is None and self.listed:
            words = f"{LINES} doesn't list it, so nobody knows whether the paper counted it."
            self.release.faults.append(Fault(ODD, Problem(file, words)))
        room = Room(name, form, line, self._story(form.setup.source_material))
        wrong = list(odd_parts(room))
        self._fault([Fault(ODD, Problem(file, words, field=at), name) for at, words in wrong])
        if not wrong:
            self.release.rooms.append(room)

    def check_answers(self) -> None:
        """Rooms on one question must agree on its answer; the one that was made first is believed."""
        first: dict[str, Room] = {}
        for room in list(self.release.rooms):
            known = first.setdefault(room.question_id, room)
            if known.pair[known.answer] != room.pair[room.answer]:
                words = f"is another than in {ROOMS / known.name}.json, which is on the same question."
                problem = Problem(str(ROOMS / f"{room.name}.json"), words, field="setup.correctAnswerIndex")
                self._fault([Fault(ODD, problem, room.name)])
                self.release.rooms.remove(room)

    def _story(self, source: Source) -> Story:
        key = source.story.article_id, source.story.title, *source.story.contents
        if key not in self.stories:
            self.stories[key] = readable(source)
        # The tokens are by far the most of a room, and now they are text.
        source.story.contents.clear()
        return self.stories[key]

    def _content(self, file: Path, room: str = "") -> bytes | None:
        try:
            return (self.folder / file).read_bytes()
        except FileNotFoundError:
            self._fault([Fault(MISSING, Problem(str(file), "is missing."), room)])
        except OSError as error:
            self._fault([Fault(UNREADABLE, Problem(str(file), f"can't be read: {error.strerror}."), room)])
        return None

    def _form(self, form: type[F], content: bytes, file: str, line: int | None = None, room: str = "") -> F | None:
        """The form that the text fills in; None where it can't."""
        try:
            values = json.loads(content)
        except (ValueError, RecursionError) as error:
            self._fault([Fault(UNREADABLE, Problem(file, f"isn't whole JSON: {_where(error)}.", line), room)])
            return None
        try:
            if _SUSPECT.search(content) and (found := list(unstorable(values))):
                self._fault([Fault(OTHER, Problem(file, words, line, at), room) for at, words in found])
                return None
            return form.model_validate(values)
        except ValidationError as error:
            self._fault(list(_faults(error, form, file, line, room)))
            return None

    def _fault(self, faults: list[Fault]) -> None:
        self.release.faults += faults


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, at character {error.pos + 1}"
    return "it isn't UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _faults(error: ValidationError, form: type[Form], file: str, line: int | None, room: str) -> Iterator[Fault]:
    kinds = [KINDS.get(found["type"], OTHER) for found in error.errors(include_url=False)]
    for kind, (at, words) in zip(kinds, problems_in(error, form), strict=True):
        yield Fault(kind, Problem(file, words, line, at), room)
