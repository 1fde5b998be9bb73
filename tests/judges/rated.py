"""Ratings as a study leaves them, for figures to be made of."""

from __future__ import annotations

from judges.stats import Cell, Half


def cells(right: int, n: int, *, arm: str = "debate", judge: str = "model", half: Half = "") -> list[Cell]:
    """`n` ratings, one a question, the first `right` of them right."""
    return [Cell(arm=arm, judge=judge, question=f"q{q}", half=half, right=int(q < right)) for q in range(n)]


def nyu_consultancy() -> list[Cell]:
    return cells(42, 48, arm="consultancy", half="honest") + cells(29, 48, arm="consultancy", half="dishonest")
