"""What statistics are made from, and what they are: grouped counts in, figures with their intervals out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Half = Literal["", "honest", "dishonest"]


class OfPart:
    """What belongs to a part of its arm: `group` = the part's name; "" = arms are split by judge."""

    judge: str
    group: str

    @property
    def label(self) -> str:
        return self.group or self.judge


@dataclass(frozen=True, kw_only=True)
class Cell(OfPart):
    """The ratings of one arm x judge x question x form x round x half, summed: `n` ratings that have scores.

    `judge` is an endpoint's name, or a pool's for all its people; `rater` tells these apart, None where they aren't or
    a model judges. `group` = what the arm is split into for this report; "" = by judge. `form` = how the question was
    put to it: as a choice of options, or as one candidate, right or wrong. `round` counts the rounds of speeches read,
    from 0. `final` = this is each judge's last word, which the figures count; the other cells serve accuracy by round.
    `half` = whether the one speaker argued for the truth; "" where both sides are heard, or none.
    `shared` = what ties would add to `right` if each counted 1/k for the k options that share the highest belief;
    `p_sum` = the beliefs in the right option, each 0 to 1; `log_other_sum` = of two options, the log scores of whoever
    bet on the other one. What is None was not summed.
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
    log_other_sum: float | None = None
    rater: str | None = None
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One of a protocol's own figures (`OversightProtocol.measures`), summed over `n` debates about a question.

    `share` = in each of them it is 0 or 1.
    """

    arm: str
    question: str
    name: str
    value: float
    n: int = 1
    share: bool = True


@dataclass(frozen=True, kw_only=True)
class Missing(OfPart):
    """`n` judgements that were wanted and cannot be had, with the reason: refused, cut_off, unparsed, error ..."""

    arm: str
    judge: str
    reason: str
    n: int
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """`n` ratings of an arm that there are, and that a report was asked not to count, with the reason in words."""

    arm: str
    reason: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What a report says of an arm besides its figures. `name` tells it from all others of the report, `own_name` from
    those of its `experiment`. `cost_usd` = None where a price isn't known.

    `bound`, `own_bounds`, `ratios` and `amounts` are its protocol's (see OversightProtocol); `after` = the arms that it
    learnt from. `people` = people are among its judges. `shared_models` = those that both speak and judge in it;
    `cached` = how many judgements rest on replies that were given before, to the same request; `by_bots` = how many
    programs made that walk the pages as people do. `about_truth` = its judges are asked what is true.

    `plants` = the titles of what it plants in a share of its debates, by the name that figures have for it; `planting`
    = seat, such a name, and whether it is free to, for each planted seat; `monitor` = that others watch is "announced"
    to speakers, "hidden" from them, or they are "absent". `audit_budget` = the share of honest work that control
    may audit.
    """

    name: str
    protocol: str
    experiment: str = ""
    own_name: str = ""
    bound: str = ""
    own_bounds: bool = False
    after: tuple[str, ...] = ()
    ratios: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    people: bool = False
    shared_models: tuple[str, ...] = ()
    cached: int = 0
    by_bots: int = 0
    about_truth: bool = True
    cost_usd: float | None = None
    plants: Mapping[str, str] = field(default_factory=dict)
    planting: tuple[tuple[str, str, bool], ...] = ()
    monitor: str = "absent"
    audit_budget: float | None = None


@dataclass(frozen=True)
class Figure:
    """A value from `n` ratings with its 95 % interval; `method` says in words how, or why there is none."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    method: str = ""


class Counted(Protocol):
    """What intervals need to know of whatever they are made from: its question, and how many it stands for."""

    @property
    def question(self) -> str: ...

    @property
    def n(self) -> int: ...


def ratings(cells: Iterable[Counted]) -> int:
    return sum(cell.n for cell in cells)
