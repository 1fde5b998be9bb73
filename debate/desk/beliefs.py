"""Judges' beliefs in the correct option, round after round, as a small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debate.core.plot import Line, even, line, placed


@dataclass(frozen=True)
class Drawing:
    """A line for each judge. `ticks` are the rounds with their places; `chance` is where all options are alike."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[int, str], ...]
    chance: str

    @property
    def words(self) -> str:
        """The same in words: “ann: 50 % after round 0, 66.7 % after round 1.”"""
        return " ".join(f"{one.name}: {_said(one)}." for one in self.lines)


def _said(one: Line) -> str:
    return ", ".join(f"{dot.percent:.3g} % after round {dot.round}" for dot in one.dots) or "nothing yet"


def drawing(judges: Sequence[tuple[str, Sequence[tuple[int, float | None]]]], options: int) -> Drawing | None:
    """For each judge (name, [(round, percent or None where missing)]); None where no two rounds were judged."""
    rounds = sorted({number for _, beliefs in judges for number, _ in beliefs})
    if len(rounds) < 2:
        return None
    ticks = tuple((number, placed(100 * place / (len(rounds) - 1))) for place, number in enumerate(rounds))
    lines = tuple(line(n, name, dict(beliefs), ticks) for n, (name, beliefs) in enumerate(judges))
    return Drawing(lines, ticks, even(options))
