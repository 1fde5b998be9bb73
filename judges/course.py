"""A person's way through a pool: which step is next, worked out from what is asked and what is done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The steps in their order; a pool has those that it asks for, and judging."""

    CONSENT = "consent"
    INSTRUCTIONS = "instructions"
    COMPREHENSION = "comprehension"
    BEFORE = "before"
    PRACTICE = "practice"
    JUDGING = "judging"
    AFTER = "after"
    END = "end"


READYING = (Step.CONSENT, Step.INSTRUCTIONS, Step.COMPREHENSION, Step.BEFORE, Step.PRACTICE)


@dataclass(frozen=True, kw_only=True)
class Course:
    """What one pool asks of one person, and what they have done of it by now.

    `asked` are the steps that the pool asks for beside judging, `done` those that the person has behind them: a new
    version of the consent takes it out of `done`. A course that never `ends` is judging for as long as there is
    something to judge.
    """

    asked: frozenset[Step] = frozenset()
    done: frozenset[Step] = frozenset()
    ends: bool = True
    least: int = 1
    most: int | None = None
    a_day: int | None = None
    judged: int = 0
    today: int = 0
    waits: bool = True  # something is there for them to judge, or they have begun it
    stopped: bool = False  # nothing more is given out
    finished: bool = False  # they said that they have judged enough
    ended: bool = False

    @property
    def rested(self) -> bool:
        """Whether this was all for one day, and not for the whole."""
        return self.a_day is not None and self.today >= self.a_day and not self.stopped

    @property
    def may_finish(self) -> bool:
        return self.ends and self.judged >= self.least

    @property
    def enough(self) -> bool:
        """Whether judging is over: by their own word, by what they have judged, or since there is no more of it."""
        if self.finished or (self.most is not None and self.judged >= self.most):
            return True
        return self.may_finish and not self.waits and not self.rested

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those of this course, in their order; its end is no step to be done."""
        return tuple(step for step in Step if step is Step.JUDGING or (step in self.asked and step is not Step.END))

    @property
    def next(self) -> Step:
        """The step that is to be done now."""
        if self.ended:
            return Step.END
        if not (self.ends and self.finished):
            for step in READYING:
                if step in self.asked and step not in self.done:
                    return step
        if not self.ends or not self.enough:
            return Step.JUDGING
        return Step.AFTER if Step.AFTER in self.asked and Step.AFTER not in self.done else Step.END
