"""What statistics are made from, and what they are: grouped counts in, figures with their intervals out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Half = Literal["", "honest", "dishonest"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The ratings of one arm x judge x question x form x round x half, summed: `n` ratings that have scores.

    `judge` is an endpoint's name, or a pool's for all its people. `form` = how the question was put to it: as a choice
    of options, or as one candidate, right or wrong. `round` counts the rounds of speeches read, from 0.
    `final` = this is each judge's last word, which the figures count; the other cells serve accuracy by round.
    `half` = whether the one speaker argued for the truth; "" where both sides are heard, or none.
    `shared` = what ties would add to `right` if each counted 1/k for the k options that share the highest belief;
    `p_sum` = the beliefs in the right option, each 0 to 1. What is None was not summed.
    """

    arm: str
    judge: str
    question: str
    round: int = 0
    final: bool = True
    half: Half = ""
    form: str = "options"
    n: int = 1
    right: int = 0
    ties: int = 0
    brier_sum: float = 0.0
    log_sum: float = 0.0
    clipped: int = 0
    shared: float | None = None
    p_sum: float | None = None
    spherical_sum: float | None = None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One of a protocol's own figures (`OversightProtocol.measures`) for one debate."""

    arm: str
    question: str
    name: str
    value: float
    n: int = 1


@dataclass(frozen=True, kw_only=True)
class Missing:
    """`n` judgements that were wanted and cannot be had, with the reason: refused, cut_off, unparsed, error ..."""

    arm: str
    judge: str
    reason: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What a report says of an arm besides its figures. `cost_usd` = None where a price isn't known.

    `bound`, `own_bounds`, `ratios` and `amounts` are its protocol's (see OversightProtocol); `after` = the arms that it
    learnt from.
    """

    name: str
    protocol: str
    bound: str = ""
    own_bounds: bool = False
    after: tuple[str, ...] = ()
    ratios: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    cost_usd: float | None = None


@dataclass(frozen=True)
class Figure:
    """A value from `n` ratings with its 95 % interval; `method` says in words how, or why there is none."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    method: str = ""


@dataclass(frozen=True)
class Sample:
    """What one statistic is computed from: the final cells of an arm, or of one of its judges.

    `floor` and `ceiling` = the final cells of the arms that bound it: blind and expert judgement of questions in the
    same form, or with `own_bounds` those of its own protocol, where other judges are the point.
    """

    cells: tuple[Cell, ...]
    floor: tuple[Cell, ...] = ()
    ceiling: tuple[Cell, ...] = ()
    own_bounds: bool = False

    @property
    def n(self) -> int:
        return ratings(self.cells)

    def half(self, name: Half) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.half == name)


class Counted(Protocol):
    """What intervals need to know of whatever they are made from: its question, and how many it stands for."""

    @property
    def question(self) -> str: ...

    @property
    def n(self) -> int: ...


def ratings(cells: Iterable[Counted]) -> int:
    return sum(cell.n for cell in cells)
