"""The figures of experiments as they stand now: by their plan, or as somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction

from debate.analysis_plans import plan_of
from debate.models import Experiment
from judges.queries.arms import arms, measured
from judges.queries.cells import counted
from judges.queries.gains import gains
from judges.queries.missing import excluded, left_out, missing
from judges.queries.planner import JOINED_IN_TABLES, planner
from judges.queries.scope import Scope
from judges.queries.spent import spent
from judges.queries.suspicions import SCORED, suspicions
from judges.queries.withdrawn import withdrawn
from judges.stats import WANTED, AnalysisPlan, Asked, Counts, Report, report
from judges.stats.significance import get_ready

DISPUTED = "question.disputed"


def report_on(*experiments: Experiment, by: tuple[str, ...] = ("judge",)) -> Report:
    """The report of an experiment by its plan: its judgements, its exclusions, its score rule."""
    return report_of(planned_scope(experiments, by))


def planned_scope(experiments: tuple[Experiment, ...], by: tuple[str, ...] = ("judge",)) -> Scope:
    """The judgements that the plan names; of several experiments, which plan apart, that of the first."""
    plan = plan_of(experiments[0])
    return Scope(experiments, by, plan.where, plan.without)


def report_of(scope: Scope, wanted: float = WANTED) -> Report:
    """The report of just these judgements, all read from one state of the database."""
    # While the database counts, another thread imports what takes a second to import.
    with one_moment(), ThreadPoolExecutor(1) as beside:
        beside.submit(get_ready)
        counts = counts_of(scope)
        wants, gone = replace(asked(scope), wanted=wanted), withdrawn(scope.experiments)
        ruled_out = tuple(excluded(scope))
        return replace(report(scope.name, list(arms(scope)), counts, wants, disputed(scope), gone), excluded=ruled_out)


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that sees the database as it is now; in one of the caller's, as that one does."""
    own = not connection.in_atomic_block
    with transaction.atomic():
        if own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with planner(JOINED_IN_TABLES):
            yield


def asked(scope: Scope) -> Asked:
    """What is told of the scope once it was counted. Several experiments together were not planned."""
    one = len(scope.experiments) == 1
    plan = plan_of(scope.experiments[0])
    return Asked(
        by=scope.by,
        parts=scope.parts,
        where=scope.where,
        without=scope.without,
        plan=plan if one else AnalysisPlan(rule=plan.rule, penalty=plan.penalty),
        plan_hash=scope.experiments[0].analysis_hash if one else "",
        as_planned=one and (scope.where, scope.without) == (plan.where, plan.without),
        grouped=scope.questions if scope.grouped else 0,
    )


def counts_of(scope: Scope) -> Counts:
    found = counted(scope)
    rated = sum(cell.n for cell in found.cells if cell.final)
    figures = list(measured(scope))
    # To look for scores in every debate takes half a second of a million ratings (measured).
    scored = any(one.name in SCORED for one in figures)
    return Counts(
        cells=found.cells,
        levels=found.levels,
        gains=list(gains(scope)),
        spent=list(spent(scope)),
        missing=list(missing(scope, rated)),
        measured=figures,
        suspicions=list(suspicions(scope)) if scored else [],
        left_out=list(left_out(scope)),
    )


def disputed(scope: Scope) -> Counts | None:
    """The ratings of questions whose answer keys are disputed, where the scope leaves them out and there are any."""
    if "true" not in scope.without.get(DISPUTED, ()):
        return None
    others = {name: values for name, values in scope.without.items() if name != DISPUTED}
    these = replace(scope, where={**scope.where, DISPUTED: ("true",)}, without=others)
    if not these.ratings().exists():
        return None
    return Counts(cells=counted(these).cells)
