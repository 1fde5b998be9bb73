"""What judgements earn: so much each, and a bonus by a proper score, so that it pays to say what one believes.

The bonus of one judgement is straight-line in a proper score (judges.stats.rules), which keeps it proper (Gneiting and
Raftery 2007, JASA 102, section 2.1): certainty that was right earns `bonus_each`, equal shares earn nothing, and what
is worse is negative. Of it goes `round_cost` for each round that was read.

The sum of a person's bonuses is held between `floor` and `cap`. Where a limit is reached the whole is proper no longer:
at the floor nothing more can be lost, which rewards overstating; at the cap nothing more can be gained, which rewards
understating. A floor of `least(terms, ...)` is never reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from math import log2, sqrt

from debate.core.types import WHOLE
from judges.stats.rules import LOG2, QUADRATIC, SPHERICAL, Rule

Belief = tuple[int, ...]
CENT, NOTHING = Decimal("0.01"), Decimal(0)
PERCENT = WHOLE // 100
# A share of the full bonus is a float: so many decimals of it are meant, the rest is how floats are stored.
MEANT = 12
# The quadratic score is one less twice Brier's: the same rule, with more for what is better.
RULES: Mapping[str, Rule] = {"brier": QUADRATIC, "log2": LOG2, "spherical": SPHERICAL}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The rules by which a person is paid, in `currency`. `rule` is one of RULES, or "" where there is no bonus.

    `base` is for taking part, `each` for every judgement; `floor` and `cap` hold for the bonus of all of a person's
    judgements in an experiment together; `cap` = None: there is none.
    """

    currency: str = "USD"
    base: Decimal = NOTHING
    each: Decimal = NOTHING
    rule: str = ""
    bonus_each: Decimal = NOTHING
    round_cost: Decimal = NOTHING
    floor: Decimal = NOTHING
    cap: Decimal | None = None

    @property
    def pays_bonus(self) -> bool:
        return self.rule in RULES and self.bonus_each > 0


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a person is owed, each part rounded once, half to even, to the hundredth."""

    base: Decimal
    judged: Decimal
    bonus: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.judged + self.bonus


def due(terms: Terms, judged: int, bonuses: Iterable[Decimal] = (), *, base: bool = True) -> Due:
    """For so many judgements, of which those that could be scored earned these bonuses; `base` = it is owed here.

    Who has nothing that could be scored has no bonus: the floor is for those who judged.
    """
    parts = tuple(bonuses) if terms.pays_bonus else ()
    return Due(
        base=rounded(terms.base if base else NOTHING),
        judged=rounded(terms.each * judged),
        bonus=rounded(held(terms, sum(parts, NOTHING))) if parts else rounded(NOTHING),
    )


def held(terms: Terms, total: Decimal) -> Decimal:
    """The total within the floor and the cap; a floor over the cap gives way to it."""
    raised = max(total, terms.floor)
    return raised if terms.cap is None else min(raised, terms.cap)


def rounded(amount: Decimal) -> Decimal:
    """To the hundredth, half to even."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def bonus(terms: Terms, belief: Belief, answer: int, rounds: int = 0) -> Decimal:
    """The bonus of one judgement, not rounded: a belief in hundredths of a percent by option, after so many rounds.

    Raises judges.scoring.Unscorable for what is no belief about options with that answer.
    """
    if not terms.pays_bonus:
        return NOTHING
    part = Decimal(repr(round(share(terms.rule, belief, answer), MEANT)))
    return terms.bonus_each * part - terms.round_cost * rounds


def share(rule: str, belief: Belief, answer: int) -> float:
    """The part of the full bonus that a belief earned: (S - E) / (1 - E) of its score S, the best score being 1.

    With E the score of equal shares. It is 1 for certainty that was right, 0 for equal shares; for certainty of two
    options that was wrong -3 (Brier), -5.73 (log2, clipped at 1 % and 99 %), -2.41 (spherical).
    """
    score = RULES[rule].score
    best = score((WHOLE, *(0 for _ in belief[1:])), 0)
    equal = _equal(rule, len(belief))
    return (score(belief, answer) - equal) / (best - equal)


def _equal(rule: str, options: int) -> float:
    """The score of equal shares, which hundredths of a percent can't always state."""
    return {"brier": 1 / options, "log2": -log2(options), "spherical": 1 / sqrt(options)}[rule]


def if_right(terms: Terms, belief: Belief, rounds: int = 0) -> tuple[Decimal, ...]:
    """What this belief would earn if option 0 were correct, if option 1 were, and so on; not rounded."""
    return tuple(bonus(terms, belief, option, rounds) for option in range(len(belief)))


@lru_cache(maxsize=256)
def preview(terms: Terms, options: int, rounds: int = 0) -> tuple[Decimal, ...]:
    """What is earned where the correct option was given 0 %, 1 % ... 100 %: 101 amounts, not rounded.

    The rest stands in equal parts on the other options. Of two that is the whole story: at `p` % for one of them, it
    being right earns [p], the other being right earns [100 - p]. Of more, `if_right` tells of any belief.
    """
    return tuple(bonus(terms, _leaning(percent * PERCENT, options), 0, rounds) for percent in range(101))


def _leaning(first: int, options: int) -> Belief:
    """So much on the first option, the rest as equally on the others as it goes."""
    each, over = divmod(WHOLE - first, options - 1)
    return (first, *(each + (option < over) for option in range(options - 1)))


def expected(terms: Terms, belief: Belief, rounds: int = 0) -> Decimal:
    """What somebody expects who states this belief and holds it."""
    earned = if_right(terms, belief, rounds)
    return sum((Decimal(part) * of for part, of in zip(belief, earned, strict=True)), NOTHING) / WHOLE


def worthwhile(terms: Terms, belief: Belief) -> tuple[int | None, ...]:
    """For each option, by how many percent points it must rise for one more round to have paid; None = it can't.

    The smallest whole d for which G(q + d) - G(q) is no less than the cost of a round, where G(q) is what a belief q
    expects of its own bonus and q + d gives the option d points more, the others less in proportion. It is what Michael
    et al. 2023 showed to judges. G bends upwards: the surer one is, the less one has to move further the same way.
    """
    if not terms.pays_bonus or terms.round_cost <= 0:
        return tuple(0 for _ in belief)
    least = expected(terms, belief) + terms.round_cost
    return tuple(_rise(terms, belief, option, least) for option in range(len(belief)))


def _rise(terms: Terms, belief: Belief, option: int, least: Decimal) -> int | None:
    most = (WHOLE - belief[option]) // PERCENT
    moved = ((points, _raised(belief, option, points * PERCENT)) for points in range(1, most + 1))
    return next((points for points, there in moved if expected(terms, there) >= least), None)


def _raised(belief: Belief, option: int, by: int) -> Belief:
    """With so much more on the option; the others keep their proportions to the hundredth of a percent."""
    left, now = WHOLE - belief[option], WHOLE - belief[option] - by
    others = [part * now // left if place != option else 0 for place, part in enumerate(belief)]
    # What rounding down lost goes to the largest of them.
    most = max((place for place in range(len(belief)) if place != option), key=lambda place: belief[place])
    others[most] += now - sum(others)
    others[option] = belief[option] + by
    return tuple(others)


def least(terms: Terms, options: int, judgements: int, rounds: int) -> Decimal:
    """The least that the bonuses of so many judgements, each after so many rounds, can add up to."""
    wrong = (0, WHOLE, *(0 for _ in range(options - 2)))
    return judgements * bonus(terms, wrong, 0, rounds)
