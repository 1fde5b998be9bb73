"""Judging against generating: the same judges who answered alone, answered with the passage, and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from debate.analysis_plans import plan_of
from debate.core.protocol import Bound
from debate.transcripts import protocol_of
from judges.queries.dimensions import STAGE
from judges.queries.report import one_moment
from judges.queries.scope import Scope
from judges.queries.spent import spent
from judges.stats.generating import HOURLY, Doing, Generating, Way, generating

DOINGS: dict[Bound, Doing] = {"floor": "unaided", "ceiling": "with the passage", "": "judging"}


def hourly_of(scope: Scope) -> float:
    """What the plan says that an hour of a person's costs, in US dollars; what is usual where it says nothing."""
    planned = plan_of(scope.experiments[0]).hourly_rate_usd
    return HOURLY if planned is None else planned


def generating_of(scope: Scope, hourly_usd: float | None = None) -> Generating:
    """The same judges' ways to a right answer, with what each takes; `hourly_usd` = the plan's, where it isn't said."""
    rate = hourly_of(scope) if hourly_usd is None else hourly_usd
    # A verdict in which a stage ends is nobody's, so that it is held against nothing.
    by_judge = replace(scope, by=("judge",), without={**scope.without, "kind": (*scope.without.get("kind", ()), STAGE)})
    with one_moment():
        return generating(list(spent(by_judge, by_person=True)), list(_ways(scope)), rate)


def _ways(scope: Scope) -> Iterator[Way]:
    """The arms, each with those that generate answers to questions in the same form, in the same experiment."""
    forms: dict[int, set[str]] = {}
    for pk, form in scope.debates().order_by().values_list("arm", "form").distinct():
        forms.setdefault(pk, set()).add(form)
    for experiment in scope.experiments:
        rows = {row: protocol_of(row) for row in experiment.arms.select_related("config")}
        alone = {row for row, protocol in rows.items() if protocol.bound and not protocol.own_bounds}
        for row, protocol in rows.items():
            doing = DOINGS["" if protocol.own_bounds else protocol.bound]
            near = [other for other in alone if forms.get(other.pk, set()) & forms.get(row.pk, set())]
            against = [other for other in near if doing == "judging" or rows[other].bound == "floor" != protocol.bound]
            ordered = sorted(against, key=lambda other: (rows[other].bound != "floor", other.pk))
            yield Way(arm=scope.arms[row.pk], doing=doing, against=tuple(scope.arms[other.pk] for other in ordered))
