"""What is known now, and how surely: the accuracy of each arm in a sentence, or of many arms in a few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from judges.queries import STAGE
from judges.stats import ArmReport, Figure, Report

# Up to so many arms get a sentence each.
FEW = 5
HALF = 0.5


@dataclass(frozen=True)
class Sentence:
    """“With debate, judges were right in” 63 % of 120 judgements (55 to 70)."""

    arm: str
    lead: str
    figure: Figure


@dataclass(frozen=True)
class Group:
    """Arms of which one thing can be said. `named` = it is worth saying of which."""

    words: str
    arms: tuple[ArmReport, ...]
    named: bool = True


def sentences(report: Report) -> list[Sentence]:
    """One for each arm that has been judged, where they are few; who was right is said where it changes."""
    said, before = [], ""
    for row in report.arms:
        if row.overall.n:
            who = "its own seats were" if row.arm.judges == (STAGE,) else "judges were"
            lead = f"With {row.arm.name}{_knowing(row)}, {'' if who == before else f'{who} right '}in"
            said.append(Sentence(row.arm.name, lead, row.overall.accuracy))
            before = who
    return said


def _knowing(row: ArmReport) -> str:
    if row.arm.own_bounds or not row.arm.bound:
        return ""
    return ", knowing the question alone" if row.arm.bound == "floor" else ", having read everything"


def groups(report: Report) -> Iterator[Group]:
    """The judged arms by where their whole interval lies, towards being right half of the time."""
    judged = [row for row in report.arms if row.overall.n]
    above = [row for row in judged if (row.overall.accuracy.low or 0) > HALF]
    below = [row for row in judged if _highest(row) < HALF]
    between = [row for row in judged if row not in above and row not in below]
    for words, arms, named in (
        ("are right more often than wrong, as far as the whole interval goes:", above, True),
        ("are wrong more often than right, as far as the whole interval goes:", below, True),
        ("can't be told from half right, half wrong: their intervals hold 50 %.", between, False),
        ("have no judgement yet.", [row for row in report.arms if not row.overall.n], False),
    ):
        if arms:
            yield Group(words, tuple(arms), named)


def _highest(row: ArmReport) -> float:
    """Without an interval nothing is sure."""
    high = row.overall.accuracy.high
    return 1.0 if high is None else high
