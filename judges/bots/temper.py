"""What people do beside judging: they read slowly, click twice, load again, open two tabs, go away and come back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random

# Adults read 238 words a minute of prose (Brysbaert 2019, a meta-analysis), one standard deviation is about 50.
WORDS_A_MINUTE, SPREAD, SLOWEST = 238.0, 50.0, 80.0
# How often people do what they are not meant to; of each kind, a share of bots does it at all.
DOUBLES, RELOADS, TABS, RETURNS, LEAVES, REFUSES, ERRS = 0.4, 0.5, 0.3, 0.3, 0.1, 0.04, 0.2


@dataclass(frozen=True)
class Temper:
    """The habits of one bot: each a probability, at one answer; `pace` in words a minute, 0 = without reading.

    `leaves` and `refuses` are settled for the whole of its way: at a page it goes for good; it declines consent.
    """

    pace: float = 0.0
    doubles: float = 0.0
    reloads: float = 0.0
    tabs: float = 0.0
    returns: float = 0.0
    leaves: float = 0.0
    errs: float = 0.0
    refuses: bool = False

    async def read(self, words: int) -> None:
        if self.pace:
            await asyncio.sleep(60 * words / self.pace)


UNHURRIED = Temper()


def drawn(random: Random, hurry: float) -> Temper:
    """A temper as people have it; `hurry` times as fast."""

    def habit(share: float, often: float) -> float:
        return often if random.random() < share else 0.0

    return Temper(
        pace=hurry * max(SLOWEST, random.gauss(WORDS_A_MINUTE, SPREAD)),
        doubles=habit(DOUBLES, 0.5),
        reloads=habit(RELOADS, 0.3),
        tabs=habit(TABS, 0.3),
        returns=habit(RETURNS, 0.3),
        leaves=habit(LEAVES, 0.3),
        errs=habit(ERRS, 0.5),
        refuses=random.random() < REFUSES,
    )
