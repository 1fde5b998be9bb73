"""Marks that stand at the lines of an answer: a critic's own, and those at critics' critiques."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from judges.parts.picks import MarksPart


class LinesPart(MarksPart):
    """The answer itself, each of its lines with a box to mark it and a note."""

    template = "judges/wants/lines.html"

    @property
    def lines(self) -> list[tuple[str, str, BoundField, BoundField]]:
        """Number, text, box and note of each."""
        texts = self.page.candidate or ("",) * len(self.want.among)
        return [(label, text, box, note) for text, (label, box, note) in zip(texts, self.marked, strict=True)]

    @property
    def code(self) -> bool:
        return bool(self.page.drawing.get("code"))


class CritiquesPart(MarksPart):
    """Critiques by their number, their line and what they say, as the page's drawing has them."""

    template = "judges/wants/critiques.html"

    def said(self, label: str) -> str:
        return ": ".join(filter(None, (self.name(label), self._words.get(label))))

    def name(self, label: str) -> str:
        """“Critique 3, line 2”"""
        line = self._line(label)
        return (
            _("Critique %(number)s, line %(line)s") % {"number": label, "line": line} if line else super().said(label)
        )

    @property
    def critiques(self) -> list[tuple[str, str, str, BoundField, BoundField]]:
        """Number, name and words of each, its box and its note."""
        return [(label, self.name(label), self._words.get(label, ""), box, note) for label, box, note in self.marked]

    @property
    def _words(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.page.drawing.get("called", {}).get(self.want.name, {})
        return found

    def _line(self, label: str) -> int | None:
        lines: tuple[Mapping[str, Any], ...] = self.page.drawing.get("lines", ())
        numbers = {str(remark["number"]): remark["line"] for line in lines for remark in line["remarks"]}
        return numbers.get(label)
