"""What a debate for practice tells whoever judges it: that it counts for nothing and, at its end, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from debate.access.shown import SeatPage, ShownOption, ShownShare
from debate.core.types import WHOLE
from debate.models import Experiment, Seat
from judges.scoring import LEAST, MOST, score

# Percent.
LITTLE = 10


@dataclass(frozen=True)
class Feedback:
    """A judgement against the truth. `given` = percent for the `correct` option after each ask, those unread left out.

    `missing` = the last ask brought no belief, so nothing was scored. The scores are logarithmic, in bits: 0 is what
    equal shares earn; 99 % for an answer earns `best` where it is right, and costs `most` where it is wrong. `why` =
    the question's own explanation; "" = it has none.
    """

    correct: ShownOption
    given: tuple[float, ...]
    missing: bool
    right: bool
    tie: bool
    earned: float
    best: float
    most: float
    why: str

    @property
    def last(self) -> float:
        return self.given[-1]

    @property
    def cost(self) -> float:
        return -self.earned

    @property
    def sure(self) -> bool:
        """Whether a wrong answer was believed in with little doubt."""
        return not self.right and self.last <= LITTLE


@dataclass(frozen=True)
class Practising:
    """`feedback` comes when the debate is judged to its end."""

    feedback: Feedback | None = None


def practising(seat: Seat, page: SeatPage) -> Practising | None:
    """Of the page of a seat; None in any debate that counts."""
    if seat.debate.experiment.purpose != Experiment.Purpose.PRACTICE:
        return None
    correct = next((option for option in page.options if option.correct), None)
    return Practising(_feedback(seat, page, correct) if page.truth and correct else None)


def _feedback(seat: Seat, page: SeatPage, correct: ShownOption) -> Feedback:
    answers = [answer.belief for round_ in page.rounds for answer in round_.answers]
    beliefs = [belief for belief in answers if belief]
    missing = not answers or not answers[-1]
    even = log2(len(page.options))
    scored = score(_stored(beliefs[-1]), correct.place) if beliefs and not missing else None
    return Feedback(
        correct=correct,
        given=tuple(belief[correct.place].percent for belief in beliefs),
        missing=missing,
        right=bool(scored and scored.right),
        tie=bool(scored and scored.tie),
        # Rounded as it is written, so that “-0.00” is none.
        earned=round(scored.log2 + even, 2) if scored else 0.0,
        best=log2(MOST) + even,
        most=-(log2(LEAST) + even),
        why=str(seat.debate.question.tags.get("why", "")),
    )


def _stored(belief: tuple[ShownShare, ...]) -> tuple[int, ...]:
    """In hundredths of a percent, in the order of display."""
    return tuple(round(share.percent * WHOLE / 100) for share in belief)
