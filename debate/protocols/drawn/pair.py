"""Two answers side by side, to be compared, by a principle where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from debate.core.drawing import Drawing


@dataclass(frozen=True, kw_only=True)
class PairDrawing(Drawing):
    """The page has the two in the order of display. `code`: at least one of them is a program."""

    shows_matter = True

    code: bool
    principle: str = ""
