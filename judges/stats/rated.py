"""Single judgements, for the statistics that grouped counts can't give: agreement, skill, mixed models, ensembles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from judges.stats.cells import Half

Kind = Literal["model", "person", "stage"]
WHOLE = 10_000


@dataclass(frozen=True, kw_only=True)
class Rated:
    """One judge's last word on one debate, or its word after a `round` of speeches where `final` is not set.

    `belief` = hundredths of a percent for each option, in the question's order, 10,000 together; `answer` = the index
    of the right one. `judge` = an endpoint's name or a pool's; `rater` tells judges of one pool apart: a person's
    public id, or the endpoint's name again. `model` = what answered for an endpoint, "" for people. `half` = whether
    the one speaker argued for the truth; "" where both sides are heard, or none.
    """

    arm: str
    debate: str
    question: str
    judge: str
    rater: str
    belief: tuple[int, ...]
    answer: int
    kind: Kind = "model"
    model: str = ""
    question_set: str = ""
    tags: tuple[str, ...] = ()
    round: int = 0
    final: bool = True
    half: Half = ""

    @property
    def best(self) -> tuple[int, ...]:
        """The options that share the highest belief; more than one is a tie."""
        most = max(self.belief)
        return tuple(option for option, share in enumerate(self.belief) if share == most)

    @property
    def tie(self) -> bool:
        return len(self.best) > 1

    @property
    def right(self) -> bool:
        """Whether the right option alone has the highest belief."""
        return self.best == (self.answer,)

    @property
    def p_right(self) -> float:
        """The belief in the right option, 0 to 1."""
        return self.belief[self.answer] / WHOLE
