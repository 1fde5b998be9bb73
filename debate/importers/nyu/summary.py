"""What came in of a release, and what didn't, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from debate.importers.nyu.debates import IN_PAPER
from debate.importers.nyu.release import Release
from debate.importers.problems import SHOWN
from debate.records import DebateRecord


@dataclass(frozen=True)
class ArmCount:
    """`debates` = all of the arm that came in; of these, `in_paper` were counted there, `unfinished` never ended."""

    debates: int
    in_paper: int
    unfinished: int


@dataclass(frozen=True)
class Summary:
    """`left_out` = how many rooms; `wrong` = how much is wrong, by kind; `problems` = all of it by file and field.

    `changed_hands` = rooms in which a seat passed from one person to another; `cut_quotes` went past their story's end.
    """

    experiment: str
    arms: dict[str, ArmCount]
    left_out: int
    wrong: dict[str, int]
    changed_hands: int
    cut_quotes: int
    problems: tuple[str, ...]

    @classmethod
    def of(cls, experiment: str, debates: Sequence[DebateRecord], release: Release) -> Summary:
        names = debates[0].experiment.arms
        return cls(
            experiment=experiment,
            arms={name: _count([debate for debate in debates if debate.arm.name == name]) for name in names},
            left_out=len(release.left_out),
            wrong=dict(Counter(fault.kind for fault in release.faults)),
            changed_hands=sum("changed_hands" in debate.tags for debate in debates),
            cut_quotes=sum(debate.tags.get("cut_quotes", 0) for debate in debates),
            problems=tuple(str(fault.problem) for fault in release.faults),
        )

    @property
    def debates(self) -> int:
        return sum(arm.debates for arm in self.arms.values())

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"Experiment “{self.experiment}”: {self.debates} rooms imported, {self.left_out} left out."
        for name, arm in self.arms.items():
            yield f"  {name}: {arm.debates}, of which {arm.in_paper} in the paper, {arm.unfinished} unfinished"
        if self.changed_hands:
            yield f"Rooms in which a seat changed hands; it is whose it was in the end: {self.changed_hands}."
        if self.cut_quotes:
            yield f"Quotes that went past the end of their story and were cut there: {self.cut_quotes}."
        if self.wrong:
            yield f"Wrong in the release: {'; '.join(f'{kind}: {n}' for kind, n in sorted(self.wrong.items()))}."
        yield from self.problems[:SHOWN]
        if len(self.problems) > SHOWN:
            yield f"... and {len(self.problems) - SHOWN} more."


def _count(debates: Sequence[DebateRecord]) -> ArmCount:
    return ArmCount(
        debates=len(debates),
        in_paper=sum(debate.tags.get(IN_PAPER, False) for debate in debates),
        unfinished=sum(debate.status == "cancelled" for debate in debates),
    )
