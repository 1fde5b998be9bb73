"""The looks of a stopping rule, at the judgements as they came in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from django.db.models.functions import Coalesce

from debate.analysis_plans import plan_of
from debate.models import Experiment
from judges.queries.scope import Scope
from judges.stats import Cell
from judges.stats.analysis_plan import Comparison
from judges.stats.differences import accuracy_difference
from judges.stats.sequential import NAMES, Decision, Look, Plan, decide


@dataclass(frozen=True)
class Sequential:
    """Where a stopping rule stands. `boundaries` = the |z| of each planned look, if it comes when it should.

    `have` = the ratings of the primary comparison's two arms so far, up to the target; `next_at` = how many the next
    look takes, None where there is none any more. `method` says in words how, and what couldn't be looked at.
    """

    plan: Plan
    comparison: Comparison
    boundaries: tuple[float, ...]
    decisions: tuple[Decision, ...]
    next_at: int | None
    have: int
    method: str

    @property
    def stopped(self) -> bool:
        return bool(self.decisions) and self.decisions[-1].verdict != "go on"


def sequential_of(experiment: Experiment) -> Sequential | None:
    """What the experiment's stopping rule says by now; None where it was launched without one, or isn't launched.

    A look of share s is made of the first ceil(s x target) final ratings of the primary comparison's two arms, by when
    they were finished, that the plan counts: so it stays as it was, whatever comes in later.
    """
    plan = plan_of(experiment)
    if experiment.analysis_frozen is None or plan.stopping is None or plan.primary is None:
        return None
    judged = _judged(Scope((experiment,), (), plan.where, plan.without), plan.primary, plan.stopping.target)
    wanted = tuple(ceil(share * plan.stopping.target) for share in plan.stopping.looks)
    due = [n for n in wanted if n <= len(judged)]
    looks = [look for n in due if (look := _look(judged[:n], plan.primary))]
    decisions = decide(plan.stopping, looks)
    over = bool(decisions) and decisions[-1].verdict != "go on"
    return Sequential(
        plan=plan.stopping,
        comparison=plan.primary,
        boundaries=plan.stopping.boundaries,
        decisions=decisions,
        next_at=None if over else next((n for n in wanted if n > len(judged)), None),
        have=len(judged),
        method=_method(plan.stopping, judged, [n for n in due if n not in {look.n for look in looks}]),
    )


def _judged(scope: Scope, arms: Comparison, most: int) -> list[Cell]:
    """The final ratings of the two arms, a cell each, in the order in which they came in, up to `most`."""
    rows = (
        scope.ratings()
        .filter(final=True, place__debate__arm__name__in=arms)
        .order_by(Coalesce("place__finished_at", "at"), "place")
        .values_list("place__debate__arm__name", "place__debate__question", "place__player", "place__pool", "right")
    )
    return [
        Cell(arm=arm, judge="", question=str(asked), rater=str(player) if pool else None, right=int(right is True))
        for arm, asked, player, pool, right in rows[:most]
    ]


def _look(judged: Sequence[Cell], pair: Comparison) -> Look | None:
    """The difference over these ratings; None where it has no standard error yet."""
    first, second = ([cell for cell in judged if cell.arm == arm] for arm in pair)
    found = accuracy_difference(first, second, _rater(judged))
    effect, error = found.effect.value, found.standard_error
    return Look(len(judged), effect, error) if effect is not None and error else None


def _rater(judged: Sequence[Cell]) -> Callable[[Cell], str] | None:
    """Who made a rating, where people alone judge."""
    return (lambda cell: cell.rater or "") if all(cell.rater for cell in judged) else None


def _method(plan: Plan, judged: Sequence[Cell], unseen: Sequence[int]) -> str:
    """How the decisions come about, and which looks told nothing."""
    clustered = "question and judge" if _rater(judged) else "question"
    rule = f"{NAMES[plan.spending]} spending of alpha {plan.alpha:g}"
    words = f"{rule}; difference in accuracy, cluster-robust by {clustered}"
    if not unseen:
        return words
    numbers = ", ".join(f"{n:,}" for n in unseen)
    return f"{words}; no look at {numbers} ratings: an arm had none, or they showed no spread"
