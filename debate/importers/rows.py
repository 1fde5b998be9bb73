"""JSONL and CSV files as rows of values, each with its line; what can't be read is passed over, as a problem."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from debate.importers.problems import BadFile, Problem

# Cells of a CSV that hold JSON; every other cell is text. An empty cell is a field that isn't there.
JSON_CELLS = {"options", "answer", "pair", "tags", "arguments", "passage", "texts", "better", "correct", "flaw"}
# Lists that may also stand in columns of their own, numbered from 0.
NUMBERED = {"option_": "options", "text_": "texts"}
# What spreadsheets make of true and false.
SHOUTED = {"TRUE": "true", "FALSE": "false"}
BOM = b"\xef\xbb\xbf"

csv.field_size_limit(50_000_000)


@dataclass(frozen=True)
class Row:
    """A line's values by name; of a CSV row over several lines, the first."""

    line: int
    values: dict[str, Any]


class Source:
    """A file to read from: a path, or an open binary file (an upload) that has a name; of at most `most` rows."""

    def __init__(self, file: str | Path | BinaryIO, most: int | None = None) -> None:
        self.file, self.most = file, most
        self.name = Path(str(file if isinstance(file, str | Path) else getattr(file, "name", "file"))).name

    def rows(self) -> Iterator[Row | Problem]:
        """Each row, or what is wrong with it. Raises BadFile where there is no file to read."""
        read = csv_rows if self.name.lower().endswith(".csv") else json_rows
        for number, row in enumerate(read(self.lines(), self.name)):
            if number == self.most:
                words = (
                    f"is beyond the {self.most:,} rows that a file can have; split it, and add its parts one by one."
                )
                yield Problem(self.name, words, row.line)
                return
            yield row

    def lines(self) -> Iterator[bytes]:
        if not isinstance(self.file, str | Path):
            self.file.seek(0)
            yield from _without_bom(self.file)
            return
        try:
            with open(self.file, "rb") as opened:
                yield from _without_bom(opened)
        except OSError as error:
            raise BadFile([Problem(str(self.file), f"can't be read: {error.strerror}.")]) from error


def _without_bom(lines: Iterable[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        yield line.removeprefix(BOM) if number == 0 else line


def json_rows(lines: Iterable[bytes], file: str) -> Iterator[Row | Problem]:
    """One JSON object a line; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        except (ValueError, RecursionError) as problem:
            yield Problem(file, _why(problem), number)
            continue
        if isinstance(values, dict):
            yield Row(number, values)
        else:
            yield Problem(file, "must be one JSON object: {...}.", number)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON itself would silently take the last of two."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands there twice; keep one.")
    return values


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value; write null or leave it out.")


def _why(problem: Exception) -> str:
    if isinstance(problem, UnicodeDecodeError):
        return f"isn't UTF-8 (byte {problem.start + 1} of the line); save the file as UTF-8."
    if isinstance(problem, json.JSONDecodeError):
        return f"isn't JSON: {problem.msg}, at character {problem.pos + 1}. Each line must be one JSON object."
    if isinstance(problem, RecursionError):
        return "is nested too deeply."
    return str(problem)


def csv_rows(lines: Iterable[bytes], file: str) -> Iterator[Row | Problem]:
    """The same fields under a header; options as a JSON list, or in columns option_0, option_1 ..., texts likewise."""
    reader = csv.reader(_text(lines), strict=True)
    header: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except (ValueError, csv.Error) as problem:
            # After a broken line, quoting can't be followed any more.
            yield Problem(file, _why(problem), max(line, reader.line_num))
            return
        if cells is None:
            return
        if not header:
            header = [name.strip() for name in cells]
        elif any(cells):
            yield from _csv_row(header, cells, file, line)


def _text(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        yield line.decode()


def _csv_row(header: list[str], cells: list[str], file: str, line: int) -> Iterator[Row | Problem]:
    if len(cells) != len(header):
        yield Problem(file, f"has {len(cells)} cells, but the header names {len(header)}.", line)
        return
    filled = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
    try:
        yield Row(line, {**_values(filled), **_lists(filled)})
    except ValueError as problem:
        yield Problem(file, str(problem), line)


def _values(filled: dict[str, str]) -> dict[str, Any]:
    return {name: _cell(name, cell) for name, cell in filled.items() if not any(_is(name, of) for of in NUMBERED)}


def _cell(name: str, cell: str) -> Any:
    if name not in JSON_CELLS:
        return cell
    try:
        return json.loads(SHOUTED.get(cell, cell), object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        raise ValueError(f"{name} must hold JSON: {problem.msg}, at character {problem.pos + 1}.") from problem


def _lists(filled: dict[str, str]) -> dict[str, list[str]]:
    """Options or texts in columns of their own; a gap would shift the answer's index."""
    lists = {}
    for column, name in NUMBERED.items():
        cells = {int(at.removeprefix(column)): cell for at, cell in filled.items() if _is(at, column)}
        if sorted(cells) != list(range(len(cells))):
            raise ValueError(f"{name} fill the columns {column}0, {column}1 ... without a gap; one of them is empty.")
        if cells:
            lists[name] = [cells[n] for n in range(len(cells))]
    return lists


def _is(name: str, column: str) -> bool:
    """Whether it is one of the numbered columns of that name."""
    return name.startswith(column) and name.removeprefix(column).isdecimal()
