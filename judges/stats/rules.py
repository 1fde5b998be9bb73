"""Score rules: what a judge is paid by, so that it pays to say what one believes.

All are made from judges.scoring's scores: coefficient x score + constant, less a penalty for each round of speeches
that was read. That keeps a proper rule proper (Gneiting and Raftery 2007, JASA 102, section 2.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from debate.core.types import WHOLE
from judges.scoring import Scores
from judges.scoring import score as scores_of
from judges.stats.cells import Cell, Figure, ratings
from judges.stats.intervals import clustered, narrow


class UnknownRule(ValueError):
    """No score rule has this name, or the rule has no such parameter."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A score rule. `of` reads one belief's score, `total` the sum of a cell's; None where it was not summed.

    `loss` = less is better, and the penalty is added. A coefficient that isn't positive raises ValueError: it would
    reward saying what one doesn't believe.
    """

    name: str
    of: Callable[[Scores], float]
    total: Callable[[Cell], float | None]
    loss: bool = False
    coefficient: float = 1.0
    constant: float = 0.0
    penalty: float = 0.0

    def __post_init__(self) -> None:
        if self.coefficient <= 0:
            raise ValueError(f"The coefficient of the score rule {self.name} must be over 0; it is {self.coefficient}.")

    def score(self, belief: tuple[int, ...], answer: int, rounds: int = 0) -> float:
        """The score of a belief (hundredths of a percent by option) that was stated after so many rounds.

        Raises judges.scoring.Unscorable for what is no belief about these options.
        """
        return self.coefficient * self.of(scores_of(belief, answer)) + self._flat(rounds)

    def sum(self, cell: Cell) -> float:
        """The scores of a cell's ratings together; its `total` must be known."""
        return self.coefficient * (self.total(cell) or 0.0) + self._flat(cell.round) * cell.n

    def _flat(self, rounds: int) -> float:
        """What is added whatever the belief."""
        return self.constant + self.penalty * rounds * (1 if self.loss else -1)


LOG2 = Rule(name="log2", of=lambda scores: scores.log2, total=lambda cell: cell.log_sum)
BRIER = Rule(name="brier", of=lambda scores: scores.brier, total=lambda cell: cell.brier_sum, loss=True)
# 2p - sum of q_i^2, which is 1 - sum of (q_i - o_i)^2, and Brier here is half of that sum.
QUADRATIC = Rule(
    name="quadratic", of=lambda scores: 1 - 2 * scores.brier, total=lambda cell: cell.n - 2 * cell.brier_sum
)
SPHERICAL = Rule(name="spherical", of=lambda scores: scores.spherical, total=lambda cell: cell.spherical_sum)
# Michael et al. 2023: log2(p) - 0.05 for each round of speeches that the judge asked for.
NYU = replace(LOG2, name="nyu", penalty=0.05)

# A new rule is a line here: experiments can then name it.
RULES: Mapping[str, Rule] = {rule.name: rule for rule in (LOG2, BRIER, QUADRATIC, SPHERICAL, NYU)}


def rule(name: str, **parameters: float) -> Rule:
    """The rule of that name with its coefficient, constant or penalty set: rule("log2", penalty=0.1).

    A log score to the base b is log2 with the coefficient 1 / log2(b).
    Raises UnknownRule for a name or a parameter that doesn't exist.
    """
    if name not in RULES:
        raise UnknownRule(f"There is no score rule {name!r}; there are: {', '.join(sorted(RULES))}.")
    if strange := sorted(parameters.keys() - {"coefficient", "constant", "penalty"}):
        raise UnknownRule(f"Score rules have no {strange[0]!r}; they have: coefficient, constant, penalty.")
    return replace(RULES[name], **parameters)  # type: ignore[arg-type]


def mean_score(rule: Rule, cells: Sequence[Cell]) -> Figure:
    """The mean score of judges' last words, with an interval by question."""
    final = [cell for cell in cells if cell.final]
    if any(rule.total(cell) is None for cell in final):
        return Figure(None, ratings(final), method=f"unknown: the {rule.name} scores were not summed")
    figure = clustered([final], rule.sum)
    return narrow(figure, "91-94 %") if rule.total is LOG2.total else figure


def regret(rule: Rule, believed: tuple[int, ...], stated: tuple[int, ...]) -> float:
    """What somebody expects to lose by stating another belief than their own; never under 0 where the rule is proper.

    Both in hundredths of a percent by option. The log score is clipped at 1 % and 99 %: of more than two options it is
    proper only among beliefs that give each option 1 % or more, for parts below cost nothing and can be had for free.
    """
    honest, other = (
        sum(share / WHOLE * rule.score(belief, option) for option, share in enumerate(believed))
        for belief in (believed, stated)
    )
    return other - honest if rule.loss else honest - other
