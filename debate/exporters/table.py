"""Flat tables: columns by name, as CSV that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db.models import Max

from debate.core.types import WHOLE
from debate.exporters.sql_table import Row
from debate.models import Experiment, Question

Cell = str | int | float | datetime | None
R = TypeVar("R")
Columns = Mapping[str, Callable[[R], Cell]]

# A cell that begins so can be run as a formula (OWASP, "CSV Injection"); the wide forms too, in East Asian settings.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(columns: Columns[R], rows: Iterable[R]) -> Iterator[str]:
    """Line by line, the header first."""
    yield _line(columns)
    for row in rows:
        yield _line(value(row) for value in columns.values())


def _line(cells: Iterable[Cell]) -> str:
    # Every text is quoted: where ; parts cells, an unquoted one could begin a formula in its middle.
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerow([_cell(cell) for cell in cells])
    return written.getvalue()


def _cell(value: Cell) -> str | int | float | None:
    """Numbers stay numbers (a negative one is no formula), yes and no are 1 and 0, times are ISO 8601."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """The text, behind a ' where a spreadsheet could take it for a formula; spaces in front don't hide one."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def of_options(experiment: Experiment) -> Columns[Row]:
    """p_0, p_1 ...: what a belief gives to each option, as many as the experiment's questions have at most."""
    asked = Question.objects.filter(debates__experiment=experiment)
    most: int | None = asked.aggregate(most=Max("options__len"))["most"]
    return {f"p_{option}": partial(_probability, option=option) for option in range(most or 0)}


def _probability(row: Row, option: int) -> float | None:
    """From 0 to 1; None where the belief says nothing of the option."""
    if not row.belief or not row.over or option not in row.over:
        return None
    return float(row.belief[row.over.index(option)] / WHOLE)
