"""The figures that are made from judgements one by one, as they stand now."""

from __future__ import annotations

from debate.analysis_plans import plan_of
from judges.queries.bouts import bouts
from judges.queries.drawn import MOST_SINGLES, drawn
from judges.queries.report import one_moment
from judges.queries.scope import Scope
from judges.queries.singles import rated, readings
from judges.stats.judging import Judging, Slow, judging, noted, slow
from judges.stats.mixed import MOST_RATINGS
from judges.stats.rated import Rated


def judging_of(scope: Scope, most: int = MOST_SINGLES) -> Judging:
    """How judges agree, what sways them, how debaters fare; of more than `most` judgements, over a sample of them."""
    with one_moment():
        these = drawn(scope, most)
        found = rated(these)
        read, contests = readings(these), bouts(these, found)
    return noted(judging(found, read, contests), these.note)


def slow_of(scope: Scope, most: int = MOST_RATINGS) -> Slow:
    """The mixed model, skills and ensembles, over a sample of as many judgements as they can be made from."""
    found, note = singles(scope, most)
    return noted(slow(found, reference(scope)), note)


def reference(scope: Scope) -> str:
    """The arm that others are held against: the second of the planned comparison; "" = nobody planned one."""
    plan = plan_of(scope.experiments[0])
    return plan.primary[1] if plan.primary and len(scope.experiments) == 1 else ""


def singles(scope: Scope, most: int = MOST_RATINGS) -> tuple[list[Rated], str]:
    """Judgements for the slow figures, and what these have to say of a sample."""
    with one_moment():
        these = drawn(scope, most)
        return rated(these), these.note
