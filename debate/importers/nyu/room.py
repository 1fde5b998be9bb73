"""A room of the release, read, with what the debate that it becomes needs to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from django.utils.text import slugify

from debate.core.types import WHOLE
from debate.importers.nyu.forms import Feedback, Result, RoomForm, RoomLine
from debate.importers.nyu.story import Story

MODEL = "GPT-4"
NAMED = {0: "Debater A", 1: "Debater B"}
JUDGE = "Judge"
DEBATERS, LIVE = "nyu/debaters", "nyu/live judges"
OFFLINE = {"stepped": "nyu/offline judges, stepped", "timed": "nyu/offline judges, timed"}


@dataclass(frozen=True)
class Who:
    """Somebody of a room: a person by pseudonym, with the pool that they were of, or an endpoint."""

    endpoint: str | None = None
    player: str | None = None
    pool: str | None = None


@dataclass(frozen=True)
class Room:
    """`line` is None where the release doesn't list the room: then nobody knows whether the paper counted it.

    A question's options are its answers in alphabetical order, so that rooms which swapped them share it. The debate is
    about the `pair` of them in the room's own order: what people call A and B in it is A and B on its pages.
    """

    name: str
    form: RoomForm
    line: RoomLine | None
    story: Story

    @cached_property
    def options(self) -> list[str]:
        return sorted(self.form.setup.answers)

    @cached_property
    def pair(self) -> list[int]:
        """The options that the room's answers, A and B, are."""
        return [self.options.index(answer) for answer in self.form.setup.answers]

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(self.form.setup.answers)

    @property
    def answer(self) -> int:
        """The right one of the room's answers."""
        return self.form.setup.correct_answer_index

    @property
    def question_id(self) -> str:
        """The same in every release and selection of rooms: questions of two imports can be paired by it."""
        told = "\n".join([self.form.setup.question, *self.options])
        return f"{self.story.id}/{sha256(told.encode()).hexdigest()[:8]}"

    @cached_property
    def sides(self) -> dict[int, str]:
        """Debater's index -> role; one debater alone is a consultant."""
        here = [index for index, name in NAMED.items() if name in self.form.setup.roles]
        if len(here) == 1:
            return {here[0]: "consultant"}
        return {index: f"debater_{'ab'[index]}" for index in here}

    @property
    def is_debate(self) -> bool:
        return len(self.sides) == 2

    @property
    def way(self) -> int:
        """Which of the room's answers the first debater defends, or the consultant."""
        return min(self.sides)

    @property
    def half(self) -> str:
        if self.is_debate:
            return ""
        return "honest" if self.way == self.answer else "dishonest"

    @property
    def arm(self) -> str:
        return f"{'model' if self.by_models else 'human'} {'debate' if self.is_debate else 'consultancy'}"

    @cached_property
    def by_models(self) -> bool:
        """Whether the debaters are models; the release lists it, and calls them GPT-4 in the room itself."""
        named = any(self.debater(index) == MODEL for index in self.sides)
        return named or (self.line is not None and not self.line.setting.is_human)

    def debater(self, index: int) -> str:
        return self.form.setup.roles[NAMED[index]]

    @property
    def judge(self) -> str | None:
        """The live judge; the earliest rooms had none."""
        return self.form.setup.roles.get(JUDGE)

    def who(self, name: str, pool: str) -> Who:
        if name == MODEL or (pool == DEBATERS and self.by_models):
            return Who(endpoint=name)
        return Who(player=pseudonym(name), pool=pool)

    @property
    def result(self) -> Result | None:
        return self.line.status.complete.result if self.line and self.line.status.complete else None

    @property
    def finished(self) -> bool:
        return self._ended if self.line is None else self.result is not None

    @property
    def _ended(self) -> bool:
        """Whether the rounds themselves came to an end: by the judge, or because all debaters agreed."""
        staged = [one for one in self.form.rounds if one.offline_judgments is None]
        last = staged[-1] if staged else None
        if last and last.judge_feedback:
            return last.judge_feedback.end_debate
        return bool(last and last.negotiate_end and all(last.negotiate_end.votes.values()))

    @property
    def created_at(self) -> datetime:
        return moment(self.form.setup.creation_time)

    def feedbacks(self) -> list[Feedback]:
        """What the live judge said, in turn."""
        return [one.judge_feedback for one in self.form.rounds if one.judge_feedback]


def belief_of(distribution: Sequence[float]) -> list[int]:
    """A distribution over the room's answers in hundredths of a percent."""
    first = round(distribution[0] * WHOLE)
    return [first, WHOLE - first]


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def pseudonym(name: str) -> str:
    """The release's own pseudonym as an id: readable, and the same in every import."""
    slug = slugify(name)
    if slug and len(slug) <= 20:
        return slug
    return f"{slug[:13].rstrip('-')}-{sha256(name.encode()).hexdigest()[:6]}"
