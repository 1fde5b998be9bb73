"""Judged debates as contests: who argued for the truth, who against it, and who won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Seat = Literal["honest", "dishonest"]
SEATS: tuple[Seat, Seat] = ("honest", "dishonest")


@dataclass(frozen=True, kw_only=True)
class Bout:
    """One judgement of one debate, from its honest side; a debate with k judges gives k.

    `honest` and `dishonest` = who spoke for the correct option and against it: an endpoint's model, or a pool's name
    for people; "" where nobody did (a consultancy has one speaker). `won` = 1 where the judge ended on the honest side,
    0 where on the other, 0.5 on neither; or the belief in the correct option, to count by belief. `first` = whose words
    the judge met first, "" where neither's were. `words`, `verified` and `unverified` = of all speeches of the honest
    and of the dishonest side: words, and quotes that do and don't stand in the passage; None = not counted.
    `conceded` = which sides gave their point up; None = nobody looked.
    """

    arm: str
    debate: str
    question: str
    honest: str
    dishonest: str
    won: float
    first: Seat | Literal[""] = ""
    words: tuple[int, int] | None = None
    verified: tuple[int, int] | None = None
    unverified: tuple[int, int] | None = None
    conceded: frozenset[Seat] | None = None

    @property
    def two_sided(self) -> bool:
        return bool(self.honest and self.dishonest)

    def speaker(self, seat: Seat) -> str:
        return self.honest if seat == "honest" else self.dishonest

    def won_by(self, seat: Seat) -> float:
        """1 = this side won, 0 = it lost."""
        return self.won if seat == "honest" else 1 - self.won
