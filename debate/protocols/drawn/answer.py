"""An answer by its numbered lines, each with what critics hold against it."""

from __future__ import annotations

from dataclasses import dataclass

from debate.core.code import is_code
from debate.core.drawing import Called, Drawing, Said
from debate.core.types import Question


@dataclass(frozen=True)
class Remark:
    """A critique at its line, without words where its critic gave none.

    For a researcher also `helpful`, how the selector scored it (0 to 10; None = not known), and whether judges saw it.
    """

    number: int
    line: int
    claim: Said | None
    helpful: int | None = None
    shown: bool = True


@dataclass(frozen=True)
class Line:
    """A line of the answer, from 1; `flaw` = it is where the answer is known to go wrong."""

    number: int
    text: str
    flaw: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerDrawing(Drawing):
    """`code`: it is a program's. `remarks` = how many critiques it stands with; None = before there is any to be shown.

    `marking` = its lines stand in the form itself, to be marked there. For a researcher `whole`, with all there is.
    """

    shows_matter = True

    lines: tuple[Line, ...]
    code: bool
    remarks: int | None = None
    marking: bool = False
    whole: bool = False


def answer(
    question: Question, remarks: tuple[Remark, ...] | None = None, marking: bool = False, whole: bool = False
) -> AnswerDrawing:
    """The answer with these critiques; the flaw is told where `whole` says that it is for a researcher."""
    said = remarks or ()
    lines = tuple(
        Line(n, text, whole and n == question.flaw, tuple(one for one in said if one.line == n))
        for n, text in enumerate(question.lines, 1)
    )
    called = tuple(Called("convinced_by", str(one.number), one.claim) for one in said if one.claim)
    return AnswerDrawing(
        lines=lines,
        code=is_code([question.candidate]),
        remarks=None if remarks is None else len(remarks),
        marking=marking,
        whole=whole,
        called=called,
    )
